import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { duration } from '../format/time';
import { count, inOrder, rowKey } from '../format/values';
import type { ChangeFeed, LiveRow } from '../live/changes';
import type { StreamState } from '../live/stream';
import { useChanges } from '../live/useChanges';
import { Button } from '../parts/Button';
import { DataTable, Pager, rowColumns } from '../parts/DataTable';
import { Choices } from '../parts/Field';
import { Empty, Section } from '../parts/Layout';
import { Skeleton } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { Tag } from '../parts/StateBadge';
import { BrowseRows } from './BrowseRows';
import { ChangeLog } from './ChangeLog';
import { isNotRunning, NotRunningNotice } from './NotRunning';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/views/$view');

export function ViewPage() {
  const { tenant, pipeline, view } = route.useParams();
  const { show } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/views/$view' });
  const { feed, state } = useChanges(tenant, pipeline, view);
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="min-w-0 text-lg font-semibold break-all">
          <Link
            to="/t/$tenant/pipelines/$pipeline/views"
            params={{ tenant, pipeline }}
            className="font-normal text-muted hover:underline"
          >
            Views /
          </Link>{' '}
          <span className="font-mono">{view}</span>
        </h2>
        <Choices
          label="How to see the rows"
          value={show ?? 'live'}
          onChange={(next) => void navigate({ search: next === 'browse' ? { show: 'browse' } : {} })}
          options={[
            { value: 'live', label: 'Live' },
            { value: 'browse', label: 'Browse' },
          ]}
        />
      </div>
      {show === 'browse' ? (
        <BrowseRows />
      ) : (
        <>
          <StreamNotice state={state} feed={feed} />
          <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <LiveRows
              feed={feed}
              state={state}
              view={view}
              onBrowse={() => void navigate({ search: { show: 'browse' } })}
            />
            <ChangeLog feed={feed} state={state} />
          </div>
        </>
      )}
    </div>
  );
}

function StreamNotice({ state, feed }: { state: StreamState; feed: ChangeFeed }) {
  if (state.phase !== 'waiting') return null;
  const { problem } = state;
  if (isNotRunning(problem)) {
    return (
      <NotRunningNotice
        what={
          feed.epoch === null
            ? 'Its rows can be read when it runs.'
            : `What you see is the state of epoch ${count(feed.epoch)}.`
        }
      />
    );
  }
  return (
    <Notice tone="warn" title="The live feed is interrupted">
      {problem.title} <span className="font-mono text-[12.5px]">({problem.code})</span>. It is taken up again
      in {duration(state.retryInMs)}
      {feed.epoch === null ? '.' : `; what you see is the state of epoch ${count(feed.epoch)}.`}
      {problem.requestId && (
        <span className="block font-mono text-[12.5px]">request {problem.requestId}</span>
      )}
    </Notice>
  );
}

const PAGE = 50;

interface LiveRowsProps {
  feed: ChangeFeed;
  state: StreamState;
  view: string;
  onBrowse: () => void;
}

function LiveRows({ feed, state, view, onBrowse }: LiveRowsProps) {
  const [page, setPage] = useState(0);
  const rows = useMemo(() => inOrder(feed.rows), [feed.rows]);
  const last = Math.max(0, Math.ceil(rows.length / PAGE) - 1);
  const at = Math.min(page, last);
  const copies = rows.reduce((sum, row) => sum + row.copies, 0);
  return (
    <Section
      title="Rows"
      flush
      note={
        feed.epoch === null ? (
          'Waiting for the first rows'
        ) : (
          <span data-testid="live-epoch" data-epoch={feed.epoch}>
            {feed.rows === null
              ? 'too many to hold live'
              : `${count(copies)} ${copies === 1 ? 'row' : 'rows'}`}{' '}
            at epoch {count(feed.epoch)}
          </span>
        )
      }
      actions={
        <Tag tone={state.phase === 'live' ? 'good' : 'warn'}>
          {state.phase === 'live' ? 'live' : 'not live'}
        </Tag>
      }
    >
      {feed.rows === null ? (
        <Empty
          title="More rows than are shown live"
          actions={<Button onClick={onBrowse}>Browse the rows</Button>}
        >
          The changes beside this still arrive as they happen.
        </Empty>
      ) : !feed.snapshotDone ? (
        state.phase !== 'waiting' && (
          <div className="px-5 pb-5">
            <Skeleton />
          </div>
        )
      ) : rows.length === 0 ? (
        <Empty title={`${view} is empty`}>Rows show up here the moment an epoch brings them.</Empty>
      ) : (
        <>
          <DataTable<LiveRow>
            caption={`Rows of ${view}`}
            rows={rows.slice(at * PAGE, (at + 1) * PAGE)}
            rowKey={(live) => `${rowKey(live.row)}@${live.changedAt ?? ''}`}
            rowClass={(live) => (live.changedAt === null ? '' : 'animate-arrive')}
            columns={[
              ...rowColumns(rows.slice(0, 200).map((live) => live.row)).map((column) => ({
                ...column,
                cell: (live: LiveRow) => column.cell(live.row),
              })),
              ...(copies > rows.length
                ? [{ key: '#copies', head: 'Copies', right: true, cell: (live: LiveRow) => live.copies }]
                : []),
            ]}
          />
          {last > 0 && (
            <Pager
              page={at + 1}
              note={`of ${last + 1}`}
              onPrevious={at > 0 ? () => setPage(at - 1) : null}
              onNext={at < last ? () => setPage(at + 1) : null}
            />
          )}
        </>
      )}
    </Section>
  );
}
