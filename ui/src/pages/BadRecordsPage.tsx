import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { badRecordsQuery } from '../api/queries';
import type { BadRecord } from '../api/types';
import { count, valueText } from '../format/values';
import { Button } from '../parts/Button';
import { SelectField } from '../parts/Field';
import { Empty, Section } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { ScrollBox } from '../parts/ScrollBox';
import { Tag } from '../parts/StateBadge';
import { Paged } from './Paged';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/bad-records');

export function BadRecordsPage() {
  const { tenant, pipeline } = route.useParams();
  const { at, state, kind } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/bad-records' });
  const query = useQuery(
    badRecordsQuery(tenant, pipeline, { pageSize: 50, pageToken: at?.at(-1), state, kind }),
  );
  const filter = (change: { state?: string; kind?: string }) =>
    void navigate({ search: (old) => ({ ...old, ...change, at: undefined }) });
  return (
    <Section
      title="Bad records"
      note="What could not be taken in, or could not be computed, newest first"
      flush
      actions={
        <>
          <Choice
            label="Kind"
            value={kind}
            options={{ INPUT: 'From sources', VIEW: 'In views' }}
            onChange={(next) => filter({ kind: next })}
          />
          <Choice
            label="State"
            value={state}
            options={{ OPEN: 'Open', REPLAYED: 'Replayed', DISCARDED: 'Discarded', HEALED: 'Healed' }}
            onChange={(next) => filter({ state: next })}
          />
        </>
      }
    >
      <Loaded
        query={query}
        empty={(page) =>
          page.items.length === 0 &&
          (state || kind ? (
            <Empty
              title="None of these"
              actions={
                <Button onClick={() => filter({ state: undefined, kind: undefined })}>Show all</Button>
              }
            />
          ) : (
            <Empty title="No bad records">Everything that arrived could be used.</Empty>
          ))
        }
      >
        {(page) => (
          <>
            <ul>
              {page.items.map((record) => (
                <li key={record.id} className="border-t border-line">
                  <RecordItem record={record} />
                </li>
              ))}
            </ul>
            <Paged
              at={at}
              next={page.next_page_token}
              go={(next) => void navigate({ search: (old) => ({ ...old, at: next }) })}
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}

const STATE_TONES = { OPEN: 'warn', REPLAYED: 'good', HEALED: 'good', DISCARDED: 'calm' } as const;

function RecordItem({ record }: { record: BadRecord }) {
  const state = record.state ?? 'OPEN';
  return (
    <details className="group px-5 py-3">
      <summary className="flex list-none items-start gap-3 text-sm [&::-webkit-details-marker]:hidden">
        <ChevronDown
          aria-hidden
          className="mt-0.5 size-4 shrink-0 -rotate-90 text-muted transition-transform group-open:rotate-0"
        />
        <span className="min-w-0 grow">
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="font-medium">{record.source ?? 'unknown source'}</span>
            <Tag tone={STATE_TONES[state] ?? 'calm'}>{state.toLowerCase()}</Tag>
            <span className="font-mono text-[12.5px] text-muted">{record.code}</span>
            {record.kind === 'VIEW' && <Tag>in a view</Tag>}
          </span>
          <span className="block break-words text-muted">{record.detail}</span>
        </span>
        <span className="tabular shrink-0 text-[13px] text-muted">epoch {count(record.epoch)}</span>
      </summary>
      <div className="mt-3 space-y-3 pl-7 text-sm">
        {record.origin && Object.keys(record.origin).length > 0 && (
          <div>
            <p className="text-[13px] text-muted">Origin</p>
            <p className="font-mono text-[13px] break-all">
              {Object.entries(record.origin)
                .map(([key, value]) => `${key} ${valueText(value)}`)
                .join(' · ')}
            </p>
          </div>
        )}
        <div>
          <p className="text-[13px] text-muted">
            Payload{record.payload_encoding === 'base64' && ' (base64)'}
          </p>
          <ScrollBox
            label="Payload"
            className="max-h-72 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-[13px] break-all whitespace-pre-wrap"
          >
            {payloadText(record)}
          </ScrollBox>
        </div>
        <p className="font-mono text-[12.5px] break-all text-muted">{record.id}</p>
      </div>
    </details>
  );
}

const LONGEST = 20_000;

function payloadText(record: BadRecord): string {
  const text = record.payload === null || record.payload === undefined ? '(none)' : valueText(record.payload);
  return text.length > LONGEST
    ? `${text.slice(0, LONGEST)}… (${count(text.length)} characters in all)`
    : text;
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: Record<string, string>;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <div className="w-36">
      <SelectField
        label={label}
        hideLabel
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">{label}: all</option>
        {Object.entries(options).map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
