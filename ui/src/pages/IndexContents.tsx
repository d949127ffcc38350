import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { indexChunksQuery, indexDocumentsQuery } from '../api/queries';
import type { IndexChunk, IndexDocument } from '../api/types';
import { count, label } from '../format/values';
import { Button } from '../parts/Button';
import { type Column, DataTable, Value } from '../parts/DataTable';
import { Choices } from '../parts/Field';
import { Empty, Section } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { whenNotRunning } from './NotRunning';
import { Paged } from './Paged';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/search');

/** What an index holds, by document or by chunk; a document leads to its chunks. */
export function IndexContents({ index }: { index: string }) {
  const { inside = 'documents', filter } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/search' });
  return (
    <Section
      title="What is inside"
      note={inside === 'chunks' && filter ? <code className="font-mono">{filter}</code> : undefined}
      flush
      actions={
        <Choices
          label="What is inside, by"
          value={inside}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ index: old.index, inside: next === 'chunks' ? next : undefined }),
            })
          }
          options={[
            { value: 'documents', label: 'Documents' },
            { value: 'chunks', label: 'Chunks' },
          ]}
        />
      }
    >
      {inside === 'documents' ? <Documents index={index} /> : <Chunks index={index} />}
    </Section>
  );
}

function keyColumns<T extends { key: Record<string, unknown> }>(items: readonly T[]): Column<T>[] {
  return Object.keys(items[0]?.key ?? {}).map((name) => ({
    key: name,
    head: <span className="font-mono">{name}</span>,
    cell: (item) => <Value value={item.key[name] as never} />,
    className: 'max-w-[40ch]',
  }));
}

function Documents({ index }: { index: string }) {
  const { tenant, pipeline } = route.useParams();
  const { at } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/search' });
  const query = useQuery(indexDocumentsQuery(tenant, pipeline, index, at?.at(-1)));
  return (
    <Loaded
      query={query}
      onProblem={whenNotRunning('What it holds can be listed when it runs.')}
      empty={(page) =>
        page.items.length === 0 && <Empty title="It is empty">It fills as its view gets rows.</Empty>
      }
    >
      {(page) => (
        <>
          <DataTable<IndexDocument>
            caption="Documents"
            rows={page.items}
            rowKey={(item) => JSON.stringify(item.key)}
            columns={[
              ...keyColumns(page.items),
              { key: '#chunks', head: label('chunks'), right: true, cell: (item) => count(item.chunks) },
              {
                key: '#epoch',
                head: label('epoch'),
                right: true,
                from: 'sm',
                cell: (item) => count(item.epoch),
              },
              {
                key: '#act',
                head: <span className="sr-only">Actions</span>,
                right: true,
                cell: (item) => (
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={`See chunks of ${Object.values(item.key).join(' ')}`}
                    onClick={() =>
                      void navigate({
                        search: (old) => ({
                          index: old.index,
                          inside: 'chunks',
                          filter: JSON.stringify(item.key),
                        }),
                      })
                    }
                  >
                    See chunks
                  </Button>
                ),
              },
            ]}
          />
          <Paged
            at={at}
            next={page.next_page_token}
            go={(next) => void navigate({ search: (old) => ({ ...old, at: next }) })}
          />
        </>
      )}
    </Loaded>
  );
}

function Chunks({ index }: { index: string }) {
  const { tenant, pipeline } = route.useParams();
  const { at, filter } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/search' });
  const query = useQuery(indexChunksQuery(tenant, pipeline, index, filter, at?.at(-1)));
  return (
    <Loaded
      query={query}
      onProblem={whenNotRunning('What it holds can be listed when it runs.')}
      empty={(page) => page.items.length === 0 && <Empty title="No chunks" />}
    >
      {(page) => (
        <>
          <DataTable<IndexChunk>
            caption="Chunks"
            rows={page.items}
            rowKey={(item) => JSON.stringify(item.key)}
            columns={[
              ...keyColumns(page.items),
              {
                key: '#text',
                head: 'text',
                className: 'min-w-[30ch]',
                cell: (item) => <Value value={item.text} />,
              },
            ]}
          />
          <Paged
            at={at}
            next={page.next_page_token}
            go={(next) => void navigate({ search: (old) => ({ ...old, at: next }) })}
          />
        </>
      )}
    </Loaded>
  );
}
