import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { count, valueText } from '../format/values';
import type { ChangeFeed, LogEntry } from '../live/changes';
import type { StreamState } from '../live/stream';
import { Button } from '../parts/Button';
import { Section } from '../parts/Layout';
import { ScrollBox } from '../parts/ScrollBox';

/** How many of the log's entries are drawn; the rest is counted. */
const DRAWN = 120;

export function ChangeLog({ feed, state }: { feed: ChangeFeed; state: StreamState }) {
  const [held, setHeld] = useState<ChangeFeed | null>(null);
  const shown = held ?? feed;
  const newest = shown.log.slice(-DRAWN).reverse();
  const hidden = shown.seen - newest.length;
  return (
    <Section
      title="Changes"
      flush
      note={
        <span role="status">
          {shown.seen === 0 ? 'None since you came' : `${count(shown.seen)} since you came`}
          {held && feed.seen > held.seen && `, ${count(feed.seen - held.seen)} more held back`}
        </span>
      }
      actions={
        <Button size="sm" look="quiet" onClick={() => setHeld(held ? null : feed)}>
          {held ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
          {held ? 'Go on' : 'Hold'}
        </Button>
      }
    >
      {newest.length === 0 ? (
        <p className="px-5 pb-5 text-sm text-muted">
          {state.phase === 'live'
            ? 'Listening. Each row that comes or goes is listed here.'
            : 'Not connected.'}
        </p>
      ) : (
        <ScrollBox
          label="Changes, newest first"
          className="max-h-[560px] overflow-y-auto border-t border-line"
        >
          <ol>
            {newest.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
          {hidden > 0 && (
            <p className="px-5 py-3 text-[13px] text-muted">{count(hidden)} older ones are not shown.</p>
          )}
        </ScrollBox>
      )}
    </Section>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const insert = entry.change.op === 'insert';
  return (
    <li
      data-op={entry.change.op}
      className="flex animate-arrive gap-3 border-b border-line/70 px-5 py-2 text-sm last:border-0"
    >
      <span
        role="img"
        aria-label={insert ? 'added' : 'removed'}
        className={`mt-px inline-grid size-5 shrink-0 place-items-center rounded font-mono font-semibold ${insert ? 'bg-good-soft text-good' : 'bg-bad-soft text-bad'}`}
      >
        {insert ? '+' : '−'}
      </span>
      <span className="min-w-0 grow font-mono text-[13px] break-words">
        {Object.entries(entry.change.row).map(([name, value]) => (
          <span key={name} className="mr-3">
            <span className="text-muted">{name}</span> {valueText(value).slice(0, 200)}
          </span>
        ))}
      </span>
      <span className="tabular shrink-0 text-[13px] text-muted">{count(entry.epoch)}</span>
    </li>
  );
}
