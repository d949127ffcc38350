import { expect, it } from 'vitest';
import { graphOf, shapeOf, sourcesOf } from './graphModel';

const answer = {
  epoch: 7,
  operators: [
    { id: 0, hash: 'a1', kind: 'table', inputs: [], views: [], rows_touched: 4, state_bytes: 0 },
    {
      id: 1,
      hash: 'b2',
      kind: 'aggregate',
      inputs: [0, 9],
      views: ['revenue'],
      rows_touched: 4,
      state_bytes: 512,
    },
  ],
  sources: { orders: { connector: 'push', rows: 4, bad_rows: 1 } },
};

it('names an operator by its view, else by its kind, and keeps what is said about it', () => {
  const [table, aggregate] = graphOf(answer);
  expect(table).toMatchObject({ id: '0', name: 'table', inputs: [] });
  expect(aggregate).toMatchObject({
    name: 'revenue',
    kind: 'aggregate',
    facts: { rows_touched: 4, state_bytes: 512 },
  });
});

it('drops inputs that are not in the graph', () => {
  expect(graphOf(answer)[1]?.inputs).toEqual(['0']);
});

it('takes nodes and edges as well', () => {
  const graph = graphOf({
    nodes: [{ id: 'a' }, { id: 'b' }],
    edges: [
      { from: 'a', to: 'b' },
      { source: 'a', target: 'b' },
    ],
  });
  expect(graph.map(({ id, inputs }) => [id, inputs])).toEqual([
    ['a', []],
    ['b', ['a']],
  ]);
});

it('keeps its shape while the numbers move', () => {
  const later = { operators: answer.operators.map((operator) => ({ ...operator, rows_touched: 99 })) };
  expect(shapeOf(graphOf(later))).toBe(shapeOf(graphOf(answer)));
});

it('reads what the sources say, or nothing', () => {
  expect(sourcesOf(answer).orders?.rows).toBe(4);
  expect(sourcesOf(undefined)).toEqual({});
  expect(graphOf(null)).toEqual([]);
});
