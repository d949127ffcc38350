import { type ComponentProps, type ReactNode, useId } from 'react';

const INPUT =
  'w-full rounded-lg border border-edge bg-surface px-3 text-sm text-ink placeholder:text-muted/90 ' +
  'aria-invalid:border-bad';

interface FieldShape {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  hideLabel?: boolean;
}

/** Label, control, hint and error, tied together for those who hear the page. */
function FieldFrame({
  label,
  hint,
  error,
  hideLabel,
  id,
  children,
}: FieldShape & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-sm font-medium'}>
        {label}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-[13px] text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-[13px] text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

const describedBy = (id: string, shape: FieldShape) =>
  [shape.error && `${id}-error`, shape.hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

export function TextField({
  label,
  hint,
  error,
  hideLabel,
  className = '',
  ...rest
}: FieldShape & ComponentProps<'input'>) {
  const id = useId();
  const shape = { label, hint, error, hideLabel };
  return (
    <FieldFrame {...shape} id={id}>
      <input
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, shape)}
        className={`${INPUT} h-9 ${className}`}
      />
    </FieldFrame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  hideLabel,
  className = '',
  ...rest
}: FieldShape & ComponentProps<'textarea'>) {
  const id = useId();
  const shape = { label, hint, error, hideLabel };
  return (
    <FieldFrame {...shape} id={id}>
      <textarea
        spellCheck={false}
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, shape)}
        className={`${INPUT} py-2 font-mono text-[13px] leading-relaxed ${className}`}
      />
    </FieldFrame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  hideLabel,
  className = '',
  children,
  ...rest
}: FieldShape & ComponentProps<'select'>) {
  const id = useId();
  const shape = { label, hint, error, hideLabel };
  return (
    <FieldFrame {...shape} id={id}>
      <select
        {...rest}
        id={id}
        aria-describedby={describedBy(id, shape)}
        className={`${INPUT} h-9 ${className}`}
      >
        {children}
      </select>
    </FieldFrame>
  );
}

/** A row of exclusive choices, as radio buttons are. */
export function Choices<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: ReactNode }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{label}</legend>
      <div className="inline-flex rounded-lg border border-line bg-sunken p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="inline-flex h-7 cursor-pointer items-center gap-1.5 rounded-md px-2.5 text-[13px] font-medium text-muted has-checked:bg-raised has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-(--focus)"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.icon}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
