export function Mark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" className="stroke-on-accent" strokeWidth="2.6" strokeLinecap="round">
        <path d="M7 11.5c3-3 6-3 9 0s6 3 9 0" opacity=".55" />
        <path d="M7 17c3-3 6-3 9 0s6 3 9 0" opacity=".8" />
        <path d="M7 22.5c3-3 6-3 9 0s6 3 9 0" />
      </g>
    </svg>
  );
}

export function Brand() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[17px] font-semibold tracking-[-0.01em]">
      <Mark />
      Freshet
    </span>
  );
}
