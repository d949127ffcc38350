import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { markersOf, messageOf, rangeOf, severityOf } from './markers';

const doc = Text.of(['spec:', '  sql: |', '    SELECT nme, 1', '    FROM t', '']);
const marked = (line: number, column?: number) => {
  const range = rangeOf(doc, { line, column });
  return range && doc.sliceString(range.from, range.to);
};

describe('rangeOf', () => {
  it('marks the word at a place that counts from 1', () => {
    expect(marked(3, 12)).toBe('nme');
    expect(marked(1, 1)).toBe('spec');
  });

  it('marks the first word of the line when there is no column', () => {
    expect(marked(4)).toBe('FROM');
  });

  it('marks the last character for a place behind the end of a line', () => {
    expect(marked(1, 40)).toBe(':');
  });

  it('stays inside a text that is shorter by now', () => {
    expect(rangeOf(doc, { line: 99, column: 5 })).toEqual({ from: doc.length, to: doc.length });
  });

  it('has no place for what names none', () => {
    expect(rangeOf(doc, { pointer: '/spec/sql' })).toBeNull();
    expect(rangeOf(doc, { line: 0 })).toBeNull();
  });
});

describe('markersOf', () => {
  it('sorts by place and keeps severity and hint', () => {
    const markers = markersOf(doc, [
      { severity: 'warning', line: 4, column: 10, detail: 'late' },
      { severity: 'error', line: 3, column: 12, detail: 'No column nme.', hint: 'Did you mean name?' },
      { severity: 'error', detail: 'no place' },
    ]);
    expect(markers.map((marker) => [marker.severity, marker.message])).toEqual([
      ['error', 'No column nme. Did you mean name?'],
      ['warning', 'late'],
    ]);
  });

  it('takes what has no severity for an error', () => {
    expect(severityOf({})).toBe('error');
    expect(severityOf({ severity: 'WARNING' })).toBe('warning');
    expect(severityOf({ severity: 'INFO' })).toBe('info');
    expect(messageOf({ code: 'unknown_column' })).toBe('unknown_column');
  });
});
