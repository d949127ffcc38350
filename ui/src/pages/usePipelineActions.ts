import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, callUntilAnswered, tenantPath } from '../api/client';
import { asProblem } from '../api/problem';
import type { Operation, PipelineState } from '../api/types';
import { useOperations } from '../shell/Operations';

export type LifecycleType = 'START' | 'STOP' | 'PAUSE' | 'RESUME' | 'RESTART' | 'CHECKPOINT';

export const LABELS: Record<LifecycleType, string> = {
  START: 'Start',
  STOP: 'Stop',
  PAUSE: 'Pause',
  RESUME: 'Resume',
  RESTART: 'Restart',
  CHECKPOINT: 'Checkpoint',
};

const RESTING: ReadonlySet<PipelineState> = new Set(['STOPPED', 'FAILED']);

/** What the main button does in this state. */
export function mainAction(state: PipelineState): LifecycleType {
  if (state === 'PAUSED') return 'RESUME';
  return RESTING.has(state) ? 'START' : 'STOP';
}

export function useLifecycle(tenant: string, pipeline: string) {
  const { track, say } = useOperations();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (type: LifecycleType) => {
      const reply = await callUntilAnswered<Operation>(
        'POST',
        tenantPath(tenant, 'pipelines', pipeline, 'operations'),
        {
          body: { type },
          headers: { 'Idempotency-Key': crypto.randomUUID() },
        },
      );
      return reply.data;
    },
    onSuccess: (operation, type) => track({ tenant, operation, label: `${LABELS[type]} ${pipeline}` }),
    onError: (error, type) => {
      const problem = asProblem(error);
      say(`${LABELS[type]} ${pipeline} was refused: ${problem.detail || problem.title} (${problem.code})`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['tenant', tenant] }),
  });
}

export function useDelete(tenant: string, pipeline: string, onAccepted: () => void) {
  const { track, say } = useOperations();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ etag, purge }: { etag: string | null; purge: boolean }) => {
      const reply = await call<Operation | undefined>('DELETE', tenantPath(tenant, 'pipelines', pipeline), {
        headers: { 'If-Match': etag ?? '*' },
        query: { purge: purge || undefined },
      });
      return reply.data;
    },
    onSuccess: (operation) => {
      if (operation?.id) track({ tenant, operation, label: `Delete ${pipeline}` });
      else say(`${pipeline} is deleted.`);
      onAccepted();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['tenant', tenant, 'pipelines'] }),
  });
}
