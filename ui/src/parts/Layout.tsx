import type { ReactNode } from 'react';
import { useEffect } from 'react';

export function usePageTitle(...parts: string[]): void {
  const title = [...parts, 'Freshet'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export function PageHead({
  title,
  children,
  actions,
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-[22px] leading-tight font-semibold tracking-[-0.01em] break-words">{title}</h1>
        {children && <div className="mt-1 max-w-[70ch] text-sm text-muted">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

interface SectionProps {
  title: string;
  /** Kept for readers of the page's outline, not shown. */
  hideTitle?: boolean;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
  className?: string;
}

export function Section({ title, hideTitle, note, actions, flush, children, className = '' }: SectionProps) {
  return (
    <section className={`min-w-0 rounded-2xl border border-line bg-surface shadow-card ${className}`}>
      {hideTitle ? (
        <h2 className="sr-only">{title}</h2>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3">
          <div className="min-w-0">
            <h2 className="text-[15px] font-semibold">{title}</h2>
            {note && <div className="text-[13px] text-muted">{note}</div>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      <div data-flush={flush || undefined} className={flush ? '' : `px-5 pb-5 ${hideTitle ? 'pt-5' : ''}`}>
        {children}
      </div>
    </section>
  );
}

export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-4 py-10 text-center">
      <svg
        aria-hidden="true"
        viewBox="0 0 64 32"
        className="mb-4 h-8 text-accent"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      >
        <path d="M4 10c6-6 12-6 18 0s12 6 18 0 12-6 18 0" opacity=".3" />
        <path d="M4 18c6-6 12-6 18 0s12 6 18 0 12-6 18 0" opacity=".6" />
        <path d="M4 26c6-6 12-6 18 0s12 6 18 0 12-6 18 0" />
      </svg>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-[52ch] text-sm text-muted">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** Names and values; `wide` takes the whole line. */
export function Facts({ items }: { items: { name: string; value: ReactNode; wide?: boolean }[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-x-6 gap-y-4 text-sm">
      {items.map((item) => (
        <div key={item.name} className={`min-w-0 ${item.wide ? 'col-span-full' : ''}`}>
          <dt className="text-[13px] text-muted">{item.name}</dt>
          <dd className="tabular break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
