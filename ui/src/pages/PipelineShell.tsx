import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { ChevronRight, EllipsisVertical, Pause, Play, RefreshCw, Save, Square, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '../api/problem';
import { pipelineQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Pipeline } from '../api/types';
import { count } from '../format/values';
import { Button, ButtonLink, IconButton } from '../parts/Button';
import { ConfirmByName } from '../parts/Dialog';
import { Freshness } from '../parts/Freshness';
import { Empty, usePageTitle } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { ActionMenu } from '../parts/Menu';
import { ProblemNotice } from '../parts/Notice';
import { StateBadge } from '../parts/StateBadge';
import { LABELS, mainAction, useDelete, useLifecycle } from './usePipelineActions';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline');

export function PipelineShell() {
  const { tenant, pipeline: name } = route.useParams();
  const query = useQuery(pipelineQuery(tenant, name));
  usePageTitle(name, tenant);
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-2 flex items-center gap-1 text-[13px] text-muted">
        <Link to="/t/$tenant/pipelines" params={{ tenant }} className="hover:text-ink hover:underline">
          Pipelines
        </Link>
        <ChevronRight aria-hidden className="size-3.5" />
        <span aria-current="true">{name}</span>
      </nav>
      <Loaded
        query={query}
        lines={8}
        onProblem={(error) => asProblem(error).status === 404 && <Gone tenant={tenant} name={name} />}
      >
        {({ pipeline, etag }) => (
          <>
            <Head tenant={tenant} pipeline={pipeline} etag={etag} />
            <Tabs tenant={tenant} pipeline={pipeline} />
            <Outlet />
          </>
        )}
      </Loaded>
    </>
  );
}

function Gone({ tenant, name }: { tenant: string; name: string }) {
  return (
    <>
      <h1 className="text-[22px] font-semibold">{name}</h1>
      <Empty
        title={`There is no pipeline ${name} in ${tenant}`}
        actions={
          <ButtonLink to="/t/$tenant/pipelines" params={{ tenant }}>
            See the pipelines
          </ButtonLink>
        }
      >
        It may have been deleted, or it belongs to another tenant.
      </Empty>
    </>
  );
}

function Head({ tenant, pipeline, etag }: { tenant: string; pipeline: Pipeline; etag: string | null }) {
  const { status } = pipeline;
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="text-[22px] leading-tight font-semibold tracking-[-0.01em] break-all">
              {pipeline.name}
            </h1>
            <span role="status">
              <StateBadge state={status.state} />
            </span>
          </div>
          {pipeline.description && (
            <p className="mt-1 max-w-[70ch] text-sm text-muted">{pipeline.description}</p>
          )}
        </div>
        <Actions tenant={tenant} pipeline={pipeline} etag={etag} />
      </div>
      <dl className="mt-3 flex flex-wrap gap-x-7 gap-y-1.5 text-[13px] [&_dd]:inline [&_dd]:font-medium [&_dt]:mr-1.5 [&_dt]:inline [&_dt]:text-muted">
        <div>
          <dt>Freshness</dt>
          <dd>
            <Freshness pipeline={pipeline} />
          </dd>
        </div>
        <div>
          <dt>Epoch</dt>
          <dd className="tabular" data-testid="epoch">
            {count(status.current_epoch)}
          </dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd className="tabular" data-testid="version">
            {status.version ?? '–'}
          </dd>
        </div>
        <div>
          <dt>Lake</dt>
          <dd className="tabular">{status.lake?.epoch ? `epoch ${count(status.lake.epoch)}` : '–'}</dd>
        </div>
      </dl>
      {status.reason && (
        <p className="mt-2 text-sm">
          <span className="text-muted">Why:</span> {status.reason}{' '}
          {status.reason_code && (
            <code className="font-mono text-[13px] text-muted">{status.reason_code}</code>
          )}
        </p>
      )}
    </header>
  );
}

