import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useRef } from 'react';

export const MENU = 'z-50 min-w-48 rounded-xl border border-line bg-raised p-1 shadow-card';

export const MENU_ITEM =
  'flex cursor-pointer items-center gap-2.5 rounded-lg px-3 py-1.5 text-sm outline-none ' +
  'data-highlighted:bg-accent-soft data-disabled:cursor-not-allowed data-disabled:text-muted';

export interface Choice {
  label: string;
  icon?: ReactNode;
  refused?: string | null;
  danger?: boolean;
  onSelect: () => void;
}

/** A menu of actions; those that are refused stay visible and say why. */
export function ActionMenu({ trigger, choices }: { trigger: ReactNode; choices: Choice[] }) {
  const chosen = useRef<(() => void) | null>(null);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className={MENU}
          onCloseAutoFocus={() => {
            // Only when the button has the focus again: a dialog that opens now gives it back there.
            const run = chosen.current;
            chosen.current = null;
            if (run) queueMicrotask(run);
          }}
        >
          {choices.map((choice) => (
            <DropdownMenu.Item
              key={choice.label}
              className={`${MENU_ITEM} ${choice.danger ? 'text-bad' : ''}`}
              aria-disabled={choice.refused ? true : undefined}
              title={choice.refused ?? undefined}
              onSelect={(event) => {
                if (choice.refused) event.preventDefault();
                else chosen.current = choice.onSelect;
              }}
            >
              {choice.icon}
              <span className={choice.refused ? 'text-muted' : ''}>{choice.label}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
