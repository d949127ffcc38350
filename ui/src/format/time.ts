const UNITS: [number, string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** 340 → "340 ms", 1500 → "1.5 s", 95000 → "1 min 35 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  for (let i = 0; i < UNITS.length; i++) {
    const [size, unit] = UNITS[i] as [number, string];
    if (ms < size) continue;
    const whole = Math.floor(ms / size);
    const next = UNITS[i + 1];
    const rest = next ? Math.floor((ms - whole * size) / next[0]) : 0;
    return rest > 0 && next ? `${whole} ${unit} ${rest} ${next[1]}` : `${whole} ${unit}`;
  }
  return `${Math.round(ms)} ms`;
}

/** The words for a freshness: 0 means that nothing accepted is still waiting. */
export function freshness(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return 'unknown';
  return ms === 0 ? 'up to date' : `${duration(ms)} behind`;
}

export function ago(iso: string | undefined | null, now: number = Date.now()): string {
  if (!iso) return '–';
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`);
  if (Number.isNaN(at)) return iso;
  const age = now - at;
  return age < 1500 ? 'just now' : `${duration(Math.max(0, Math.floor(age / 1000) * 1000))} ago`;
}

export function localTime(iso: string | undefined | null): string {
  if (!iso) return '';
  const at = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}
