import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Play, Plus, Square } from 'lucide-react';
import { pipelinesQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Pipeline, PipelineState } from '../api/types';
import { ago, localTime } from '../format/time';
import { count } from '../format/values';
import { Button, ButtonLink } from '../parts/Button';
import { type Column, DataTable } from '../parts/DataTable';
import { SelectField, TextField } from '../parts/Field';
import { Freshness } from '../parts/Freshness';
import { Empty, PageHead, Section, usePageTitle } from '../parts/Layout';
import { Loaded, useNow } from '../parts/Loaded';
import { StateBadge, stateWord } from '../parts/StateBadge';
import { LABELS, mainAction, useLifecycle } from './usePipelineActions';

const route = getRouteApi('/t/$tenant/pipelines');

/** What needs a person comes first. */
const URGENCY: PipelineState[] = ['FAILED', 'DEGRADED', 'AWAITING_APPROVAL'];

export function byUrgency(a: Pipeline, b: Pipeline): number {
  const rank = (pipeline: Pipeline) => {
    const at = URGENCY.indexOf(pipeline.status.state);
    return at < 0 ? URGENCY.length : at;
  };
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

export function matches(pipeline: Pipeline, q: string, state: string | undefined): boolean {
  if (state && pipeline.status.state !== state) return false;
  const words = [pipeline.name, pipeline.description ?? '', ...Object.entries(pipeline.tags ?? {}).flat()];
  return words.some((word) => word.toLowerCase().includes(q.toLowerCase()));
}

export function PipelinesPage() {
  const { tenant } = route.useParams();
  const refused = useRefusal(tenant, 'editor');
  const query = useQuery(pipelinesQuery(tenant));
  usePageTitle('Pipelines', tenant);
  return (
    <>
      <PageHead title="Pipelines" actions={<NewButton tenant={tenant} refused={refused} />}>
        Each one keeps its views and its indexes in step with its sources.
      </PageHead>
      <Section title="All pipelines" hideTitle flush>
        <Loaded
          query={query}
          lines={6}
          empty={(all) =>
            all.length === 0 && (
              <Empty title="No pipelines yet" actions={<NewButton tenant={tenant} refused={refused} />}>
                Write what comes in and what you want to know. Freshet keeps the answer current from then on.
              </Empty>
            )
          }
        >
          {(all) => <PipelineTable tenant={tenant} all={all} />}
        </Loaded>
      </Section>
    </>
  );
}

function NewButton({ tenant, refused }: { tenant: string; refused: string | null }) {
  const label = (
    <>
      <Plus aria-hidden className="size-4" /> New pipeline
    </>
  );
  if (refused) {
    return (
      <Button look="primary" refused={refused}>
        {label}
      </Button>
    );
  }
  return (
    <ButtonLink look="primary" to="/t/$tenant/new-pipeline" params={{ tenant }}>
      {label}
    </ButtonLink>
  );
}

function PipelineTable({ tenant, all }: { tenant: string; all: Pipeline[] }) {
  const { q = '', state } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines' });
  const now = useNow();
  const shown = all.filter((pipeline) => matches(pipeline, q, state)).sort(byUrgency);
  const states = [...new Set(all.map((pipeline) => pipeline.status.state))].sort();
  return (
    <>
      <div className="flex flex-wrap items-end gap-3 px-5 pt-4 pb-3">
        <div className="w-full sm:w-72">
          <TextField
            label="Filter pipelines"
            hideLabel
            type="search"
            placeholder="Filter by name, description or tag"
            value={q}
            onChange={(event) =>
              void navigate({
                search: (old) => ({ ...old, q: event.target.value || undefined }),
                replace: true,
              })
            }
          />
        </div>
        <div className="w-44">
          <SelectField
            label="State"
            hideLabel
            value={state ?? ''}
            onChange={(event) =>
              void navigate({
                search: (old) => ({ ...old, state: event.target.value || undefined }),
                replace: true,
              })
            }
          >
            <option value="">Every state</option>
            {states.map((one) => (
              <option key={one} value={one}>
                {stateWord(one)}
              </option>
            ))}
          </SelectField>
        </div>
        <p role="status" className="ml-auto self-center text-[13px] text-muted">
          {shown.length === all.length ? `${all.length} in all` : `${shown.length} of ${all.length}`}
        </p>
      </div>
      {shown.length === 0 ? (
        <Empty
          title="Nothing matches"
          actions={<Button onClick={() => void navigate({ search: {}, replace: true })}>Show all</Button>}
        />
      ) : (
        <DataTable
          caption="Pipelines"
          rows={shown}
          rowKey={(pipeline) => pipeline.uid}
          rowClass={() => 'hover:bg-sunken/60'}
          columns={columns(tenant, now)}
        />
      )}
    </>
  );
}

function columns(tenant: string, now: number): Column<Pipeline>[] {
  return [
    {
      key: 'name',
      head: 'Name',
      cell: (pipeline) => (
        <div className="min-w-0">
          <Link
            to="/t/$tenant/pipelines/$pipeline/overview"
            params={{ tenant, pipeline: pipeline.name }}
            className="font-medium hover:text-accent hover:underline"
          >
            {pipeline.name}
          </Link>
          {pipeline.description && (
            <p className="line-clamp-1 max-w-[46ch] text-[13px] text-muted">{pipeline.description}</p>
          )}
        </div>
      ),
    },
    {
      key: 'state',
      head: 'State',
      cell: (pipeline) => (
        <div title={pipeline.status.reason ?? undefined}>
          <StateBadge state={pipeline.status.state} />
          {pipeline.status.reason && (
            <p className="mt-1 line-clamp-2 max-w-[34ch] text-[13px] text-muted">{pipeline.status.reason}</p>
          )}
        </div>
      ),
    },
    {
      key: 'freshness',
      head: 'Freshness',
      from: 'sm',
      cell: (pipeline) => <Freshness pipeline={pipeline} />,
    },
    {
      key: 'epoch',
      head: 'Epoch',
      right: true,
      from: 'md',
      cell: (pipeline) => count(pipeline.status.current_epoch),
    },
    {
      key: 'version',
      head: 'Version',
      right: true,
      from: 'lg',
      cell: (pipeline) => pipeline.status.version ?? '–',
    },
    {
      key: 'updated',
      head: 'Changed',
      from: 'lg',
      cell: (pipeline) => (
        <time
          dateTime={pipeline.updated_at}
          title={localTime(pipeline.updated_at)}
          className="whitespace-nowrap text-muted"
        >
          {ago(pipeline.updated_at, now)}
        </time>
      ),
    },
    {
      key: 'act',
      head: <span className="sr-only">Actions</span>,
      right: true,
      cell: (pipeline) => <MainAction tenant={tenant} pipeline={pipeline} />,
    },
  ];
}

function MainAction({ tenant, pipeline }: { tenant: string; pipeline: Pipeline }) {
  const lifecycle = useLifecycle(tenant, pipeline.name);
  const refused = useRefusal(tenant, 'operator');
  const type = mainAction(pipeline.status.state);
  const Icon = type === 'STOP' ? Square : Play;
  const stopping = pipeline.status.state === 'STOPPING' ? 'It is already stopping.' : null;
  return (
    <Button
      size="sm"
      busy={lifecycle.isPending}
      refused={refused ?? stopping}
      aria-label={`${LABELS[type]} ${pipeline.name}`}
      onClick={() => lifecycle.mutate(type)}
    >
      <Icon aria-hidden className="size-3" />
      <span className="hidden sm:inline">{LABELS[type]}</span>
    </Button>
  );
}
