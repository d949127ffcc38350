import type { SourceSpec } from '../api/types';

/** JSON lines begin with a brace; everything else is taken as CSV with a header. */
export function looksLikeCsv(text: string): boolean {
  const start = text.trimStart();
  return start !== '' && !start.startsWith('{');
}

const EXAMPLES: [RegExp, unknown][] = [
  [/^(BIGINT|INT|INTEGER|SMALLINT|TINYINT)/, 1],
  [/^(DECIMAL|NUMERIC)/, '12.50'],
  [/^(DOUBLE|FLOAT|REAL)/, 0.5],
  [/^BOOLEAN/, true],
  [/^TIMESTAMP/, '2026-01-31T12:00:00'],
  [/^DATE/, '2026-01-31'],
  [/^TIME/, '12:00:00'],
  [/^(BYTES|BYTEA|BINARY|VARBINARY|BLOB)/, 'IyBIZWxsbwo='],
  [/^UUID/, '00000000-0000-4000-8000-000000000001'],
];

function exampleValue(column: string, type: string): unknown {
  const known = EXAMPLES.find(([pattern]) => pattern.test(type.toUpperCase()));
  if (known) return known[1];
  return column === 'mime' ? 'text/markdown' : 'text';
}

/** One line that fits the table's columns, to begin with. */
export function exampleRows(spec: SourceSpec | undefined, format: 'row' | 'change'): string {
  const columns = Object.entries(spec?.columns ?? {});
  const row = Object.fromEntries(columns.map(([name, type]) => [name, exampleValue(name, String(type))]));
  return JSON.stringify(format === 'row' ? row : { op: 'insert', row });
}
