import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, callUntilAnswered, onSignedOut, tenantPath, withQuery } from './client';
import { Problem, retryAfterMs } from './problem';

interface Seen {
  url: string;
  init: RequestInit;
}

/** Answers the requests one after the other and keeps what was sent. */
function serve(...answers: (Response | Error)[]): Seen[] {
  const seen: Seen[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    seen.push({ url, init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return seen;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const headerOf = (seen: Seen, name: string) => (seen.init.headers as Record<string, string>)[name];

afterEach(() => vi.unstubAllGlobals());

describe('paths', () => {
  it('escapes every part', () => {
    expect(tenantPath('acme', 'pipelines', 'a/b', 'views', 'ö?')).toBe(
      '/api/v1/tenants/acme/pipelines/a%2Fb/views/%C3%B6%3F',
    );
  });

  it('leaves out query parameters that are not given', () => {
    expect(withQuery('/x', { page_size: 50, page_token: undefined, filter: '{"a":1}' })).toBe(
      '/x?page_size=50&filter=%7B%22a%22%3A1%7D',
    );
    expect(withQuery('/x', {})).toBe('/x');
  });
});

describe('call', () => {
  it('sends the CSRF header with every unsafe verb and with no safe one', async () => {
    const seen = serve(json(200, {}), json(200, {}), json(200, {}), json(200, {}), json(200, {}));
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) await call(method, '/x');
    expect(seen.map((one) => headerOf(one, 'X-Freshet-Csrf'))).toEqual([undefined, '1', '1', '1', '1']);
  });

  it('hands out body, etag and location', async () => {
    serve(json(201, { name: 'a' }, { etag: '"3"', location: '/api/v1/tenants/acme/pipelines/a' }));
    const reply = await call<{ name: string }>('PUT', '/x', {
      body: 'name: a',
      contentType: 'application/yaml',
    });
    expect(reply).toEqual({
      status: 201,
      data: { name: 'a' },
      etag: '"3"',
      location: '/api/v1/tenants/acme/pipelines/a',
    });
  });

  it('sends text as it stands and objects as JSON', async () => {
    const seen = serve(json(200, {}), json(200, {}));
    await call('PUT', '/x', { body: 'a: 1\n', contentType: 'application/yaml' });
    await call('POST', '/x', { body: { type: 'START' } });
    expect(seen.map((one) => one.init.body)).toEqual(['a: 1\n', '{"type":"START"}']);
    expect(seen.map((one) => headerOf(one, 'Content-Type'))).toEqual([
      'application/yaml',
      'application/json',
    ]);
  });

  it('keeps a BIGINT that came as text as text', async () => {
    serve(json(200, { items: [{ id: '9007199254740993' }] }));
    const reply = await call<{ items: { id: string }[] }>('GET', '/x');
    expect(reply.data.items[0]?.id).toBe('9007199254740993');
  });

  it('turns problem+json into a Problem with code, request and places', async () => {
    const body = {
      title: 'Stale',
      status: 412,
      code: 'precondition_failed',
      detail: 'Version 4 is newer.',
      request_id: 'r-1',
      retryable: false,
      errors: [{ pointer: '/spec/sql', line: 3, column: 7, detail: 'no such column' }],
    };
    serve(
      new Response(JSON.stringify(body), {
        status: 412,
        headers: { 'content-type': 'application/problem+json' },
      }),
    );
    const problem = await call('PUT', '/x').catch((error) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      title: 'Stale',
      status: 412,
      code: 'precondition_failed',
      detail: 'Version 4 is newer.',
      requestId: 'r-1',
      retryable: false,
    });
    expect(problem.errors[0].line).toBe(3);
  });

  it('has words for an answer that is no problem document', async () => {
    serve(new Response('<html>bad gateway</html>', { status: 502 }));
    const problem = await call('GET', '/x').catch((error) => error);
    expect(problem).toMatchObject({ status: 502, code: 'http_502', retryable: true });
    expect(problem.title).not.toBe('');
  });

  it('announces a 401 once per answer', async () => {
    const told = vi.fn();
    const stop = onSignedOut(told);
    serve(new Response('', { status: 401 }));
    await call('GET', '/x').catch(() => {});
    stop();
    expect(told).toHaveBeenCalledTimes(1);
  });
});

describe('callUntilAnswered', () => {
  const options = { body: '{}', headers: { 'Idempotency-Key': 'k-1' } };

  it('repeats an unanswered request with the same key and body', async () => {
    const seen = serve(
      new TypeError('connection reset'),
      json(503, { code: 'worker_restarting' }, { 'retry-after': '1' }),
      json(200, { accepted: 2 }),
    );
    const waits: number[] = [];
    const reply = await callUntilAnswered<{ accepted: number }>('POST', '/x', options, 6, async (ms) => {
      waits.push(ms);
    });
    expect(reply.data.accepted).toBe(2);
    expect(seen.map((one) => headerOf(one, 'Idempotency-Key'))).toEqual(['k-1', 'k-1', 'k-1']);
    expect(waits[1]).toBe(1000);
  });

  it('does not repeat what cannot heal', async () => {
    const seen = serve(json(422, { code: 'idempotency_mismatch', retryable: false }));
    await expect(callUntilAnswered('POST', '/x', options)).rejects.toMatchObject({ status: 422 });
    expect(seen).toHaveLength(1);
  });

  it('gives up after its attempts', async () => {
    const seen = serve(new TypeError('no'), new TypeError('no'));
    await expect(callUntilAnswered('POST', '/x', options, 2, async () => {})).rejects.toMatchObject({
      code: 'network',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('Retry-After', () => {
  it('reads seconds and dates', () => {
    expect(retryAfterMs('3')).toBe(3000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
    expect(retryAfterMs('soon')).toBeNull();
    expect(retryAfterMs(null)).toBeNull();
  });
});
