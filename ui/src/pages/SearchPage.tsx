import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { call, tenantPath } from '../api/client';
import { indexQuery } from '../api/queries';
import type { SearchAnswer, SearchHit } from '../api/types';
import { filterSlip } from '../format/filter';
import { freshness } from '../format/time';
import { count, valueText } from '../format/values';
import { Button } from '../parts/Button';
import { Choices, SelectField, TextField } from '../parts/Field';
import { Empty, Facts, Section } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import type { SEARCH_MODES } from '../router';
import { IndexContents } from './IndexContents';
import { whenNotRunning } from './NotRunning';
import { usePipeline } from './usePipeline';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/search');

type Mode = (typeof SEARCH_MODES)[number];

export interface Question {
  index: string;
  q: string;
  mode: Mode;
  k: number;
  filter: string;
}

export function SearchPage() {
  const { tenant, name, pipeline } = usePipeline();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/search' });
  const indexes = Object.keys(pipeline.spec.indexes ?? {});
  const [asked, setAsked] = useState(0);
  if (indexes.length === 0) {
    return (
      <Section title="Search" hideTitle>
        <Empty
          title="No index yet"
          actions={
            <Link
              to="/t/$tenant/pipelines/$pipeline/definition"
              params={{ tenant, pipeline: name }}
              className="text-accent hover:underline"
            >
              Open the definition
            </Link>
          }
        >
          Add one below spec.indexes: a view, its key and the text to embed.
        </Empty>
      </Section>
    );
  }
  const question: Question = {
    index: search.index && indexes.includes(search.index) ? search.index : (indexes[0] as string),
    q: search.q ?? '',
    mode: search.mode ?? 'hybrid',
    k: search.k ?? 10,
    filter: search.filter ?? '',
  };
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_300px]">
      <div className="min-w-0 space-y-5">
        <Section title="Ask the index" hideTitle>
          <QuestionForm
            key={JSON.stringify(question)}
            question={question}
            indexes={indexes}
            onAsk={(next) => {
              setAsked((times) => times + 1);
              void navigate({
                search: {
                  index: indexes.length > 1 ? next.index : undefined,
                  q: next.q,
                  mode: next.mode === 'hybrid' ? undefined : next.mode,
                  k: next.k === 10 ? undefined : next.k,
                  filter: next.filter || undefined,
                },
              });
            }}
          />
        </Section>
        {question.q ? (
          <Answers tenant={tenant} pipeline={name} question={question} asked={asked} />
        ) : (
          <IndexContents index={question.index} />
        )}
      </div>
      <IndexCard tenant={tenant} pipeline={name} index={question.index} />
    </div>
  );
}

interface QuestionFormProps {
  question: Question;
  indexes: string[];
  onAsk: (question: Question) => void;
}

function QuestionForm({ question, indexes, onAsk }: QuestionFormProps) {
  const [draft, setDraft] = useState(question);
  const slip = filterSlip(draft.filter);
  const set = (change: Partial<Question>) => setDraft({ ...draft, ...change });
  const blocked = draft.q.trim() === '' ? 'Write a query first.' : slip;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) onAsk(draft);
      }}
    >
      <div className="flex items-end gap-2">
        <div className="grow">
          <TextField
            label="Query"
            type="search"
            className="!h-11 !text-base"
            placeholder="What would a reader ask?"
            value={draft.q}
            onChange={(event) => set({ q: event.target.value })}
          />
        </div>
        <Button type="submit" look="primary" refused={blocked} className="!h-11">
          <Search aria-hidden className="size-4" /> Search
        </Button>
      </div>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        {indexes.length > 1 && (
          <div className="w-44">
            <SelectField
              label="Index"
              value={draft.index}
              onChange={(event) => set({ index: event.target.value })}
            >
              {indexes.map((index) => (
                <option key={index}>{index}</option>
              ))}
            </SelectField>
          </div>
        )}
        <div>
          <p className="mb-1 text-sm font-medium">Mode</p>
          <Choices
            label="Mode"
            value={draft.mode}
            onChange={(mode) => set({ mode })}
            options={[
              { value: 'hybrid', label: 'Hybrid' },
              { value: 'vector', label: 'Meaning' },
              { value: 'text', label: 'Words' },
            ]}
          />
        </div>
        <div className="w-20">
          <TextField
            label="Results"
            type="number"
            min={1}
            max={1000}
            value={draft.k}
            onChange={(event) => set({ k: Math.min(1000, Math.max(1, Number(event.target.value) || 1)) })}
          />
        </div>
        <div className="min-w-52 grow">
          <TextField
            label="Filter (JSON)"
            className="font-mono"
            placeholder='{"path": {"like": "guide/%"}}'
            value={draft.filter}
            error={slip}
            spellCheck={false}
            onChange={(event) => set({ filter: event.target.value })}
          />
        </div>
      </div>
    </form>
  );
}

