import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { Button, IconButton } from './Button';
import { TextField } from './Field';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** Modal: focus goes in and comes back, Escape and a click beside it close it. */
export function Dialog({ open, onClose, title, description, wide, children }: DialogProps) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-late bg-black/45 [animation-delay:0s]" />
        <Radix.Content
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-2xl border border-line bg-raised shadow-card ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement as HTMLElement | null;
            focusFirstField(event);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener.current?.focus();
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className="flex items-start justify-between gap-4 px-6 pt-5">
            <Radix.Title className="pt-1 text-lg leading-snug font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mr-2">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
          </div>
          <div className="overflow-y-auto px-6 pt-1 pb-6">
            {description && (
              <Radix.Description className="mb-4 text-sm text-muted">{description}</Radix.Description>
            )}
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Into the first field where there is one: that is what the dialog was opened for. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget as HTMLElement | null;
  const field = content?.querySelector<HTMLElement>('input:not([type=file]), textarea, select');
  if (!field) return;
  event.preventDefault();
  field.focus();
}

interface ConfirmByNameProps {
  open: boolean;
  onClose: () => void;
  title: string;
  name: string;
  what: ReactNode;
  action: string;
  busy?: boolean;
  problem?: ReactNode;
  onConfirm: () => void;
}

/** For what cannot be taken back: the name has to be typed. */
export function ConfirmByName({
  open,
  onClose,
  title,
  name,
  what,
  action,
  busy,
  problem,
  onConfirm,
}: ConfirmByNameProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={what}>
      {open && <NameForm {...{ name, action, busy, problem, onConfirm, onClose }} />}
    </Dialog>
  );
}

function NameForm({
  name,
  action,
  busy,
  problem,
  onConfirm,
  onClose,
}: Pick<ConfirmByNameProps, 'name' | 'action' | 'busy' | 'problem' | 'onConfirm' | 'onClose'>) {
  const [typed, setTyped] = useState('');
  const same = typed === name;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (same && !busy) onConfirm();
      }}
    >
      <TextField
        label={`Type ${name} to confirm`}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      {problem}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="danger" busy={busy} refused={same ? null : `Type ${name} first`}>
          {action}
        </Button>
      </div>
    </form>
  );
}
