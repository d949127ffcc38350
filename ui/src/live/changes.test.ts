import { describe, expect, it } from 'vitest';
import type { ChangeBatch, RowChange } from '../api/types';
import { rowKey } from '../format/values';
import { type ChangeFeed, emptyFeed, type FeedEvent, reduceFeed } from './changes';

const LIMITS = { rows: 100, log: 50 };
const insert = (row: RowChange['row']): RowChange => ({ op: 'insert', row });
const remove = (row: RowChange['row']): RowChange => ({ op: 'delete', row });
const batch = (epoch: number, changes: RowChange[], last = true): ChangeBatch => ({ epoch, last, changes });
const reset: FeedEvent = { type: 'reset', withSnapshot: true };
const snapshot = (epoch: number, changes: RowChange[], last = true): FeedEvent => ({
  type: 'snapshot',
  batch: batch(epoch, changes, last),
});
const changes = (epoch: number, list: RowChange[], seq = 0): FeedEvent => ({
  type: 'changes',
  id: `${epoch}.${seq}`,
  batch: batch(epoch, list),
});

const rowsOf = (feed: ChangeFeed) =>
  [...(feed.rows?.values() ?? [])].flatMap((live) => Array.from({ length: live.copies }, () => live.row));

describe('reduceFeed', () => {
  it('holds the snapshot and then follows the changes', () => {
    const feed = reduceFeed(
      emptyFeed,
      [
        reset,
        snapshot(4, [insert({ tier: 'gold', amount: '10.00' })], false),
        snapshot(4, [insert({ tier: 'silver', amount: '5.00' })]),
        changes(5, [remove({ tier: 'gold', amount: '10.00' }), insert({ tier: 'gold', amount: '12.50' })]),
      ],
      LIMITS,
    );
    expect(rowsOf(feed)).toEqual([
      { tier: 'silver', amount: '5.00' },
      { tier: 'gold', amount: '12.50' },
    ]);
    expect(feed).toMatchObject({ epoch: 5, seen: 2, dropped: 0, snapshotDone: true });
    expect(feed.log.map((entry) => entry.change.op)).toEqual(['delete', 'insert']);
  });

  it('is not complete before the last piece of the snapshot', () => {
    const feed = reduceFeed(emptyFeed, [reset, snapshot(1, [insert({ a: 1 })], false)], LIMITS);
    expect(feed.snapshotDone).toBe(false);
  });

  it('counts duplicate rows', () => {
    const twice = reduceFeed(emptyFeed, [reset, snapshot(1, [insert({ a: 1 }), insert({ a: 1 })])], LIMITS);
    expect(rowsOf(twice)).toEqual([{ a: 1 }, { a: 1 }]);
    const once = reduceFeed(twice, [changes(2, [remove({ a: 1 })])], LIMITS);
    expect(rowsOf(once)).toEqual([{ a: 1 }]);
    expect(rowsOf(reduceFeed(once, [changes(3, [remove({ a: 1 })])], LIMITS))).toEqual([]);
  });

  it('takes rows for equal whatever the order of their fields', () => {
    const feed = reduceFeed(
      emptyFeed,
      [
        reset,
        snapshot(1, [insert({ a: 1, b: { x: 1, y: 2 } })]),
        changes(2, [remove({ b: { y: 2, x: 1 }, a: 1 })]),
      ],
      LIMITS,
    );
    expect(rowsOf(feed)).toEqual([]);
  });

  it('tells apart values that only look alike', () => {
    expect(rowKey({ a: '1' })).not.toBe(rowKey({ a: 1 }));
    expect(rowKey({ a: null })).not.toBe(rowKey({ a: 'null' }));
  });

  it('caps the log and counts what fell out', () => {
    const many = Array.from({ length: 70 }, (_, index) => insert({ index }));
    const feed = reduceFeed(emptyFeed, [reset, snapshot(0, []), changes(1, many)], LIMITS);
    expect(feed.log).toHaveLength(50);
    expect(feed.dropped).toBe(20);
    expect(feed.seen).toBe(70);
    expect(feed.log[0]?.change.row).toEqual({ index: 20 });
  });

  it('gives up holding rows that are too many, and keeps the log', () => {
    const many = Array.from({ length: 101 }, (_, index) => insert({ index }));
    const feed = reduceFeed(
      emptyFeed,
      [reset, snapshot(1, many), changes(2, [insert({ index: 500 })])],
      LIMITS,
    );
    expect(feed.rows).toBeNull();
    expect(feed.log).toHaveLength(1);
  });

  it('begins anew after a gap, and keeps the log of what was seen', () => {
    const before = reduceFeed(
      emptyFeed,
      [reset, snapshot(1, [insert({ a: 1 })]), changes(2, [insert({ a: 2 })])],
      LIMITS,
    );
    const after = reduceFeed(before, [reset, snapshot(9, [insert({ a: 3 })])], LIMITS);
    expect(rowsOf(after)).toEqual([{ a: 3 }]);
    expect(after.epoch).toBe(9);
    expect(after.log).toHaveLength(1);
  });

  it('equals replaying everything at once, however the events are bundled', () => {
    const events: FeedEvent[] = [reset, snapshot(0, [insert({ k: 0 })])];
    let seed = 7;
    const next = (bound: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % bound;
    };
    const held: number[] = [0];
    for (let epoch = 1; epoch <= 60; epoch++) {
      const add = held.length === 0 || next(3) > 0;
      const value = add ? next(8) : (held[next(held.length)] as number);
      if (add) held.push(value);
      else held.splice(held.indexOf(value), 1);
      events.push(changes(epoch, [add ? insert({ k: value }) : remove({ k: value })]));
    }
    const oneByOne = events.reduce((feed, event) => reduceFeed(feed, [event], LIMITS), emptyFeed);
    const atOnce = reduceFeed(emptyFeed, events, LIMITS);
    const sorted = (feed: ChangeFeed) =>
      rowsOf(feed)
        .map((row) => row.k as number)
        .sort();
    expect(sorted(oneByOne)).toEqual(held.sort());
    expect(sorted(atOnce)).toEqual(held.sort());
    expect(atOnce.log).toEqual(oneByOne.log);
  });
});