interface AnswersProps {
  tenant: string;
  pipeline: string;
  question: Question;
  asked: number;
}

function Answers({ tenant, pipeline, question, asked }: AnswersProps) {
  const query = useQuery({
    queryKey: ['tenant', tenant, 'pipeline', pipeline, 'search', question, asked],
    queryFn: async ({ signal }) => {
      const { index, q, mode, k, filter } = question;
      const body = { query: q, mode, k, ...(filter.trim() && { filter: JSON.parse(filter) }) };
      const path = tenantPath(tenant, 'pipelines', pipeline, 'indexes', index, 'search');
      return (await call<SearchAnswer>('POST', path, { body, signal })).data;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section
      title="Results"
      flush
      note={
        query.data && (
          <span role="status" data-testid="search-note">
            {count(query.data.items.length)} at epoch {count(query.data.epoch)},{' '}
            {freshness(query.data.freshness_ms)}
          </span>
        )
      }
      actions={
        <Button size="sm" busy={query.isFetching} onClick={() => void query.refetch()}>
          Ask again
        </Button>
      }
    >
      <Loaded
        query={query}
        onProblem={whenNotRunning('It can be searched when it runs.')}
        empty={(answer) =>
          answer.items.length === 0 && (
            <Empty title="Nothing found">Try other words, another mode, or no filter.</Empty>
          )
        }
      >
        {(answer) => (
          <ol>
            {answer.items.map((hit, index) => (
              <Hit
                key={JSON.stringify(hit.key)}
                hit={hit}
                place={index + 1}
                best={Number(answer.items[0]?.score) || 1}
              />
            ))}
          </ol>
        )}
      </Loaded>
    </Section>
  );
}

function Hit({ hit, place, best }: { hit: SearchHit; place: number; best: number }) {
  const metadata = Object.entries(hit.metadata ?? {});
  const part = Math.max(0.04, Math.min(1, Number(hit.score) / best));
  return (
    <li className="flex gap-4 border-t border-line px-5 py-4" data-testid="hit">
      <span className="tabular w-5 shrink-0 pt-px text-right text-sm text-muted">{place}</span>
      <div className="min-w-0 grow">
        <p className="text-[15px] leading-relaxed break-words whitespace-pre-line">{hit.text}</p>
        <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 font-mono text-[12.5px] text-muted">
          {[...Object.entries(hit.key), ...metadata.filter(([name]) => !(name in hit.key))].map(
            ([name, value]) => (
              <span key={name} className="break-all">
                {name} <span className="text-ink">{valueText(value)}</span>
              </span>
            ),
          )}
        </p>
      </div>
      <div className="w-16 shrink-0 text-right sm:w-24">
        <span className="tabular text-sm font-medium">{Number(hit.score).toPrecision(3)}</span>
        <span className="mt-1 block h-1 overflow-hidden rounded-full bg-calm-soft">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${part * 100}%` }} />
        </span>
      </div>
    </li>
  );
}

function IndexCard({ tenant, pipeline, index }: { tenant: string; pipeline: string; index: string }) {
  const query = useQuery(indexQuery(tenant, pipeline, index));
  return (
    <Section title={`Index ${index}`}>
      <Loaded
        query={query}
        lines={5}
        onProblem={whenNotRunning('What the index holds can be read when it runs.')}
      >
        {(description) => (
          <Facts
            items={[
              { name: 'Model', value: description.model ?? '–' },
              { name: 'Dimensions', value: description.dimensions ?? '–' },
              { name: 'Metric', value: description.metric ?? '–' },
              { name: 'Rows', value: count(description.rows) },
              { name: 'Still to embed', value: count(description.pending) },
              { name: 'Drift from its view', value: count(description.drift) },
              { name: 'Epoch', value: count(description.epoch) },
              {
                name: 'Table',
                value: <span className="font-mono text-[13px] break-all">{description.relation ?? '–'}</span>,
                wide: true,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
