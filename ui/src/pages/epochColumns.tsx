import type { Epoch, Json } from '../api/types';
import { ago, localTime } from '../format/time';
import { count } from '../format/values';
import type { Column } from '../parts/DataTable';

const TIME_KEYS = ['committed_at', 'commit_time', 'created_at', 'at'];
const SKIP = new Set(['epoch', ...TIME_KEYS]);

const timeOf = (epoch: Epoch) =>
  TIME_KEYS.map((key) => epoch[key]).find((value) => typeof value === 'string') as string | undefined;

/** Epoch and time first, then every count that the service gives, under its own name. */
export function epochColumns(items: readonly Epoch[], now: number): Column<Epoch>[] {
  const names = new Set<string>();
  for (const item of items) for (const key of Object.keys(item)) if (!SKIP.has(key)) names.add(key);
  return [
    {
      key: 'epoch',
      head: 'Epoch',
      right: true,
      cell: (epoch) => <span className="font-medium">{count(epoch.epoch)}</span>,
      className: 'w-24',
    },
    {
      key: 'time',
      head: 'Committed',
      cell: (epoch) => (
        <time dateTime={timeOf(epoch)} title={localTime(timeOf(epoch))} className="whitespace-nowrap">
          {ago(timeOf(epoch), now)}
        </time>
      ),
    },
    ...[...names].map((name) => ({
      key: name,
      head: label(name),
      right: items.every((item) => isNumber(item[name])),
      cell: (epoch: Epoch) => <Cell value={epoch[name] as Json} />,
    })),
  ];
}

const isNumber = (value: unknown) =>
  value === null || value === undefined || typeof value === 'number' || /^\d+$/.test(String(value));

export function label(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Cell({ value }: { value: Json | undefined }) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  if (typeof value === 'object' && !Array.isArray(value)) {
    return (
      <span className="text-[13px]">
        {Object.entries(value).map(([key, one]) => (
          <span key={key} className="mr-3 inline-block whitespace-nowrap">
            <span className="text-muted">{key}</span>{' '}
            <span className="tabular">
              {typeof one === 'object' ? JSON.stringify(one) : count(one as number)}
            </span>
          </span>
        ))}
      </span>
    );
  }
  if (Array.isArray(value))
    return (
      <span className="text-[13px]">
        {value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(', ')}
      </span>
    );
  return <span>{isNumber(value) ? count(value as number) : String(value)}</span>;
}
