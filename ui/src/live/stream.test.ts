import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FeedEvent } from './changes';
import { backoffMs, ChangeStream, type StreamState } from './stream';

interface Call {
  url: string;
  lastId: string | undefined;
}

const sse = (text: string) =>
  new Response(new Blob([text]).stream(), { status: 200, headers: { 'content-type': 'text/event-stream' } });

const event = (id: string, data: unknown, name?: string) =>
  `${name ? `event: ${name}\n` : ''}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

const one = (epoch: number, value: number, last = true) => ({
  epoch,
  last,
  changes: [{ op: 'insert', row: { value } }],
});

/** Runs a stream against the answers in turn and stops it when they are used up. */
async function follow(answers: (Response | Error)[], tooManyRows = () => false) {
  const calls: Call[] = [];
  const events: FeedEvent[] = [];
  const states: StreamState[] = [];
  const waits: number[] = [];
  const handlers = {
    onEvents: (some: FeedEvent[]) => events.push(...some),
    onState: (state: StreamState) => states.push(state),
    tooManyRows,
  };
  const stream = new ChangeStream('/changes', handlers, async (ms) => {
    waits.push(ms);
    if (answers.length === 0) stream.stop();
  });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, lastId: (init.headers as Record<string, string>)['Last-Event-ID'] });
    const answer = answers.shift() as Response | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  await stream.run();
  return { calls, events, states, waits };
}

afterEach(() => vi.unstubAllGlobals());

describe('ChangeStream', () => {
  it('takes a snapshot first and resumes behind the last event', async () => {
    const { calls, events } = await follow([
      sse(event('3.0', one(3, 1), 'snapshot') + event('4.0', one(4, 2))),
      sse(event('5.0', one(5, 3))),
    ]);
    expect(calls).toEqual([
      { url: '/changes?snapshot=true', lastId: undefined },
      { url: '/changes', lastId: '4.0' },
    ]);
    expect(events.map((some) => some.type)).toEqual(['reset', 'snapshot', 'changes', 'changes']);
  });

  it('does not resume in the middle of a snapshot', async () => {
    const { calls } = await follow([
      sse(event('3.0', one(3, 1, false), 'snapshot')),
      sse(event('3.1', one(3, 2), 'snapshot')),
    ]);
    expect(calls.map((call) => call.url)).toEqual(['/changes?snapshot=true', '/changes?snapshot=true']);
    expect(calls[1]?.lastId).toBeUndefined();
  });

  it('takes a new snapshot after a gap', async () => {
    const { calls, events } = await follow([
      sse(event('3.0', one(3, 1), 'snapshot')),
      sse('event: gap\ndata: {}\n\n'),
      sse(event('90.0', one(90, 7), 'snapshot')),
    ]);
    expect(calls.map((call) => call.lastId)).toEqual([undefined, '3.0', undefined]);
    expect(calls[2]?.url).toBe('/changes?snapshot=true');
    expect(events.filter((some) => some.type === 'reset')).toHaveLength(2);
  });

  it('resumes at once when the server says bye', async () => {
    const { calls, waits } = await follow([
      sse(`${event('3.0', one(3, 1), 'snapshot')}event: bye\ndata: {}\n\n`),
      sse(event('4.0', one(4, 1))),
    ]);
    expect(calls[1]?.lastId).toBe('3.0');
    expect(waits[0]).toBe(250);
  });

  it('waits longer with each failure, and as long as the server asks', async () => {
    const refusal = () =>
      new Response(JSON.stringify({ title: 'Not running', code: 'not_running' }), {
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
      });
    const busy = new Response('{}', { status: 503, headers: { 'retry-after': '7' } });
    const { states, waits } = await follow([
      refusal(),
      new TypeError('reset'),
      busy,
      sse(event('1.0', one(1, 1), 'snapshot')),
    ]);
    expect(waits[0]).toBeGreaterThanOrEqual(900);
    expect(waits[1]).toBeGreaterThan(waits[0] as number);
    expect(waits[2]).toBe(7000);
    const waiting = states.filter((state) => state.phase === 'waiting');
    expect(waiting.map((state) => state.phase === 'waiting' && state.problem.code)).toEqual([
      'not_running',
      'network',
      'http_503',
    ]);
  });

  it('does not hammer a server that closes without a word', async () => {
    const { waits } = await follow([sse(''), sse('')]);
    expect(waits[1]).toBeGreaterThan(250);
  });

  it('goes on without rows when they are too many', async () => {
    const { calls } = await follow(
      [
        sse(event('3.0', one(3, 1, false), 'snapshot') + event('3.1', one(3, 2, false), 'snapshot')),
        sse(event('4.0', one(4, 1))),
      ],
      () => true,
    );
    expect(calls[1]).toEqual({ url: '/changes', lastId: undefined });
  });

  it('reads events that arrive in pieces and passes over heartbeats', async () => {
    const text = `: heartbeat\n\n${event('1.0', one(1, 42), 'snapshot')}`;
    const pieces = [text.slice(0, 20), text.slice(20, 41), text.slice(41)];
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const { events } = await follow([new Response(body, { status: 200 })]);
    expect(events[1]).toMatchObject({ type: 'snapshot', batch: { epoch: 1 } });
  });
});

describe('backoffMs', () => {
  it('doubles up to fifteen seconds', () => {
    const middle = () => 0.5;
    expect([1, 2, 3, 4, 5, 9].map((failures) => backoffMs(failures, middle))).toEqual([
      1000, 2000, 4000, 8000, 15000, 15000,
    ]);
  });
});
