import type { ErrorPlace } from './types';

/** An answer of kind `application/problem+json`, or a failure to get any answer (`code: network`). */
export class Problem extends Error {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly errors: ErrorPlace[];

  constructor(parts: {
    title: string;
    status: number;
    code: string;
    detail?: string;
    requestId?: string | null;
    retryable?: boolean;
    retryAfterMs?: number | null;
    errors?: ErrorPlace[];
  }) {
    super(parts.detail || parts.title);
    this.name = 'Problem';
    this.title = parts.title;
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail ?? '';
    this.requestId = parts.requestId ?? null;
    this.retryable = parts.retryable ?? false;
    this.retryAfterMs = parts.retryAfterMs ?? null;
    this.errors = parts.errors ?? [];
  }
}

const STATUS_TITLES: Record<number, string> = {
  401: 'You are not signed in',
  403: 'Your role does not allow this',
  404: 'Not found',
  409: 'Conflict with the present state',
  412: 'Someone changed it in the meantime',
  413: 'Too large',
  422: 'The request is not valid',
  429: 'Too many requests',
  500: 'The service failed',
  501: 'Not built yet',
  502: 'The service is not reachable',
  503: 'The service is not ready',
  504: 'The service did not answer in time',
};

/** Seconds or an HTTP date, as `Retry-After` allows; null when absent or unreadable. */
export function retryAfterMs(value: string | null, now: number = Date.now()): number | null {
  if (!value) return null;
  if (/^\d+$/.test(value.trim())) return Number(value.trim()) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  let body: Record<string, unknown> = {};
  try {
    const parsed = JSON.parse(text);
    if (parsed && typeof parsed === 'object') body = parsed;
  } catch {
    // A proxy in between may answer with HTML; the status still says enough.
  }
  const status = response.status;
  return new Problem({
    title: String(body.title ?? STATUS_TITLES[status] ?? `The service answered ${status}`),
    status,
    code: String(body.code ?? `http_${status}`),
    detail: body.detail ? String(body.detail) : '',
    requestId: body.request_id ? String(body.request_id) : response.headers.get('x-request-id'),
    retryable: typeof body.retryable === 'boolean' ? body.retryable : status === 429 || status >= 502,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    errors: Array.isArray(body.errors) ? (body.errors as ErrorPlace[]) : [],
  });
}

export function networkProblem(cause: unknown): Problem {
  return new Problem({
    title: 'The service cannot be reached',
    status: 0,
    code: 'network',
    detail: cause instanceof Error && cause.message ? cause.message : 'No answer came back.',
    retryable: true,
  });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    title: 'The console failed',
    status: 0,
    code: 'console',
    detail: error instanceof Error ? error.message : String(error),
  });
}
