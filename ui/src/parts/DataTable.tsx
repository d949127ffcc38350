import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Json, Row } from '../api/types';
import { columnsOf, valueText } from '../format/values';
import { Button } from './Button';
import { ScrollBox } from './ScrollBox';

export interface Column<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  right?: boolean;
  className?: string;
  /** Shown from this width on; below it the column gives way to the others. */
  from?: keyof typeof FROM;
}

const FROM = { sm: 'hidden sm:table-cell', md: 'hidden md:table-cell', lg: 'hidden lg:table-cell' };
const shownFrom = <T,>(column: Column<T>) => (column.from ? FROM[column.from] : '');

interface DataTableProps<T> {
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  rowKey: (row: T, index: number) => string;
  rowClass?: (row: T) => string;
}

/** A table that scrolls sideways in its own region; the region takes focus so that the keyboard can scroll it. */
export function DataTable<T>({ caption, columns, rows, rowKey, rowClass }: DataTableProps<T>) {
  return (
    <ScrollBox label={caption} className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-[13px] text-muted">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`px-3 py-2 font-medium whitespace-nowrap first:pl-5 last:pr-5 ${column.right ? 'text-right' : ''} ${shownFrom(column)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row, index)}
              className={`border-b border-line/70 last:border-0 ${rowClass?.(row) ?? ''}`}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={`px-3 py-2.5 align-top first:pl-5 last:pr-5 ${column.right ? 'tabular text-right' : ''} ${column.className ?? ''} ${shownFrom(column)}`}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** One value of a row; long ones are cut on the screen and whole in the title. */
export function Value({ value }: { value: Json | undefined }) {
  if (value === null || value === undefined) return <span className="text-muted italic">null</span>;
  const text = valueText(value);
  if (text === '') return <span className="text-muted italic">empty</span>;
  const long = text.length > 160;
  return (
    <span
      className="font-mono text-[13px] break-words whitespace-pre-wrap"
      title={long ? text.slice(0, 4000) : undefined}
    >
      {long ? `${text.slice(0, 160)}…` : text}
    </span>
  );
}

export function rowColumns(rows: readonly Row[]): Column<Row>[] {
  return columnsOf(rows).map((name) => ({
    key: name,
    head: <span className="font-mono">{name}</span>,
    cell: (row) => <Value value={row[name]} />,
    className: 'max-w-[44ch] min-w-[7ch]',
  }));
}

interface PagerProps {
  page: number;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  note?: ReactNode;
}

export function Pager({ page, onPrevious, onNext, note }: PagerProps) {
  return (
    <nav
      aria-label="Pages"
      className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-5 py-3 text-[13px] text-muted"
    >
      <span>
        Page <span className="tabular">{page}</span> {note}
      </span>
      <span className="flex gap-2">
        <Button size="sm" disabled={!onPrevious} onClick={() => onPrevious?.()}>
          <ChevronLeft aria-hidden className="size-3.5" /> Previous
        </Button>
        <Button size="sm" disabled={!onNext} onClick={() => onNext?.()}>
          Next <ChevronRight aria-hidden className="size-3.5" />
        </Button>
      </span>
    </nav>
  );
}
