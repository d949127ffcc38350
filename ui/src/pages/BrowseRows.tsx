import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { rowsQuery } from '../api/queries';
import type { Row } from '../api/types';
import { filterSlip } from '../format/filter';
import { count, rowKey } from '../format/values';
import { Button } from '../parts/Button';
import { DataTable, rowColumns } from '../parts/DataTable';
import { TextField } from '../parts/Field';
import { Empty, Section } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { whenNotRunning } from './NotRunning';
import { Paged } from './Paged';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/views/$view');

/** Pages of a view as it stands at one epoch, with a filter; the address says it all. */
export function BrowseRows() {
  const { tenant, pipeline, view } = route.useParams();
  const { filter, epoch, at } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/views/$view' });
  const query = useQuery(
    rowsQuery(tenant, pipeline, view, {
      pageSize: 50,
      pageToken: at?.at(-1),
      asOfEpoch: at?.length ? undefined : epoch,
      filter,
    }),
  );
  return (
    <Section
      title="Rows"
      flush
      note={query.data && `As of epoch ${count(query.data.epoch)}`}
      actions={
        <Button size="sm" busy={query.isFetching} onClick={() => void query.refetch()}>
          <RotateCcw aria-hidden className="size-3.5" /> Read again
        </Button>
      }
    >
      <BrowseForm
        key={`${filter}/${epoch}`}
        filter={filter ?? ''}
        epoch={epoch?.toString() ?? ''}
        onApply={(next) =>
          void navigate({
            search: {
              show: 'browse',
              filter: next.filter || undefined,
              epoch: next.epoch ? Number(next.epoch) : undefined,
            },
          })
        }
      />
      <div className="pt-1">
        <Loaded
          query={query}
          onProblem={whenNotRunning('Its rows can be read when it runs.')}
          empty={(page) =>
            page.items.length === 0 && (
              <Empty title={filter ? 'No row passes the filter' : `${view} is empty`}>
                {filter ? 'Change or clear the filter.' : 'Rows show up when an epoch brings them.'}
              </Empty>
            )
          }
        >
          {(page) => (
            <>
              <DataTable<Row>
                caption={`Rows of ${view}`}
                rows={page.items}
                rowKey={(row, index) => `${index}/${rowKey(row)}`}
                columns={rowColumns(page.items)}
              />
              <Paged
                at={at}
                next={page.next_page_token}
                note={`· pinned to epoch ${count(page.epoch)}`}
                go={(next) => void navigate({ search: (old) => ({ ...old, at: next }) })}
              />
            </>
          )}
        </Loaded>
      </div>
    </Section>
  );
}

interface BrowseFormProps {
  filter: string;
  epoch: string;
  onApply: (next: { filter: string; epoch: string }) => void;
}

function BrowseForm({ filter, epoch, onApply }: BrowseFormProps) {
  const [draft, setDraft] = useState({ filter, epoch });
  const slip = filterSlip(draft.filter);
  return (
    <form
      className="flex flex-wrap items-start gap-3 px-5 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!slip) onApply(draft);
      }}
    >
      <div className="min-w-60 grow">
        <TextField
          label="Filter (JSON)"
          className="font-mono"
          placeholder='{"tier": "gold", "amount": {"gt": "100"}}'
          value={draft.filter}
          error={slip}
          spellCheck={false}
          onChange={(event) => setDraft({ ...draft, filter: event.target.value })}
        />
      </div>
      <div className="w-32">
        <TextField
          label="As of epoch"
          inputMode="numeric"
          placeholder="newest"
          value={draft.epoch}
          onChange={(event) => setDraft({ ...draft, epoch: event.target.value.replace(/\D/g, '') })}
        />
      </div>
      <Button type="submit" className="mt-[27px]" refused={slip}>
        Apply
      </Button>
    </form>
  );
}
