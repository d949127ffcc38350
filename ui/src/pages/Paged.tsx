import { Pager } from '../parts/DataTable';

interface PagedProps {
  /** The page tokens that led here, the current one last; none on the first page. They live in the address. */
  at: string[] | undefined;
  next: string | null | undefined;
  go: (at: string[] | undefined) => void;
  note?: React.ReactNode;
}

export function Paged({ at = [], next, go, note }: PagedProps) {
  if (at.length === 0 && !next) return null;
  return (
    <Pager
      page={at.length + 1}
      note={note}
      onPrevious={at.length > 0 ? () => go(at.length > 1 ? at.slice(0, -1) : undefined) : null}
      onNext={next ? () => go([...at, next]) : null}
    />
  );
}
