import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from 'lucide-react';
import { type ReactNode, type Ref, useRef } from 'react';
import type { Diagnostic, PlannedChange, Validation } from '../api/types';
import { Section } from '../parts/Layout';
import { ProblemNotice } from '../parts/Notice';
import { Tag } from '../parts/StateBadge';
import { DocumentEditor, type EditorHandle } from './DocumentEditor';
import { messageOf, severityOf } from './markers';
import type { ValidationState } from './useValidation';

interface WorkspaceProps {
  initial: string;
  readOnly?: boolean;
  check: ValidationState;
  onChange: (text: string) => void;
  onSave?: () => void;
  editor?: Ref<EditorHandle>;
  toolbar: ReactNode;
  children?: ReactNode;
}

const NONE: readonly Diagnostic[] = [];

/** Editor on the left, what the service says about the text on the right; on a narrow screen one below the other. */
export function Workspace({
  initial,
  readOnly,
  check,
  onChange,
  onSave,
  editor,
  toolbar,
  children,
}: WorkspaceProps) {
  const own = useRef<EditorHandle>(null);
  const diagnostics = check.result?.diagnostics ?? NONE;
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_340px]">
      <Section title={readOnly ? 'Definition' : 'Document'} actions={toolbar} flush>
        <div className="h-[min(68vh,720px)] min-h-80 overflow-hidden rounded-b-2xl border-t border-line">
          <DocumentEditor
            initial={initial}
            readOnly={readOnly}
            diagnostics={diagnostics}
            onChange={onChange}
            onSave={onSave}
            ref={(handle) => {
              own.current = handle;
              if (typeof editor === 'function') editor(handle);
              else if (editor) editor.current = handle;
            }}
          />
        </div>
      </Section>
      <div className="space-y-5">
        {children}
        <Problems check={check} onJump={(diagnostic) => own.current?.jumpTo(diagnostic)} />
        <Changes result={check.result} />
      </div>
    </div>
  );
}

function verdict(check: ValidationState): { icon: ReactNode; text: string } {
  const errors = (check.result?.diagnostics ?? []).filter((one) => severityOf(one) === 'error').length;
  if (check.problem)
    return { icon: <TriangleAlert aria-hidden className="size-4 text-warn" />, text: 'Could not be checked' };
  if (!check.result)
    return {
      icon: <LoaderCircle aria-hidden className="size-4 animate-spin text-muted" />,
      text: 'Checking…',
    };
  if (check.result.valid)
    return { icon: <CircleCheck aria-hidden className="size-4 text-good" />, text: 'Valid' };
  return {
    icon: <CircleAlert aria-hidden className="size-4 text-bad" />,
    text: errors === 1 ? '1 problem to fix' : `${errors || 'Some'} problems to fix`,
  };
}

const ICONS = {
  error: <CircleAlert aria-label="Error" className="mt-0.5 size-4 shrink-0 text-bad" />,
  warning: <TriangleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-warn" />,
  info: <Info aria-label="Note" className="mt-0.5 size-4 shrink-0 text-accent" />,
};

function Problems({ check, onJump }: { check: ValidationState; onJump: (diagnostic: Diagnostic) => void }) {
  const diagnostics = check.result?.diagnostics ?? [];
  const { icon, text } = verdict(check);
  return (
    <Section
      title="Check"
      note={
        <span
          role="status"
          className="inline-flex items-center gap-1.5 font-medium text-ink"
          data-testid="verdict"
        >
          {icon} {text}
          {check.checking && check.result && (
            <span className="font-normal text-muted"> · checking again</span>
          )}
        </span>
      }
    >
      {check.problem && <ProblemNotice problem={check.problem} />}
      {diagnostics.length > 0 ? (
        <ul className="space-y-2" aria-label="Problems">
          {diagnostics.map((diagnostic, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
            <li key={index}>
              <ProblemItem diagnostic={diagnostic} onJump={onJump} />
            </li>
          ))}
        </ul>
      ) : (
        !check.problem && <p className="text-sm text-muted">Checked against the service while you type.</p>
      )}
    </Section>
  );
}

function placeOf(diagnostic: Diagnostic): string | null {
  if (!diagnostic.line) return diagnostic.pointer ?? null;
  return diagnostic.column
    ? `Line ${diagnostic.line}, column ${diagnostic.column}`
    : `Line ${diagnostic.line}`;
}

function ProblemItem({
  diagnostic,
  onJump,
}: {
  diagnostic: Diagnostic;
  onJump: (diagnostic: Diagnostic) => void;
}) {
  const place = placeOf(diagnostic);
  const body = (
    <>
      {ICONS[severityOf(diagnostic)]}
      <span className="min-w-0">
        {place && <span className="block text-[13px] font-medium text-accent">{place}</span>}
        <span className="block break-words">{diagnostic.detail ?? messageOf(diagnostic)}</span>
        {diagnostic.hint && <span className="block break-words text-muted">{diagnostic.hint}</span>}
        {diagnostic.code && (
          <span className="block font-mono text-[12.5px] text-muted">{diagnostic.code}</span>
        )}
      </span>
    </>
  );
  const look = 'flex w-full gap-2 rounded-lg border border-line px-3 py-2 text-left text-sm';
  if (!diagnostic.line) return <div className={look}>{body}</div>;
  return (
    <button
      type="button"
      className={`${look} hover:border-edge hover:bg-sunken`}
      onClick={() => onJump(diagnostic)}
    >
      {body}
    </button>
  );
}

const EFFECTS: Record<string, { tone: 'good' | 'warn' | 'bad' | 'calm'; means: string }> = {
  created: { tone: 'good', means: 'computed from the journal and kept current from then on' },
  changed: { tone: 'warn', means: 'computed anew beside the running version, which then gives way' },
  removed: { tone: 'bad', means: 'no longer kept' },
};

/** What is computed anew is what people fear of a change; what stays as it is need not be read. */
function Changes({ result }: { result: Validation | null }) {
  if (!result?.valid) return null;
  const all: PlannedChange[] = result.changes ?? [];
  const changes = all.filter((change) => change.effect !== 'unchanged');
  return (
    <Section title="What saving would change">
      {changes.length === 0 ? (
        <p className="text-sm text-muted">Nothing is computed anew.</p>
      ) : (
        <ul className="space-y-2 text-sm" aria-label="Changes">
          {changes.map((change) => (
            <li key={`${change.kind}/${change.object}`} className="flex items-baseline gap-2">
              <Tag tone={EFFECTS[change.effect]?.tone ?? 'calm'}>{change.effect}</Tag>
              <span className="min-w-0">
                <span className="text-muted">{change.kind}</span>{' '}
                <span className="font-mono text-[13px] break-words">{change.object}</span>
                {EFFECTS[change.effect] && (
                  <span className="block text-muted">{EFFECTS[change.effect]?.means}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
