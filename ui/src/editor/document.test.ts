import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Pipeline } from '../api/types';
import { documentOf, nameIn } from './document';
import { TEMPLATES } from './templates';

const pipeline: Pipeline = {
  name: 'support',
  uid: 'u',
  description: 'Keep it current',
  tags: { team: 'support' },
  spec: {
    sql: 'CREATE VIEW v AS\n  SELECT * FROM orders;\n',
    sources: { orders: { connector: 'push', columns: { id: 'BIGINT NOT NULL', amount: 'DECIMAL(12,2)' } } },
    desired_state: 'RUNNING',
    slo: null,
  },
  status: { state: 'RUNNING' },
};

it('writes a document that reads back as the same thing', () => {
  expect(parse(documentOf(pipeline))).toEqual({
    api_version: 'freshet/v1',
    kind: 'Pipeline',
    metadata: { name: 'support', description: 'Keep it current', tags: { team: 'support' } },
    spec: {
      desired_state: 'RUNNING',
      sources: { orders: { connector: 'push', columns: { id: 'BIGINT NOT NULL', amount: 'DECIMAL(12,2)' } } },
      sql: 'CREATE VIEW v AS\n  SELECT * FROM orders;\n',
    },
  });
});

it('keeps SQL as a block and puts it behind the sources', () => {
  const text = documentOf(pipeline);
  expect(text).toContain('sql: |\n    CREATE VIEW v AS\n      SELECT * FROM orders;\n');
  expect(text.indexOf('sources:')).toBeLessThan(text.indexOf('sql:'));
});

it('finds the name, or says that there is none', () => {
  expect(nameIn('metadata:\n  name: abc\n')).toBe('abc');
  expect(nameIn('metadata: [')).toBeNull();
  expect(nameIn('')).toBeNull();
});

it('has templates with names of their own', () => {
  const names = TEMPLATES.map((template) => nameIn(template.text));
  expect(new Set(names).size).toBe(TEMPLATES.length);
  expect(names).not.toContain(null);
});
