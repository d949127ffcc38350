import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { call, tenantPath } from './client';
import { Problem } from './problem';
import type {
  BadRecord,
  Connection,
  ConnectorType,
  Epoch,
  IndexChunk,
  IndexDescription,
  IndexDocument,
  Me,
  Operation,
  Page,
  Pipeline,
  PipelineVersion,
  RowsPage,
  SecretEntry,
  TemplateDocument,
} from './types';

export const LIVE_MS = 2000;

/** Polls while the page is in sight (a hidden tab asks for nothing) and repeats only what may heal by itself. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1000,
        refetchIntervalInBackground: false,
        retry: (failures, error) => error instanceof Problem && error.retryable && failures < 2,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
      },
      mutations: { retry: false },
    },
  });
}

async function get<T>(
  path: string,
  query?: Record<string, string | number | undefined>,
  signal?: AbortSignal,
) {
  return (await call<T>('GET', path, { query, signal })).data;
}

export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/api/v1/me', undefined, signal),
    staleTime: 60_000,
  });

export const pipelinesQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['tenant', tenant, 'pipelines'],
    queryFn: async ({ signal }) => {
      const path = tenantPath(tenant, 'pipelines');
      const items: Pipeline[] = [];
      let token: string | undefined;
      do {
        const page = await get<Page<Pipeline>>(path, { page_size: 200, page_token: token }, signal);
        items.push(...page.items);
        token = page.next_page_token ?? undefined;
      } while (token);
      return items;
    },
    refetchInterval: LIVE_MS,
  });

export interface PipelineWithTag {
  pipeline: Pipeline;
  etag: string | null;
}

export async function fetchPipeline(
  tenant: string,
  name: string,
  signal?: AbortSignal,
): Promise<PipelineWithTag> {
  const reply = await call<Pipeline>('GET', tenantPath(tenant, 'pipelines', name), { signal });
  return { pipeline: reply.data, etag: reply.etag };
}

export const pipelineQuery = (tenant: string, name: string) =>
  queryOptions({
    queryKey: ['tenant', tenant, 'pipeline', name],
    queryFn: ({ signal }) => fetchPipeline(tenant, name, signal),
    refetchInterval: LIVE_MS,
  });

const below = (tenant: string, pipeline: string, ...rest: unknown[]) => [
  'tenant',
  tenant,
  'pipeline',
  pipeline,
  ...rest,
];

export const versionsQuery = (tenant: string, pipeline: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'versions'),
    queryFn: ({ signal }) =>
      get<Page<PipelineVersion>>(tenantPath(tenant, 'pipelines', pipeline, 'versions'), undefined, signal),
  });

export const epochsQuery = (tenant: string, pipeline: string, pageSize: number, pageToken?: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'epochs', pageSize, pageToken),
    queryFn: ({ signal }) =>
      get<Page<Epoch>>(
        tenantPath(tenant, 'pipelines', pipeline, 'epochs'),
        { page_size: pageSize, page_token: pageToken },
        signal,
      ),
    // An older page is pinned by its token; only the newest one moves.
    refetchInterval: pageToken ? false : LIVE_MS,
    placeholderData: keepPreviousData,
  });

export interface BadRecordsRequest {
  pageSize: number;
  pageToken?: string;
  state?: string;
  kind?: string;
  source?: string;
}

export const badRecordsQuery = (tenant: string, pipeline: string, request: BadRecordsRequest) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'bad-records', request),
    queryFn: ({ signal }) =>
      get<Page<BadRecord>>(
        tenantPath(tenant, 'pipelines', pipeline, 'bad-records'),
        {
          page_size: request.pageSize,
          page_token: request.pageToken,
          state: request.state,
          kind: request.kind,
          source: request.source,
        },
        signal,
      ),
    refetchInterval: request.pageToken ? false : 2 * LIVE_MS,
    placeholderData: keepPreviousData,
  });

export interface RowsRequest {
  pageSize: number;
  pageToken?: string;
  asOfEpoch?: number;
  filter?: string;
}

export const rowsQuery = (tenant: string, pipeline: string, view: string, request: RowsRequest) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'rows', view, request),
    queryFn: ({ signal }) =>
      get<RowsPage>(
        tenantPath(tenant, 'pipelines', pipeline, 'views', view, 'rows'),
        {
          page_size: request.pageSize,
          page_token: request.pageToken,
          as_of_epoch: request.asOfEpoch,
          filter: request.filter,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export const graphQuery = (tenant: string, pipeline: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'graph'),
    queryFn: ({ signal }) =>
      get<unknown>(tenantPath(tenant, 'pipelines', pipeline, 'graph'), undefined, signal),
    refetchInterval: LIVE_MS,
  });

/** How many of the log's last lines are asked for. */
export const LOG_LINES = 500;

export const logsQuery = (tenant: string, pipeline: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'logs'),
    queryFn: async ({ signal }) => {
      const path = tenantPath(tenant, 'pipelines', pipeline, 'logs');
      const accept = 'text/plain, application/problem+json';
      return (
        (await call<string | undefined>('GET', path, { query: { tail: LOG_LINES }, accept, signal })).data ??
        ''
      );
    },
    refetchInterval: LIVE_MS,
  });

export const indexQuery = (tenant: string, pipeline: string, index: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'index', index),
    queryFn: ({ signal }) =>
      get<IndexDescription>(tenantPath(tenant, 'pipelines', pipeline, 'indexes', index), undefined, signal),
    refetchInterval: LIVE_MS,
  });

export const indexDocumentsQuery = (tenant: string, pipeline: string, index: string, pageToken?: string) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'index', index, 'documents', pageToken),
    queryFn: ({ signal }) =>
      get<Page<IndexDocument>>(
        tenantPath(tenant, 'pipelines', pipeline, 'indexes', index, 'documents'),
        { page_size: 20, page_token: pageToken },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export const indexChunksQuery = (
  tenant: string,
  pipeline: string,
  index: string,
  filter?: string,
  pageToken?: string,
) =>
  queryOptions({
    queryKey: below(tenant, pipeline, 'index', index, 'chunks', filter, pageToken),
    queryFn: ({ signal }) =>
      get<Page<IndexChunk>>(
        tenantPath(tenant, 'pipelines', pipeline, 'indexes', index, 'chunks'),
        { page_size: 20, page_token: pageToken, filter },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export const operationQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: ['tenant', tenant, 'operation', id],
    queryFn: ({ signal }) => get<Operation>(tenantPath(tenant, 'operations', id), undefined, signal),
    refetchInterval: (query) => (isFinished(query.state.data) ? false : 500),
    staleTime: 0,
  });

export function isFinished(operation: Operation | undefined): boolean {
  return operation !== undefined && operation.state !== 'PENDING' && operation.state !== 'RUNNING';
}

/** What the service can connect to and what it suggests to begin with; the same for everybody, so asked once. */
export const connectorTypesQuery = () =>
  queryOptions({
    queryKey: ['connector-types'],
    queryFn: ({ signal }) => get<Page<ConnectorType>>('/api/v1/connector-types', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const templatesQuery = () =>
  queryOptions({
    queryKey: ['templates'],
    queryFn: ({ signal }) => get<Page<TemplateDocument>>('/api/v1/templates', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const connectionsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['tenant', tenant, 'connections'],
    queryFn: ({ signal }) => get<Page<Connection>>(tenantPath(tenant, 'connections'), undefined, signal),
  });

export const secretsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['tenant', tenant, 'secrets'],
    queryFn: ({ signal }) => get<Page<SecretEntry>>(tenantPath(tenant, 'secrets'), undefined, signal),
  });
