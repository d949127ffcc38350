import { LogIn } from 'lucide-react';
import { buttonLook } from '../parts/Button';
import { usePageTitle } from '../parts/Layout';
import { Mark } from './Brand';

function loginAddress(): string {
  const { pathname, search } = window.location;
  // The start page has no state of its own; what stands behind it came from the identity provider.
  const here = pathname === '/' ? '/' : pathname + search;
  return `/auth/login?${new URLSearchParams({ return_to: here })}`;
}

export function SignIn() {
  usePageTitle('Sign in');
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <div className="relative w-full max-w-sm overflow-hidden rounded-3xl border border-line bg-surface px-8 pt-10 pb-14 text-center shadow-card">
        <Mark className="mx-auto mb-5 size-12" />
        <h1 className="text-2xl font-semibold tracking-[-0.015em]">Freshet</h1>
        <p className="mx-auto mt-2 mb-7 max-w-[30ch] text-sm text-muted">
          Data pipelines and search that move with what they are fed.
        </p>
        <a href={loginAddress()} className={buttonLook('primary', 'md', 'w-full')}>
          <LogIn aria-hidden className="size-4" /> Sign in
        </a>
        <svg
          aria-hidden="true"
          viewBox="0 0 400 40"
          preserveAspectRatio="none"
          className="absolute inset-x-0 bottom-0 h-8 w-full text-accent"
        >
          <path
            d="M0 20c50-24 100-24 150 0s100 24 150 0 100-24 150 0v24H0z"
            fill="currentColor"
            opacity=".18"
          />
          <path d="M0 28c40-18 90-18 140 0s100 18 150 0 80-18 130 0v20H0z" fill="currentColor" opacity=".3" />
        </svg>
      </div>
    </main>
  );
}
