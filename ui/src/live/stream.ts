import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { announceSignedOut } from '../api/client';
import { asProblem, networkProblem, Problem, problemOf } from '../api/problem';
import type { ChangeBatch } from '../api/types';
import type { FeedEvent } from './changes';

export type StreamState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  | { phase: 'waiting'; problem: Problem; retryInMs: number };

export interface StreamHandlers {
  onEvents(events: FeedEvent[]): void;
  onState(state: StreamState): void;
  /** Asked while the snapshot arrives: true when the rows have become too many to be worth sending. */
  tooManyRows(): boolean;
}

/** The server sends a comment every 15 s; three times that without a byte means that the line is dead. */
const SILENCE_MS = 45_000;

/** Without this a server that closes at once would be asked four times a second. */
const SILENT_END = new Problem({
  title: 'The change stream ended before it said anything',
  status: 0,
  code: 'stream_ended',
  retryable: true,
});

/**
 * Follows a view's changes until stopped: snapshot first, then deltas; after any break it resumes behind the last event
 * it has seen, and after a gap it takes a new snapshot.
 */
export class ChangeStream {
  private readonly abort = new AbortController();
  private lastId: string | null = null;
  private snapshot = true;
  private failures = 0;
  private heard = false;
  private connection: AbortController | null = null;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly handlers: StreamHandlers,
    private readonly pause: (ms: number, signal: AbortSignal) => Promise<void> = abortablePause,
  ) {}

  stop(): void {
    clearTimeout(this.watchdog);
    this.abort.abort();
    this.connection?.abort();
  }

  /** Drops the connection; `run` takes it up again, behind the last event seen, when the tab is in sight. */
  rest(): void {
    this.connection?.abort();
  }

  async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      await whenVisible(this.abort.signal);
      const problem = await this.connectOnce();
      if (this.abort.signal.aborted) return;
      this.failures = problem === null ? 0 : this.failures + 1;
      const waitMs = problem === null ? 250 : (problem.retryAfterMs ?? backoffMs(this.failures));
      if (problem !== null) this.handlers.onState({ phase: 'waiting', problem, retryInMs: waitMs });
      await this.pause(waitMs, this.abort.signal);
    }
  }

  /** One connection, from request to end. Null: it ended in an orderly way and may be resumed at once. */
  private async connectOnce(): Promise<Problem | null> {
    const connection = new AbortController();
    this.connection = connection;
    this.heard = false;
    if (this.failures === 0) this.handlers.onState({ phase: 'connecting' });
    try {
      const response = await fetch(this.requestUrl(), {
        headers: this.requestHeaders(),
        credentials: 'same-origin',
        signal: connection.signal,
      });
      if (response.status === 401) announceSignedOut();
      if (!response.ok || response.body === null) return await problemOf(response);
      await this.read(response.body, connection);
      return this.heard ? null : SILENT_END;
    } catch (error) {
      if (this.abort.signal.aborted || connection.signal.aborted) return null;
      return error instanceof Problem || error instanceof SyntaxError
        ? asProblem(error)
        : networkProblem(error);
    } finally {
      clearTimeout(this.watchdog);
    }
  }

  private requestUrl(): string {
    return this.snapshot && this.lastId === null ? `${this.url}?snapshot=true` : this.url;
  }

  private requestHeaders(): Record<string, string> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.lastId !== null) headers['Last-Event-ID'] = this.lastId;
    return headers;
  }

  private async read(body: ReadableStream<Uint8Array>, connection: AbortController): Promise<void> {
    if (this.lastId === null) this.handlers.onEvents([{ type: 'reset', withSnapshot: this.snapshot }]);
    this.handlers.onState({ phase: 'live' });
    const parser = createParser({ onEvent: (event) => this.take(event, connection) });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      this.watch(connection);
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      if (connection.signal.aborted) return;
    }
  }

  private take(event: EventSourceMessage, connection: AbortController): void {
    if (connection.signal.aborted) return;
    this.heard = true;
    if (event.event === 'gap') {
      this.lastId = null;
      connection.abort();
    } else if (event.event === 'bye') {
      connection.abort();
    } else {
      this.takeBatch(event, JSON.parse(event.data) as ChangeBatch, connection);
    }
  }

  private takeBatch(event: EventSourceMessage, batch: ChangeBatch, connection: AbortController): void {
    this.failures = 0;
    if (event.event === 'snapshot') {
      this.handlers.onEvents([{ type: 'snapshot', batch }]);
      // An id in the middle of a snapshot is no place to resume from.
      if (batch.last && event.id) this.lastId = event.id;
      if (!batch.last && this.handlers.tooManyRows()) {
        this.snapshot = false;
        connection.abort();
      }
      return;
    }
    const id = event.id ?? `${batch.epoch}`;
    this.handlers.onEvents([{ type: 'changes', id, batch }]);
    if (event.id) this.lastId = event.id;
  }

  private watch(connection: AbortController): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => connection.abort(), SILENCE_MS);
  }
}

/** 1 s, 2 s, 4 s … 15 s, with a fifth of jitter so that many tabs do not come back at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const base = Math.min(1000 * 2 ** Math.max(0, failures - 1), 15_000);
  return Math.round(base * (0.9 + 0.2 * random()));
}

function abortablePause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

function whenVisible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState !== 'hidden') return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      done();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
  });
}
