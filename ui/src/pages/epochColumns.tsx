import type { Epoch, Json } from '../api/types';
import { ago, localTime } from '../format/time';
import { count, label } from '../format/values';
import type { Column } from '../parts/DataTable';

/** Epoch and time first, then every count that the service gives, under its own name. */
export function epochColumns(items: readonly Epoch[], now: number): Column<Epoch>[] {
  const names = new Set<string>();
  for (const item of items) for (const name of Object.keys(item.counts ?? {})) names.add(name);
  return [
    {
      key: '#epoch',
      head: 'Epoch',
      right: true,
      cell: (epoch) => <span className="font-medium">{count(epoch.epoch)}</span>,
      className: 'w-24',
    },
    {
      key: '#time',
      head: 'Committed',
      cell: (epoch) => (
        <time
          dateTime={epoch.committed_at}
          title={localTime(epoch.committed_at)}
          className="whitespace-nowrap"
        >
          {ago(epoch.committed_at, now)}
        </time>
      ),
    },
    ...[...names].map((name) => ({
      key: name,
      head: label(name),
      right: items.every(({ counts }) => isCount(counts?.[name])),
      cell: (epoch: Epoch) => <Count value={epoch.counts?.[name]} />,
    })),
  ];
}

/** Which version and which owner wrote the epoch; of interest where all of them are listed. */
export const epochOrigin: Column<Epoch>[] = [
  { key: '#version', head: 'Version', right: true, from: 'md', cell: (epoch) => epoch.version ?? '–' },
  {
    key: '#generation',
    head: 'Generation',
    right: true,
    from: 'md',
    cell: (epoch) => epoch.generation ?? '–',
  },
];

const isCount = (value: Json | undefined) =>
  value === null || value === undefined || typeof value === 'number' || /^\d+$/.test(String(value));

function Count({ value }: { value: Json | undefined }) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  if (typeof value !== 'object')
    return <span className="tabular">{isCount(value) ? count(value as number) : String(value)}</span>;
  const parts = Object.entries(value);
  if (parts.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="text-[13px]">
      {parts.map(([name, part]) => (
        <span key={name} className="mr-3 inline-block whitespace-nowrap">
          <span className="text-muted">{name}</span>{' '}
          <span className="tabular">{isCount(part) ? count(part as number) : JSON.stringify(part)}</span>
        </span>
      ))}
    </span>
  );
}
