import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, CircleX, LoaderCircle, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { isFinished, operationQuery } from '../api/queries';
import type { Operation } from '../api/types';
import { IconButton } from '../parts/Button';

interface Tracked {
  tenant: string;
  operation: Operation;
  label: string;
}

interface OperationsApi {
  /** Shows an accepted operation until it is finished and, when it fails, until it is dismissed. */
  track(tracked: Tracked): void;
  /** One sentence about something that is already done. */
  say(text: string): void;
}

const Context = createContext<OperationsApi>({ track: () => {}, say: () => {} });

export const useOperations = () => useContext(Context);

export function OperationsProvider({ children }: { children: ReactNode }) {
  const [tracked, setTracked] = useState<Tracked[]>([]);
  const [notes, setNotes] = useState<{ id: number; text: string }[]>([]);
  const drop = useCallback(
    (id: string) => setTracked((all) => all.filter((one) => one.operation.id !== id)),
    [],
  );
  const api = useMemo<OperationsApi>(
    () => ({
      track: (one) =>
        setTracked((all) => [...all.filter((old) => old.operation.id !== one.operation.id), one].slice(-4)),
      say: (text) => {
        const id = Date.now() + Math.random();
        setNotes((all) => [...all, { id, text }].slice(-3));
        setTimeout(() => setNotes((all) => all.filter((note) => note.id !== id)), 6000);
      },
    }),
    [],
  );
  return (
    <Context value={api}>
      {children}
      <section
        aria-label="Operations"
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-4 left-4 z-30 flex flex-col items-end gap-2 sm:left-auto sm:w-92"
      >
        {notes.map((note) => (
          <Slip key={note.id} icon={<Check aria-hidden className="size-4 text-good" />}>
            {note.text}
          </Slip>
        ))}
        {tracked.map((one) => (
          <OperationSlip key={one.operation.id} tracked={one} onGone={drop} />
        ))}
      </section>
    </Context>
  );
}

function Slip({ icon, children, onClose }: { icon: ReactNode; children: ReactNode; onClose?: () => void }) {
  return (
    <div className="pointer-events-auto flex w-full items-start gap-2.5 rounded-xl border border-line bg-raised px-3.5 py-2.5 text-sm shadow-card">
      <span className="mt-0.5">{icon}</span>
      <div className="min-w-0 grow">{children}</div>
      {onClose && (
        <IconButton label="Dismiss" onClick={onClose} className="-my-1.5 -mr-2">
          <X aria-hidden className="size-4" />
        </IconButton>
      )}
    </div>
  );
}

function OperationSlip({ tracked, onGone }: { tracked: Tracked; onGone: (id: string) => void }) {
  const client = useQueryClient();
  const { id } = tracked.operation;
  const query = useQuery({ ...operationQuery(tracked.tenant, id), initialData: tracked.operation });
  const operation = query.data;
  const finished = isFinished(operation);
  const good = operation.state === 'SUCCEEDED';
  useEffect(() => {
    if (!finished) return;
    void client.invalidateQueries({ queryKey: ['tenant', tracked.tenant] });
    if (!good) return;
    const timer = setTimeout(() => onGone(id), 4000);
    return () => clearTimeout(timer);
  }, [finished, good, client, id, tracked.tenant, onGone]);
  const icon = !finished ? (
    <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
  ) : good ? (
    <Check aria-hidden className="size-4 text-good" />
  ) : (
    <CircleX aria-hidden className="size-4 text-bad" />
  );
  return (
    <Slip icon={icon} onClose={() => onGone(id)}>
      <p className="font-medium">
        {tracked.label}: <span data-operation-state={operation.state}>{stateWords[operation.state]}</span>
      </p>
      {!finished && <Progress operation={operation} />}
      {finished && !good && (
        <p className="break-words text-bad">
          {operation.error?.detail ?? operation.error?.title ?? 'No reason was given.'}
        </p>
      )}
    </Slip>
  );
}

const stateWords: Record<Operation['state'], string> = {
  PENDING: 'waiting',
  RUNNING: 'under way',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** Between 0 and 1, or null while nobody can say. */
export function progressOf(operation: Operation): number | null {
  const { progress } = operation;
  if (typeof progress === 'number') return Math.min(1, Math.max(0, progress > 1 ? progress / 100 : progress));
  if (progress && typeof progress === 'object') {
    const { done, total } = progress as { done?: unknown; total?: unknown };
    if (typeof done === 'number' && typeof total === 'number' && total > 0) return Math.min(1, done / total);
  }
  return null;
}

/** The step that runs now, by name. */
export function currentStep(operation: Operation): string | null {
  if (!Array.isArray(operation.steps)) return null;
  const steps = operation.steps as (string | { name?: string; state?: string })[];
  const running = steps.find((step) => typeof step === 'object' && step?.state === 'RUNNING') ?? steps.at(-1);
  if (!running) return null;
  return typeof running === 'string' ? running : (running.name ?? null);
}

function Progress({ operation }: { operation: Operation }) {
  const part = progressOf(operation);
  const step = currentStep(operation);
  return (
    <>
      {step && <p className="text-muted">{step}</p>}
      <progress
        aria-label="Progress"
        value={part ?? undefined}
        className="mt-1.5 h-1 w-full appearance-none overflow-hidden rounded-full bg-calm-soft [&::-webkit-progress-bar]:bg-calm-soft [&::-webkit-progress-value]:bg-accent"
      />
    </>
  );
}
