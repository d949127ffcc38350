import { useEffect, useReducer, useRef, useState } from 'react';
import { tenantPath } from '../api/client';
import { type ChangeFeed, emptyFeed, type FeedEvent, type Limits, reduceFeed } from './changes';
import { ChangeStream, type StreamState } from './stream';

export const LIMITS: Limits = { rows: 2000, log: 500 };

/** The eye gains nothing from more than four repaints a second. */
const REPAINT_MS = 250;

type Action = readonly FeedEvent[] | 'clear';

const reducer = (feed: ChangeFeed, action: Action): ChangeFeed =>
  action === 'clear' ? emptyFeed : reduceFeed(feed, action, LIMITS);

/** A view's live feed; it rests while the tab is hidden and then resumes where it was. */
export function useChanges(tenant: string, pipeline: string, view: string) {
  const [feed, dispatch] = useReducer(reducer, emptyFeed);
  const [state, setState] = useState<StreamState>({ phase: 'connecting' });
  const snapshotRows = useRef(0);

  useEffect(() => {
    dispatch('clear');
    let pending: FeedEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const events = pending;
      pending = [];
      dispatch(events);
    };
    const handlers = {
      onEvents(events: FeedEvent[]) {
        for (const event of events) {
          if (event.type === 'reset') snapshotRows.current = 0;
          if (event.type === 'snapshot') snapshotRows.current += event.batch.changes.length;
        }
        pending.push(...events);
        timer ??= setTimeout(flush, REPAINT_MS);
      },
      onState: setState,
      tooManyRows: () => snapshotRows.current > LIMITS.rows,
    };
    const stream = new ChangeStream(
      tenantPath(tenant, 'pipelines', pipeline, 'views', view, 'changes'),
      handlers,
    );
    const look = () => {
      if (document.visibilityState === 'hidden') stream.rest();
    };
    document.addEventListener('visibilitychange', look);
    void stream.run();
    return () => {
      document.removeEventListener('visibilitychange', look);
      stream.stop();
      clearTimeout(timer);
    };
  }, [tenant, pipeline, view]);

  return { feed, state };
}
