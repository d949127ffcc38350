import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { badRecordsQuery, epochsQuery } from '../api/queries';
import type { Epoch, Pipeline } from '../api/types';
import { ago, freshness, localTime } from '../format/time';
import { count } from '../format/values';
import { DataTable } from '../parts/DataTable';
import { Facts, Section } from '../parts/Layout';
import { Loaded, useNow } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { stateWord, Tag } from '../parts/StateBadge';
import { epochColumns } from './epochColumns';
import { usePipeline } from './usePipeline';
import { viewNames } from './views';

export function OverviewPage() {
  const { tenant, name, pipeline } = usePipeline();
  const { status, spec } = pipeline;
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      {status.state === 'STOPPED' && (
        <div className="lg:col-span-2">
          <Notice title="It is stopped">
            Start it and it takes up its sources where it left them. What has been pushed is kept.
          </Notice>
        </div>
      )}
      <Section title="State">
        <Facts
          items={[
            {
              name: 'Wanted',
              value: `${stateWord((spec.desired_state ?? 'STOPPED') as Pipeline['status']['state'])}${status.reconciling ? ', on its way there' : ''}`,
            },
            {
              name: 'In the lake',
              value: status.lake?.epoch
                ? `epochs ${count(status.lake.since)} to ${count(status.lake.epoch)}`
                : 'nothing yet',
            },
            { name: 'Durability', value: spec.durability ?? 'BALANCED' },
            { name: 'Workers and memory', value: `${spec.workers ?? 1} · ${spec.memory ?? 'default'}` },
            {
              name: 'Created',
              value: <span title={localTime(pipeline.created_at)}>{ago(pipeline.created_at)}</span>,
            },
            {
              name: 'Changed',
              value: <span title={localTime(pipeline.updated_at)}>{ago(pipeline.updated_at)}</span>,
            },
            ...(status.reason ? [{ name: 'Reason', value: status.reason, wide: true }] : []),
          ]}
        />
      </Section>
      <Section title="Freshness" note="Age of the oldest accepted input that is not visible yet">
        <FreshnessTrend pipeline={pipeline} />
      </Section>
      <Section
        title="Latest epochs"
        flush
        actions={
          <Link
            to="/t/$tenant/pipelines/$pipeline/epochs"
            params={{ tenant, pipeline: name }}
            className="text-[13px] text-accent hover:underline"
          >
            All epochs
          </Link>
        }
      >
        <LatestEpochs tenant={tenant} name={name} />
      </Section>
      <Section title="Made of">
        <MadeOf tenant={tenant} pipeline={pipeline} />
      </Section>
    </div>
  );
}

function LatestEpochs({ tenant, name }: { tenant: string; name: string }) {
  const query = useQuery(epochsQuery(tenant, name, 6));
  const now = useNow();
  return (
    <div className="px-0 pb-2">
      <Loaded
        query={query}
        lines={3}
        empty={(page) =>
          page.items.length === 0 && (
            <p className="px-5 pb-4 text-sm text-muted">No epoch has been committed yet.</p>
          )
        }
      >
        {(page) => (
          <DataTable<Epoch>
            caption="Latest epochs"
            rows={page.items}
            rowKey={(epoch) => String(epoch.epoch)}
            columns={epochColumns(page.items, now).slice(0, 5)}
          />
        )}
      </Loaded>
    </div>
  );
}

const POINTS = 90;

/** The last three minutes as this page has seen them; the numbers stand beside the line. */
function FreshnessTrend({ pipeline }: { pipeline: Pipeline }) {
  const seen = useRef<number[]>([]);
  const ms = pipeline.status.freshness_ms ?? null;
  useEffect(() => {
    if (ms === null) return;
    seen.current = [...seen.current, ms].slice(-POINTS);
  });
  const points = ms === null ? seen.current : [...seen.current, ms].slice(-POINTS);
  const promise = pipeline.spec.slo?.freshness_seconds;
  const top = Math.max(1000, ...points, (promise ?? 0) * 1000);
  const x = (index: number) => (points.length < 2 ? 0 : (index / (points.length - 1)) * 300);
  const y = (value: number) => 56 - (value / top) * 52;
  return (
    <>
      <p className="tabular text-2xl font-semibold tracking-[-0.01em]">{freshness(ms)}</p>
      <p className="mb-3 text-[13px] text-muted">
        {promise ? `Promised: at most ${promise} s.` : 'No promise is set (spec.slo.freshness_seconds).'}
      </p>
      <svg
        viewBox="0 0 300 60"
        preserveAspectRatio="none"
        className="h-16 w-full"
        role="img"
        aria-label={`Freshness over the last ${points.length} readings; now ${freshness(ms)}`}
      >
        <path d="M0 58H300" className="stroke-line" strokeWidth="1" vectorEffect="non-scaling-stroke" />
        {promise && (
          <path
            d={`M0 ${y(promise * 1000)}H300`}
            className="stroke-warn"
            strokeWidth="1"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
        )}
        {points.length > 1 && (
          <polyline
            points={points.map((value, index) => `${x(index)},${y(value)}`).join(' ')}
            fill="none"
            className="stroke-accent"
            strokeWidth="2"
            vectorEffect="non-scaling-stroke"
            strokeLinejoin="round"
          />
        )}
      </svg>
    </>
  );
}

function MadeOf({ tenant, pipeline }: { tenant: string; pipeline: Pipeline }) {
  const { spec } = pipeline;
  const bad = useQuery(badRecordsQuery(tenant, pipeline.name, { pageSize: 50, state: 'OPEN' }));
  const open = bad.data?.items.length ?? 0;
  const params = { tenant, pipeline: pipeline.name };
  const link = 'text-accent hover:underline';
  return (
    <Facts
      items={[
        {
          name: 'Sources',
          value: (
            <Link to="/t/$tenant/pipelines/$pipeline/sources" params={params} className={link}>
              {Object.keys(spec.sources ?? {}).join(', ') || 'none'}
            </Link>
          ),
        },
        {
          name: 'Views',
          value: (
            <Link to="/t/$tenant/pipelines/$pipeline/views" params={params} className={link}>
              {viewNames(pipeline).join(', ') || 'none'}
            </Link>
          ),
        },
        {
          name: 'Indexes',
          value: (
            <Link to="/t/$tenant/pipelines/$pipeline/search" params={params} className={link}>
              {Object.keys(spec.indexes ?? {}).join(', ') || 'none'}
            </Link>
          ),
        },
        { name: 'Sinks', value: Object.keys(spec.sinks ?? {}).join(', ') || 'none' },
        {
          name: 'Open bad records',
          value: (
            <Link to="/t/$tenant/pipelines/$pipeline/bad-records" params={params} className={link}>
              {bad.data ? `${open}${bad.data.next_page_token ? ' or more' : ''}` : '–'}
            </Link>
          ),
        },
        {
          name: 'Tags',
          wide: true,
          value:
            Object.keys(pipeline.tags ?? {}).length === 0 ? (
              'none'
            ) : (
              <span className="flex flex-wrap gap-1.5">
                {Object.entries(pipeline.tags ?? {}).map(([key, value]) => (
                  <Tag key={key}>
                    {key}: {value}
                  </Tag>
                ))}
              </span>
            ),
        },
      ]}
    />
  );
}
