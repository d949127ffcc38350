import { stack } from './stack';

/** The public API with a machine's token: the second pair of eyes on what the browser claims to have done. */

let token: { value: string; until: number } | null = null;

async function bearer(): Promise<string> {
  if (token && token.until > Date.now()) return token.value;
  const answer = await fetch(stack.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: stack.client.id,
      client_secret: stack.client.secret,
    }),
  });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  const body = (await answer.json()) as { access_token: string; expires_in: number };
  token = { value: body.access_token, until: Date.now() + (body.expires_in - 20) * 1000 };
  return token.value;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the checks read what they expect and fail where it is not there
  body: any;
}

export async function api(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${stack.url}/api/v1/tenants/${stack.tenant}${path}`, {
    method,
    body,
    headers: { Authorization: `Bearer ${await bearer()}`, ...headers },
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

export async function removePipeline(name: string): Promise<void> {
  const gone = await api('DELETE', `/pipelines/${name}`, undefined, { 'If-Match': '*' });
  if (gone.status !== 202) return;
  await until(async () => (await api('GET', `/pipelines/${name}`)).status === 404);
}

export async function operate(name: string, type: string): Promise<void> {
  await api('POST', `/pipelines/${name}/operations`, JSON.stringify({ type }), {
    'Content-Type': 'application/json',
    'Idempotency-Key': crypto.randomUUID(),
  });
}

export async function push(name: string, table: string, rows: unknown[]): Promise<Answer> {
  return api(
    'POST',
    `/pipelines/${name}/tables/${table}/records`,
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    {
      'Content-Type': 'application/x-ndjson',
      'Idempotency-Key': crypto.randomUUID(),
    },
  );
}

export async function until(done: () => Promise<boolean>, seconds = 90): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`Not so within ${seconds} s: ${done}`);
    await new Promise((next) => setTimeout(next, 300));
  }
}
