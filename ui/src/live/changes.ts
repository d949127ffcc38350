import type { ChangeBatch, RowChange } from '../api/types';
import { rowKey } from '../format/values';

export interface LiveRow {
  row: RowChange['row'];
  copies: number;
  /** Epoch of the row's latest change; null for rows of the snapshot. */
  changedAt: number | null;
}

export interface LogEntry {
  id: string;
  epoch: number;
  change: RowChange;
}

/** What a view's change stream has told so far. Treated as immutable. */
export interface ChangeFeed {
  epoch: number | null;
  /** The view's rows by their canonical text, or null when they are too many to be held here. */
  rows: ReadonlyMap<string, LiveRow> | null;
  log: readonly LogEntry[];
  /** Changes seen since the snapshot, and how many of them the capped log no longer shows. */
  seen: number;
  dropped: number;
  snapshotDone: boolean;
}

export interface Limits {
  rows: number;
  log: number;
}

export type FeedEvent =
  | { type: 'reset'; withSnapshot: boolean }
  | { type: 'snapshot'; batch: ChangeBatch }
  | { type: 'changes'; id: string; batch: ChangeBatch };

export const emptyFeed: ChangeFeed = {
  epoch: null,
  rows: new Map(),
  log: [],
  seen: 0,
  dropped: 0,
  snapshotDone: false,
};

export function reduceFeed(feed: ChangeFeed, events: readonly FeedEvent[], limits: Limits): ChangeFeed {
  const draft = new Draft(feed, limits);
  for (const event of events) draft.take(event);
  return draft.finish();
}

/** One pass over a bundle of events, so that the repaint (at most four a second) costs one copy and not one per event. */
class Draft {
  private epoch: number | null;
  private rows: Map<string, LiveRow> | null;
  private log: LogEntry[];
  private seen: number;
  private dropped: number;
  private snapshotDone: boolean;

  constructor(
    feed: ChangeFeed,
    private readonly limits: Limits,
  ) {
    this.epoch = feed.epoch;
    this.rows = feed.rows === null ? null : new Map(feed.rows);
    this.log = [...feed.log];
    this.seen = feed.seen;
    this.dropped = feed.dropped;
    this.snapshotDone = feed.snapshotDone;
  }

  take(event: FeedEvent): void {
    if (event.type === 'reset') this.reset(event.withSnapshot);
    else if (event.type === 'snapshot') this.snapshot(event.batch);
    else this.changes(event.id, event.batch);
  }

  private reset(withSnapshot: boolean): void {
    this.rows = withSnapshot ? new Map() : null;
    this.snapshotDone = !withSnapshot;
  }

  private snapshot(batch: ChangeBatch): void {
    for (const change of batch.changes) this.apply(change, null);
    this.epoch = batch.epoch;
    if (batch.last) this.snapshotDone = true;
  }

  private changes(id: string, batch: ChangeBatch): void {
    batch.changes.forEach((change, index) => {
      this.apply(change, batch.epoch);
      this.log.push({ id: `${id}/${index}`, epoch: batch.epoch, change });
    });
    this.seen += batch.changes.length;
    this.epoch = batch.epoch;
    this.snapshotDone = true;
  }

  private apply(change: RowChange, epoch: number | null): void {
    if (this.rows === null) return;
    const key = rowKey(change.row);
    const held = this.rows.get(key);
    const copies = (held?.copies ?? 0) + (change.op === 'insert' ? 1 : -1);
    if (copies <= 0) this.rows.delete(key);
    else this.rows.set(key, { row: change.row, copies, changedAt: epoch });
    if (this.rows.size > this.limits.rows) this.rows = null;
  }

  finish(): ChangeFeed {
    const excess = this.log.length - this.limits.log;
    if (excess > 0) {
      this.log.splice(0, excess);
      this.dropped += excess;
    }
    return {
      epoch: this.epoch,
      rows: this.rows,
      log: this.log,
      seen: this.seen,
      dropped: this.dropped,
      snapshotDone: this.snapshotDone,
    };
  }
}
