import { CircleAlert, Info, RotateCcw, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { Problem } from '../api/problem';
import { Button } from './Button';

type Tone = 'info' | 'warn' | 'bad';

const LOOK: Record<Tone, { box: string; icon: typeof Info }> = {
  info: { box: 'border-accent/30 bg-accent-soft [&>svg]:text-accent', icon: Info },
  warn: { box: 'border-warn/30 bg-warn-soft [&>svg]:text-warn', icon: TriangleAlert },
  bad: { box: 'border-bad/30 bg-bad-soft [&>svg]:text-bad', icon: CircleAlert },
};

export interface NoticeProps {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

export function Notice({ tone = 'info', title, children, actions }: NoticeProps) {
  const { box, icon: Icon } = LOOK[tone];
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`flex gap-3 rounded-xl border px-4 py-3 text-sm ${box}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 grow">
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-0.5 break-words">{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}

/** A problem as a reader needs it: what, why, where, the code and the id to quote, and a way to try again. */
export function ProblemNotice({
  problem,
  retry,
  actions,
}: {
  problem: Problem;
  retry?: () => void;
  actions?: ReactNode;
}) {
  const list = useId();
  return (
    <Notice
      tone="bad"
      title={problem.title}
      actions={
        (retry || actions) && (
          <>
            {retry && (
              <Button size="sm" onClick={retry}>
                <RotateCcw aria-hidden className="size-3.5" /> Try again
              </Button>
            )}
            {actions}
          </>
        )
      }
    >
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.errors.length > 0 && (
        <ul id={list} className="mt-1.5 list-disc space-y-0.5 pl-4">
          {problem.errors.map((error, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once and never reordered
            <li key={index}>
              {error.pointer && <code className="font-mono text-[13px]">{error.pointer}</code>} {error.detail}
              {error.hint && <span> {error.hint}</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-1 font-mono text-[12.5px] break-all">
        {problem.code}
        {problem.requestId && ` · request ${problem.requestId}`}
      </p>
    </Notice>
  );
}
