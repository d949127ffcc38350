import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { graphQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Json, SourceSpec } from '../api/types';
import { tablesOf } from '../format/sql';
import { count, label } from '../format/values';
import { Button } from '../parts/Button';
import { DataTable, Value } from '../parts/DataTable';
import { Empty, Facts, Section } from '../parts/Layout';
import { Notice } from '../parts/Notice';
import { Tag } from '../parts/StateBadge';
import { sourcesOf } from './graphModel';
import { PushDialog } from './PushDialog';
import { usePipeline } from './usePipeline';
import { pushTables } from './views';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/sources');

const SHOWN_APART = new Set(['connector', 'columns', 'primary_key']);

export function SourcesPage() {
  const { tenant, name, pipeline } = usePipeline();
  const { push } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/sources' });
  const refused = useRefusal(tenant, 'editor');
  const running = pipeline.status.state !== 'STOPPED' && pipeline.status.state !== 'FAILED';
  const live = sourcesOf(useQuery({ ...graphQuery(tenant, name), enabled: running }).data);
  const sources = Object.entries(pipeline.spec.sources ?? {});
  const pushable = pushTables(pipeline);
  const tables = tablesOf(pipeline.spec.sql).filter((table) => !(table in (pipeline.spec.sources ?? {})));
  const pushButton = (table: string) => (
    <Button size="sm" refused={refused} onClick={() => void navigate({ search: { push: table } })}>
      <Upload aria-hidden className="size-3.5" /> Push rows
    </Button>
  );
  return (
    <div className="space-y-5">
      {sources.length + tables.length === 0 && (
        <Section title="Sources" hideTitle>
          <Empty title="No sources">Add some below spec.sources in the definition.</Empty>
        </Section>
      )}
      {sources.map(([source, spec]) => (
        <SourceCard
          key={source}
          name={source}
          spec={spec}
          live={running ? live[source] : undefined}
          actions={pushable.includes(source) && pushButton(source)}
        />
      ))}
      {tables.map((table) => (
        <Section
          key={table}
          title={table}
          note="A table of the SQL, fed by what is pushed"
          actions={pushButton(table)}
        >
          <p className="text-sm text-muted">Its columns stand in the CREATE TABLE of the definition.</p>
        </Section>
      ))}
      {push && pushable.includes(push) && (
        <PushDialog
          tenant={tenant}
          pipeline={name}
          table={push}
          spec={pipeline.spec.sources?.[push]}
          onClose={() => void navigate({ search: {} })}
        />
      )}
    </div>
  );
}

interface SourceCardProps {
  name: string;
  spec: SourceSpec;
  live: Record<string, unknown> | undefined;
  actions: React.ReactNode;
}

function SourceCard({ name, spec, live, actions }: SourceCardProps) {
  const columns = Object.entries(spec.columns ?? {});
  const settings = Object.entries(spec).filter(([key, value]) => !SHOWN_APART.has(key) && value !== null);
  const trouble = live?.trouble;
  return (
    <Section
      title={name}
      flush
      note={
        <>
          {spec.connector}{' '}
          {spec.primary_key?.length
            ? `· rows replace each other by ${spec.primary_key.join(', ')}`
            : '· rows are added'}
        </>
      }
      actions={actions}
    >
      {live && (
        <div className="space-y-3 px-5 pb-4">
          <Facts
            items={[
              { name: 'Rows taken', value: count(live.rows as number) },
              { name: 'Rows refused', value: count(live.bad_rows as number) },
              { name: 'Bytes', value: count(live.bytes as number) },
              { name: 'State', value: String(live.state ?? '–') },
            ]}
          />
          {typeof trouble === 'string' && (
            <Notice tone="warn" title="The source has trouble">
              {trouble}
            </Notice>
          )}
        </div>
      )}
      {settings.length > 0 && (
        <div className="px-5 pb-4">
          <Facts
            items={settings.map(([key, value]) => ({
              name: label(key),
              value: <Value value={value as Json} />,
            }))}
          />
        </div>
      )}
      {columns.length > 0 && (
        <DataTable
          caption={`Columns of ${name}`}
          rows={columns}
          rowKey={([column]) => column}
          columns={[
            {
              key: 'name',
              head: 'Column',
              cell: ([column]) => <span className="font-mono text-[13px]">{column}</span>,
            },
            {
              key: 'type',
              head: 'Type',
              cell: ([, type]) => (
                <span className="font-mono text-[13px]">
                  {typeof type === 'string' ? type : JSON.stringify(type)}
                </span>
              ),
            },
            {
              key: 'key',
              head: 'Key',
              cell: ([column]) => spec.primary_key?.includes(column) && <Tag tone="accent">key</Tag>,
            },
          ]}
        />
      )}
      {columns.length === 0 && (
        <p className="px-5 pb-5 text-sm text-muted">
          {spec.format === 'document'
            ? 'A whole file is one row: path, content, mime, size, modified_at, etag.'
            : 'Its columns are taken from the data when the definition is saved.'}
        </p>
      )}
    </Section>
  );
}