function Actions({ tenant, pipeline, etag }: { tenant: string; pipeline: Pipeline; etag: string | null }) {
  const lifecycle = useLifecycle(tenant, pipeline.name);
  const operate = useRefusal(tenant, 'operator');
  const edit = useRefusal(tenant, 'editor');
  const [deleting, setDeleting] = useState(false);
  const { state } = pipeline.status;
  const main = mainAction(state);
  const running = main === 'STOP';
  const Icon = running ? Square : Play;
  const notRunning = running ? null : 'Only a running pipeline can do this.';
  return (
    <div className="flex items-center gap-2">
      <Button
        look={running ? 'plain' : 'primary'}
        busy={lifecycle.isPending}
        refused={operate ?? (state === 'STOPPING' ? 'It is already stopping.' : null)}
        onClick={() => lifecycle.mutate(main)}
      >
        <Icon aria-hidden className="size-3.5" /> {LABELS[main]}
      </Button>
      <ActionMenu
        trigger={
          <IconButton label="More actions" look="plain">
            <EllipsisVertical aria-hidden className="size-4" />
          </IconButton>
        }
        choices={[
          ...(state === 'PAUSED'
            ? [
                {
                  label: 'Stop',
                  icon: <Square aria-hidden className="size-4" />,
                  refused: operate,
                  onSelect: () => lifecycle.mutate('STOP'),
                },
              ]
            : []),
          {
            label: 'Pause',
            icon: <Pause aria-hidden className="size-4" />,
            refused: operate ?? notRunning,
            onSelect: () => lifecycle.mutate('PAUSE'),
          },
          {
            label: 'Restart',
            icon: <RefreshCw aria-hidden className="size-4" />,
            refused: operate ?? notRunning,
            onSelect: () => lifecycle.mutate('RESTART'),
          },
          {
            label: 'Checkpoint to the lake',
            icon: <Save aria-hidden className="size-4" />,
            refused: operate ?? notRunning,
            onSelect: () => lifecycle.mutate('CHECKPOINT'),
          },
          {
            label: 'Delete…',
            icon: <Trash2 aria-hidden className="size-4" />,
            refused: edit,
            danger: true,
            onSelect: () => setDeleting(true),
          },
        ]}
      />
      <DeleteDialog
        tenant={tenant}
        name={pipeline.name}
        etag={etag}
        open={deleting}
        onClose={() => setDeleting(false)}
      />
    </div>
  );
}

interface DeleteDialogProps {
  tenant: string;
  name: string;
  etag: string | null;
  open: boolean;
  onClose: () => void;
}

function DeleteDialog({ tenant, name, etag, open, onClose }: DeleteDialogProps) {
  const navigate = useNavigate();
  const [purge, setPurge] = useState(false);
  const remove = useDelete(
    tenant,
    name,
    () => void navigate({ to: '/t/$tenant/pipelines', params: { tenant } }),
  );
  return (
    <ConfirmByName
      open={open}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      title={`Delete ${name}?`}
      name={name}
      action="Delete"
      busy={remove.isPending}
      what="It stops, and its views, indexes and sinks are no longer kept. Its history stays until its retention ends, unless you remove it at once."
      problem={
        <>
          <label className="flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              checked={purge}
              onChange={(event) => setPurge(event.target.checked)}
              className="mt-1 accent-(--accent)"
            />
            Remove its history at once
          </label>
          {remove.isError && <ProblemNotice problem={asProblem(remove.error)} />}
        </>
      }
      onConfirm={() => remove.mutate({ etag, purge })}
    />
  );
}

const TABS = [
  { to: '/t/$tenant/pipelines/$pipeline/overview', label: 'Overview' },
  { to: '/t/$tenant/pipelines/$pipeline/definition', label: 'Definition' },
  { to: '/t/$tenant/pipelines/$pipeline/sources', label: 'Sources' },
  { to: '/t/$tenant/pipelines/$pipeline/views', label: 'Views' },
  { to: '/t/$tenant/pipelines/$pipeline/search', label: 'Search' },
  { to: '/t/$tenant/pipelines/$pipeline/graph', label: 'Graph' },
  { to: '/t/$tenant/pipelines/$pipeline/epochs', label: 'Epochs' },
  { to: '/t/$tenant/pipelines/$pipeline/bad-records', label: 'Bad records' },
  { to: '/t/$tenant/pipelines/$pipeline/logs', label: 'Logs' },
] as const;

function Tabs({ tenant, pipeline }: { tenant: string; pipeline: Pipeline }) {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a narrow screen the bar scrolls; the tab one is on must be in sight. Only the bar is moved, never the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is what moves the bar
  useEffect(() => {
    const current = bar.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (bar.current && current)
      bar.current.scrollLeft = current.offsetLeft - (bar.current.clientWidth - current.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav
      ref={bar}
      aria-label="Pipeline"
      className="relative -mx-4 mb-6 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-1">
        {TABS.map((tab) => (
          <li key={tab.to}>
            <Link
              to={tab.to}
              params={{ tenant, pipeline: pipeline.name }}
              className="block border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
