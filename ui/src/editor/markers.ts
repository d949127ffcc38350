import type { Diagnostic } from '../api/types';

/** As much of CodeMirror's text as the mapping needs. */
export interface Lines {
  lines: number;
  length: number;
  line(number: number): { from: number; to: number; text: string };
}

export interface Marker {
  from: number;
  to: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
}

export function severityOf(diagnostic: Diagnostic): Marker['severity'] {
  const severity = String(diagnostic.severity ?? 'error').toLowerCase();
  if (severity.startsWith('warn')) return 'warning';
  return severity === 'info' || severity === 'hint' ? 'info' : 'error';
}

export function messageOf(diagnostic: Diagnostic): string {
  const text = [diagnostic.detail, diagnostic.hint].filter(Boolean).join(' ');
  return text || diagnostic.code || 'Not valid.';
}

/** Where a diagnostic stands in the text: from its place to the end of the word there; null when it names no place. */
export function rangeOf(doc: Lines, diagnostic: Diagnostic): { from: number; to: number } | null {
  if (!diagnostic.line || diagnostic.line < 1) return null;
  const line = doc.line(Math.min(diagnostic.line, doc.lines));
  const column = diagnostic.column && diagnostic.column > 0 ? diagnostic.column - 1 : firstInk(line.text);
  const start = Math.min(column, line.text.length);
  const from = line.from + start;
  const word = /^(?:[\w$.-]+|\S)/.exec(line.text.slice(start));
  const to = word ? from + word[0].length : line.to;
  // A place behind the last character still needs something to underline.
  if (to > from) return { from, to };
  return line.to > line.from ? { from: line.to - 1, to: line.to } : { from, to: from };
}

const firstInk = (text: string) => Math.max(0, text.search(/\S/));

export function markersOf(doc: Lines, diagnostics: readonly Diagnostic[]): Marker[] {
  return diagnostics
    .map((diagnostic) => ({ diagnostic, range: rangeOf(doc, diagnostic) }))
    .filter((placed) => placed.range !== null)
    .map(({ diagnostic, range }) => ({
      from: (range as Marker).from,
      to: (range as Marker).to,
      severity: severityOf(diagnostic),
      message: messageOf(diagnostic),
    }))
    .sort((a, b) => a.from - b.from);
}
