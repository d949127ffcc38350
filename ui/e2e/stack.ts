import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the stack is and who may enter: from the environment, else from the file that `./freshet up` writes. */
function settings(): Record<string, string> {
  const home = process.env.FRESHET_HOME ?? join(import.meta.dirname, '..', '..', '.freshet');
  const file = join(home, 'dev.env');
  const pairs = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => /^(?:export )?([A-Z0-9_]+)=(.*)$/.exec(line.trim()))
        .filter((match) => match !== null)
        .map((match) => [match[1] as string, (match[2] as string).replace(/^(['"])(.*)\1$/, '$2')])
    : [];
  return { ...Object.fromEntries(pairs), ...(process.env as Record<string, string>) };
}

const all = settings();

function needed(name: string): string {
  const value = all[name];
  if (!value)
    throw new Error(`${name} is not set. Start the stack with ./freshet up --detach, or set it by hand.`);
  return value;
}

export const stack = {
  url: needed('FRESHET_URL').replace(/\/$/, ''),
  tokenUrl: needed('FRESHET_TOKEN_URL'),
  client: { id: needed('FRESHET_ACME_CLIENT_ID'), secret: needed('FRESHET_ACME_CLIENT_SECRET') },
  admin: { user: needed('FRESHET_ACME_USER'), password: needed('FRESHET_ACME_PASSWORD') },
  viewer: { user: needed('FRESHET_ACME_VIEWER_USER'), password: needed('FRESHET_ACME_VIEWER_PASSWORD') },
  tenant: 'acme',
};

export type Person = typeof stack.admin;
