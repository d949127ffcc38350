import { createLink } from '@tanstack/react-router';
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from 'react';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const BASE =
  'inline-flex items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors select-none ' +
  'aria-disabled:opacity-55 aria-disabled:cursor-not-allowed';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'bg-surface border border-edge/60 text-ink hover:bg-sunken hover:border-edge',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'bg-surface border border-bad/50 text-bad hover:bg-bad-soft',
};

const SIZES = { md: 'h-9 px-3.5 text-sm', sm: 'h-7 px-2.5 text-[13px]', icon: 'size-9' };

export function buttonLook(look: Look = 'plain', size: keyof typeof SIZES = 'md', more = ''): string {
  return `${BASE} ${LOOKS[look]} ${SIZES[size]} ${more}`;
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: keyof typeof SIZES;
  /** Why the button is switched off. It stays in the focus order, so that the reason can be heard and read. */
  refused?: string | null;
  busy?: boolean;
}

export function Button({
  look,
  size,
  refused,
  busy,
  className,
  onClick,
  title,
  children,
  ...rest
}: ButtonProps) {
  const off = Boolean(refused) || busy || rest.disabled;
  return (
    <button
      type="button"
      {...rest}
      disabled={undefined}
      className={buttonLook(look, size, className)}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      title={refused ?? title}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export const ButtonLink = createLink(
  ({ look, size, className, ...rest }: ComponentProps<'a'> & Pick<ButtonProps, 'look' | 'size'>) => (
    <a {...rest} className={buttonLook(look, size, className)} />
  ),
);

export function IconButton({
  label,
  children,
  ...rest
}: ButtonProps & { label: string; children: ReactNode }) {
  return (
    <Button look="quiet" size="icon" aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  );
}
