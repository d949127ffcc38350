import { parse, stringify } from 'yaml';
import type { Pipeline } from '../api/types';

/** The pipeline as the document it came from, in the order in which people write it. */
export function documentOf(pipeline: Pipeline): string {
  const metadata: Record<string, unknown> = { name: pipeline.name };
  if (pipeline.description) metadata.description = pipeline.description;
  if (pipeline.tags && Object.keys(pipeline.tags).length > 0) metadata.tags = pipeline.tags;
  const document = {
    api_version: 'freshet/v1',
    kind: 'Pipeline',
    metadata,
    spec: withoutNulls(pipeline.spec),
  };
  return stringify(document, { lineWidth: 0, blockQuote: 'literal', defaultStringType: 'PLAIN' });
}

const FIRST = [
  'desired_state',
  'durability',
  'workers',
  'memory',
  'epoch',
  'idle',
  'sources',
  'sql',
  'indexes',
  'sinks',
];

function withoutNulls(spec: Pipeline['spec']): Record<string, unknown> {
  const place = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return Object.fromEntries(
    Object.entries(spec)
      .filter(([, value]) => value !== null && value !== undefined)
      .sort(([a], [b]) => place(a) - place(b)),
  );
}

/** The name in the text, as far as the text can be read. */
export function nameIn(text: string): string | null {
  try {
    const name = parse(text)?.metadata?.name;
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null;
  }
}
