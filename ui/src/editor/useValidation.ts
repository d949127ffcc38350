import { useEffect, useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Validation } from '../api/types';

export interface ValidationState {
  /** The text that `result` speaks about; older than the editor's while a check is under way. */
  text: string | null;
  result: Validation | null;
  problem: Problem | null;
  checking: boolean;
}

const QUIET_MS = 350;

/** Asks the service what it thinks of the text, once the typing has paused; only the newest answer counts. */
export function useValidation(tenant: string, text: string): ValidationState {
  const [state, setState] = useState<ValidationState>({
    text: null,
    result: null,
    problem: null,
    checking: true,
  });
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, checking: true }));
    const timer = setTimeout(async () => {
      try {
        const reply = await call<Validation>('POST', tenantPath(tenant, 'validate'), {
          body: text,
          contentType: 'application/yaml',
          signal: abort.signal,
        });
        setState({ text, result: reply.data, problem: null, checking: false });
      } catch (error) {
        if (!abort.signal.aborted)
          setState({ text, result: null, problem: asProblem(error), checking: false });
      }
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [tenant, text]);
  return state;
}
