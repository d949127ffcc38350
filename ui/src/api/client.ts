import { networkProblem, Problem, problemOf } from './problem';

export interface Reply<T> {
  status: number;
  data: T;
  etag: string | null;
  location: string | null;
}

export interface CallOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  /** A string goes out as it stands (give `contentType`), anything else as JSON. */
  body?: unknown;
  contentType?: string;
  accept?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Told whenever the service answers 401: the session has ended or never began. */
const signedOutListeners = new Set<() => void>();

export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function announceSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

/** The path below `/api/v1/tenants/{tenant}`, every part escaped. */
export function tenantPath(tenant: string, ...parts: string[]): string {
  return `/api/v1/tenants/${[tenant, ...parts].map(encodeURIComponent).join('/')}`;
}

export function withQuery(path: string, query: CallOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined);
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

function headersFor(method: Method, options: CallOptions): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: options.accept ?? 'application/json, application/problem+json',
  };
  if (options.body !== undefined) headers['Content-Type'] = options.contentType ?? 'application/json';
  // A form on a foreign page cannot set a header: this and the Origin check keep the cookie safe.
  if (method !== 'GET') headers['X-Freshet-Csrf'] = '1';
  return { ...headers, ...options.headers };
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  const type = response.headers.get('content-type') ?? '';
  return type.includes('json') ? JSON.parse(text) : text;
}

/** One request. Rejects with a {@link Problem}; an abort rejects with the DOM's AbortError. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<Reply<T>> {
  const { body } = options;
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers: headersFor(method, options),
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      credentials: 'same-origin',
      redirect: 'manual',
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw networkProblem(error);
  }
  if (!response.ok) {
    // An opaque redirect is the service asking for a sign-in.
    const signedOut = response.status === 401 || response.type === 'opaqueredirect';
    if (signedOut) announceSignedOut();
    if (response.type === 'opaqueredirect') {
      throw new Problem({ title: 'You are not signed in', status: 401, code: 'unauthenticated' });
    }
    throw await problemOf(response);
  }
  return {
    status: response.status,
    data: (await readBody(response)) as T,
    etag: response.headers.get('etag'),
    location: response.headers.get('location'),
  };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Repeats an unanswered or retryable request. Only for requests that carry an Idempotency-Key or are safe by nature:
 * the service then gives the first answer again instead of doing the work twice.
 */
export async function callUntilAnswered<T>(
  method: Method,
  path: string,
  options: CallOptions,
  attempts = 6,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Reply<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call<T>(method, path, options);
    } catch (error) {
      if (!(error instanceof Problem) || !error.retryable || attempt >= attempts) throw error;
      await wait(error.retryAfterMs ?? Math.min(250 * 2 ** attempt, 4000));
    }
  }
}
