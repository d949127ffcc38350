import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { asProblem } from '../api/problem';
import { duration } from '../format/time';
import { Notice, ProblemNotice } from './Notice';

export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div role="status" aria-label="Loading" className="animate-late space-y-3 py-2">
      {Array.from({ length: lines }, (_, line) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
          key={line}
          className="h-4 animate-breathe rounded bg-calm-soft"
          style={{ width: `${[92, 76, 84, 60][line % 4]}%` }}
        />
      ))}
    </div>
  );
}

/** A moment that moves on, for ages on the screen. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Old values stay on the screen, with their age and the reason, until new ones come. */
export function StaleNotice({ since, error, retry }: { since: number; error: unknown; retry: () => void }) {
  const now = useNow();
  const problem = asProblem(error);
  return (
    <Notice
      tone="warn"
      title={`What you see is ${duration(Math.max(0, now - since))} old`}
      actions={
        <button type="button" onClick={retry} className="font-medium underline underline-offset-2">
          Try again now
        </button>
      }
    >
      {problem.title} <span className="font-mono text-[12.5px]">({problem.code})</span>. It is asked again by
      itself.
    </Notice>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  lines?: number;
  empty?: (data: T) => ReactNode;
  /** Takes over for problems that have a face of their own, a stopped pipeline for example; null for all others. */
  onProblem?: (error: unknown) => ReactNode;
  children: (data: T) => ReactNode;
}

/** Sections without padding of their own still keep what is said about loading away from their edge. */
const Inset = ({ children }: { children: ReactNode }) => (
  <div className="mb-4 [[data-flush]_&]:mx-5 [[data-flush]_&]:mt-4">{children}</div>
);

/** The faces of everything that is loaded: loading, failed, empty, there, and there but stale. */
export function Loaded<T>({ query, lines, empty, onProblem, children }: LoadedProps<T>) {
  const retry = () => void query.refetch();
  const own = (query.isError && onProblem?.(query.error)) || null;
  if (query.data === undefined && !query.isError) {
    return (
      <Inset>
        <Skeleton lines={lines} />
      </Inset>
    );
  }
  if (query.data === undefined) {
    return <Inset>{own ?? <ProblemNotice problem={asProblem(query.error)} retry={retry} />}</Inset>;
  }
  if (own && asProblem(query.error).status === 404) return own;
  return (
    <>
      {query.isError && (
        <Inset>{own ?? <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}</Inset>
      )}
      {empty?.(query.data) || children(query.data)}
    </>
  );
}
