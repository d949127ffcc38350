/** The log as lines, whichever way the service hands it out: plain text, or items with or without fields. */
export function linesOf(data: unknown): string[] {
  if (typeof data === 'string') return data.split('\n').filter((line) => line !== '');
  if (!data || typeof data !== 'object') return [];
  const { items, lines } = data as { items?: unknown[]; lines?: unknown[] };
  return (items ?? lines ?? []).map(lineOf);
}

function lineOf(item: unknown): string {
  if (typeof item === 'string') return item;
  if (!item || typeof item !== 'object') return String(item);
  const { at, time, timestamp, level, message, line, text } = item as Record<string, unknown>;
  const whole = line ?? text;
  if (whole !== undefined) return String(whole);
  return [at ?? time ?? timestamp, level, message ?? JSON.stringify(item)].filter(Boolean).join(' ');
}

export function levelOf(line: string): 'ERROR' | 'WARN' | '' {
  const head = line.slice(0, 120);
  if (/\b(ERROR|FATAL|SEVERE)\b/.test(head)) return 'ERROR';
  return /\b(WARN|WARNING)\b/.test(head) ? 'WARN' : '';
}
