import type { UseQueryResult } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { Loaded } from './Loaded';

const query = (parts: Partial<UseQueryResult<string[]>>) =>
  ({ isError: false, dataUpdatedAt: Date.now(), refetch: () => {}, ...parts }) as UseQueryResult<string[]>;

const problem = (status: number, code: string) =>
  new Problem({ title: 'It failed', status, code, requestId: 'r-7', detail: 'Because.' });

function show(parts: Partial<UseQueryResult<string[]>>): string {
  return renderToStaticMarkup(
    <Loaded
      query={query(parts)}
      empty={(items) => items.length === 0 && <p>nothing here</p>}
      onProblem={(error) => error instanceof Problem && error.status === 404 && <p>gone</p>}
    >
      {(items) => <p>{items.join(' ')}</p>}
    </Loaded>,
  );
}

describe('Loaded', () => {
  it('says that it loads', () => {
    expect(show({})).toContain('aria-label="Loading"');
  });

  it('shows title, detail, code and request of a problem, with a way to try again', () => {
    const html = show({ isError: true, error: problem(500, 'internal') });
    for (const part of ['It failed', 'Because.', 'internal', 'r-7', 'Try again', 'role="alert"']) {
      expect(html).toContain(part);
    }
  });

  it('lets a page have its own face for a problem, and only for that one', () => {
    expect(show({ isError: true, error: problem(404, 'not_found') })).toContain('gone');
    expect(show({ isError: true, error: problem(503, 'busy') })).not.toContain('gone');
  });

  it('keeps old data with their age', () => {
    const html = show({
      data: ['old'],
      isError: true,
      error: problem(503, 'busy'),
      dataUpdatedAt: Date.now() - 12_000,
    });
    expect(html).toContain('old');
    expect(html).toMatch(/What you see is 1[12] s old/);
    expect(html).toContain('busy');
  });

  it('shows no old data of what is gone', () => {
    const html = show({ data: ['old'], isError: true, error: problem(404, 'not_found') });
    expect(html).toContain('gone');
    expect(html).not.toContain('old');
  });

  it('has words for nothing', () => {
    expect(show({ data: [] })).toContain('nothing here');
    expect(show({ data: ['a', 'b'] })).toContain('a b');
  });
});
