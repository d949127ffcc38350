import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { asProblem } from './api/problem';
import { PipelineShell } from './pages/PipelineShell';
import { PipelinesPage } from './pages/PipelinesPage';
import { Empty } from './parts/Layout';
import { Skeleton } from './parts/Loaded';
import { ProblemNotice } from './parts/Notice';
import { HomePage } from './shell/HomePage';
import { Shell } from './shell/Shell';

type Search = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);
const number = (value: unknown): number | undefined =>
  value !== undefined && Number.isFinite(Number(value)) && value !== '' ? Number(value) : undefined;
const tokens = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.includes(value as T) ? (value as T) : undefined;

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomePage });

const tenantRoute = createRoute({ getParentRoute: () => rootRoute, path: '/t/$tenant', component: Shell });

const tenantHomeRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$tenant/pipelines', params });
  },
});

const pipelinesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/pipelines',
  validateSearch: (search: Search): { q?: string; state?: string } => ({
    q: text(search.q),
    state: text(search.state),
  }),
  component: PipelinesPage,
});

const newPipelineRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/new-pipeline',
  component: lazyRouteComponent(() => import('./pages/NewPipelinePage'), 'NewPipelinePage'),
});

const connectionsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./pages/ConnectionsPage'), 'ConnectionsPage'),
});

const secretsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/secrets',
  component: lazyRouteComponent(() => import('./pages/SecretsPage'), 'SecretsPage'),
});

const pipelineRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/pipelines/$pipeline',
  component: PipelineShell,
});

const pipelineHomeRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$tenant/pipelines/$pipeline/overview', params, replace: true });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/overview',
  component: lazyRouteComponent(() => import('./pages/OverviewPage'), 'OverviewPage'),
});

const definitionRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/definition',
  component: lazyRouteComponent(() => import('./pages/DefinitionPage'), 'DefinitionPage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/sources',
  validateSearch: (search: Search): { push?: string } => ({ push: text(search.push) }),
  component: lazyRouteComponent(() => import('./pages/SourcesPage'), 'SourcesPage'),
});

const viewsRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/views',
  component: lazyRouteComponent(() => import('./pages/ViewsPage'), 'ViewsPage'),
});

const viewRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/views/$view',
  validateSearch: (search: Search): { show?: 'browse'; filter?: string; epoch?: number; at?: string[] } => ({
    show: oneOf(search.show, ['browse'] as const),
    filter: text(search.filter),
    epoch: number(search.epoch),
    at: tokens(search.at),
  }),
  component: lazyRouteComponent(() => import('./pages/ViewPage'), 'ViewPage'),
});

const pagedSearch = (search: Search): { at?: string[] } => ({ at: tokens(search.at) });

const epochsRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/epochs',
  validateSearch: pagedSearch,
  component: lazyRouteComponent(() => import('./pages/EpochsPage'), 'EpochsPage'),
});

const badRecordsRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/bad-records',
  validateSearch: (search: Search): { at?: string[]; state?: string; kind?: string } => ({
    ...pagedSearch(search),
    state: oneOf(search.state, ['OPEN', 'REPLAYED', 'DISCARDED', 'HEALED'] as const),
    kind: oneOf(search.kind, ['INPUT', 'VIEW'] as const),
  }),
  component: lazyRouteComponent(() => import('./pages/BadRecordsPage'), 'BadRecordsPage'),
});

const logsRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/logs',
  validateSearch: (search: Search): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import('./pages/LogsPage'), 'LogsPage'),
});

const graphRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/graph',
  component: lazyRouteComponent(() => import('./pages/GraphPage'), 'GraphPage'),
});

export const SEARCH_MODES = ['hybrid', 'vector', 'text'] as const;

const searchRoute = createRoute({
  getParentRoute: () => pipelineRoute,
  path: '/search',
  validateSearch: (
    search: Search,
  ): {
    index?: string;
    q?: string;
    mode?: (typeof SEARCH_MODES)[number];
    k?: number;
    filter?: string;
    inside?: 'chunks';
    at?: string[];
  } => ({
    index: text(search.index),
    q: text(search.q),
    mode: oneOf(search.mode, SEARCH_MODES),
    k: number(search.k),
    filter: text(search.filter),
    inside: oneOf(search.inside, ['chunks'] as const),
    at: tokens(search.at),
  }),
  component: lazyRouteComponent(() => import('./pages/SearchPage'), 'SearchPage'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  tenantRoute.addChildren([
    tenantHomeRoute,
    pipelinesRoute,
    newPipelineRoute,
    connectionsRoute,
    secretsRoute,
    pipelineRoute.addChildren([
      pipelineHomeRoute,
      overviewRoute,
      definitionRoute,
      sourcesRoute,
      viewsRoute,
      viewRoute,
      epochsRoute,
      badRecordsRoute,
      logsRoute,
      graphRoute,
      searchRoute,
    ]),
  ]),
]);

function NotFound() {
  return (
    <main className="pt-16">
      <h1 className="sr-only">Not found</h1>
      <Empty title="There is no such page">
        Check the address, or{' '}
        <Link to="/" className="text-accent underline underline-offset-2">
          go to your pipelines
        </Link>
        .
      </Empty>
    </main>
  );
}

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Skeleton lines={6} />,
  defaultErrorComponent: ({ error, reset }) => <ProblemNotice problem={asProblem(error)} retry={reset} />,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
