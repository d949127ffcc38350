import type { Json, Row } from '../api/types';

/** A value as text; strings are taken as they are, so that a BIGINT never passes through a JS number. */
export function valueText(value: Json | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Column names in the order in which the rows first show them. */
export function columnsOf(rows: Iterable<Row>): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

/** Equal rows have equal keys, whatever the order of their fields. */
export function rowKey(row: Row): string {
  return JSON.stringify(canonical(row));
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key] as Json)]),
  );
}

const collator = new Intl.Collator(undefined, { numeric: true });

/**
 * Rows by their first column, then the second and so on. Where the first columns are the key, as they are in most
 * views, a row that changes keeps its place on the screen.
 */
export function inOrder<T extends { row: Row }>(rows: ReadonlyMap<string, T> | null): T[] {
  const sorted = [...(rows?.values() ?? [])];
  const columns = columnsOf(sorted.slice(0, 1).map(({ row }) => row));
  return sorted.sort((a, b) => {
    for (const column of columns) {
      const order = collator.compare(valueText(a.row[column]), valueText(b.row[column]));
      if (order !== 0) return order;
    }
    return 0;
  });
}

export function count(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** `rows_out` → "Rows out". */
export function label(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
