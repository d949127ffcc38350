import { describe, expect, it } from 'vitest';
import { filterSlip } from './filter';
import { tablesOf, viewsOf } from './sql';
import { ago, duration, freshness } from './time';
import { count, inOrder, valueText } from './values';

describe('SQL names', () => {
  const sql = `
    -- CREATE VIEW commented AS SELECT 1;
    CREATE TABLE Extra (id INT PRIMARY KEY);
    CREATE VIEW chunks AS SELECT 'CREATE VIEW inside AS' FROM pages;
    create materialized view Revenue as select 1;
    CREATE LOCAL VIEW hidden AS SELECT 1;
    CREATE RECURSIVE VIEW reach (a INT) AS SELECT 1;
    CREATE VIEW "Odd ""Name""" AS SELECT 1; /* CREATE VIEW nope AS */
  `;
  it('lists the views that can be read', () => {
    expect(viewsOf(sql)).toEqual(['chunks', 'revenue', 'reach', 'Odd "Name"']);
    expect(viewsOf(undefined)).toEqual([]);
  });
  it('lists tables', () => {
    expect(tablesOf(sql)).toEqual(['extra']);
  });
});

describe('times', () => {
  it('has two parts at most', () => {
    expect([340, 1500, 12_000, 95_000, 3_600_000, 90_061_000].map(duration)).toEqual([
      '340 ms',
      '1.5 s',
      '12 s',
      '1 min 35 s',
      '1 h',
      '1 d 1 h',
    ]);
  });
  it('takes a time without zone for UTC', () => {
    expect(ago('2026-01-31T12:00:00', Date.UTC(2026, 0, 31, 12, 1, 5))).toBe('1 min 5 s ago');
    expect(ago('2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12, 0, 1))).toBe('just now');
  });
  it('says that nothing waits', () => {
    expect([freshness(0), freshness(1500), freshness(null)]).toEqual([
      'up to date',
      '1.5 s behind',
      'unknown',
    ]);
  });
});

describe('values', () => {
  it('leaves text alone, whatever number it spells', () => {
    expect(valueText('9223372036854775807')).toBe('9223372036854775807');
    expect(count('9223372036854775807').replaceAll('\u202f', '')).toBe('9223372036854775807');
  });
});

describe('rows', () => {
  it('stand by their columns, numbers by size, whenever they came', () => {
    const rows = [
      { k: '10', v: 'a' },
      { k: '9', v: 'b' },
      { k: '9', v: 'a' },
      { k: null, v: 'z' },
    ];
    const held = new Map(rows.map((row, index) => [String(index), { row }]));
    expect(inOrder(held).map(({ row }) => `${row.k}${row.v}`)).toEqual(['9a', '9b', '10a', 'nullz']);
    expect(inOrder(null)).toEqual([]);
  });
});

describe('filters', () => {
  it('are objects', () => {
    expect(filterSlip('')).toBeNull();
    expect(filterSlip('{"a": {"gt": "5"}}')).toBeNull();
    expect(filterSlip('[1]')).toContain('JSON object');
    expect(filterSlip('{"a":')).toContain('Not JSON');
  });
});
