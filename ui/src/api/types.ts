/** The shapes of `/api/v1`, written by hand after the contract. BIGINT and DECIMAL are strings and stay strings. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Row = Record<string, Json>;

export const ROLES = ['viewer', 'editor', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface TenantMembership {
  id: string;
  name: string;
  role: Role;
}

export interface Me {
  subject: string;
  name: string;
  platform_admin: boolean;
  tenants: TenantMembership[];
}

export interface Page<T> {
  items: T[];
  next_page_token?: string | null;
}

export type PipelineState =
  | 'STOPPED'
  | 'STARTING'
  | 'BACKFILLING'
  | 'RUNNING'
  | 'IDLE'
  | 'PAUSED'
  | 'DEGRADED'
  | 'AWAITING_APPROVAL'
  | 'STOPPING'
  | 'FAILED';

export interface PipelineStatus {
  state: PipelineState;
  reason?: string | null;
  reason_code?: string | null;
  reconciling?: boolean;
  current_epoch?: number | null;
  version?: number | null;
  freshness_ms?: number | null;
  lake?: { epoch?: number | null; since?: number | null } | null;
}

export interface SourceSpec {
  connector?: string;
  format?: string;
  path?: string;
  pattern?: string;
  topic?: string;
  mode?: string;
  connection?: string;
  columns?: Record<string, string> | null;
  primary_key?: string[] | null;
  watermark?: string | null;
  [setting: string]: unknown;
}

export interface IndexSpec {
  view: string;
  key?: string[];
  text?: string;
  metadata?: string[];
  embedder?: string | Record<string, unknown>;
  full_text?: boolean;
}

export interface PipelineSpec {
  desired_state?: 'RUNNING' | 'PAUSED' | 'STOPPED';
  durability?: string;
  workers?: number;
  memory?: string;
  sources?: Record<string, SourceSpec> | null;
  sql?: string | null;
  indexes?: Record<string, IndexSpec> | null;
  sinks?: Record<string, Record<string, unknown>> | null;
  slo?: { freshness_seconds?: number } | null;
  [setting: string]: unknown;
}

export interface Pipeline {
  name: string;
  uid: string;
  description?: string | null;
  tags?: Record<string, string> | null;
  spec: PipelineSpec;
  status: PipelineStatus;
  created_at?: string;
  updated_at?: string;
}

export interface PipelineVersion {
  version: number;
  created_at?: string;
  created_by?: string | null;
  [detail: string]: unknown;
}

export interface ErrorPlace {
  pointer?: string | null;
  line?: number | null;
  column?: number | null;
  code?: string | null;
  detail?: string | null;
  hint?: string | null;
  sql_line?: number | null;
  sql_column?: number | null;
}

export interface Diagnostic extends ErrorPlace {
  severity?: 'error' | 'warning' | 'info' | string;
}

export interface PlannedChange {
  object: string;
  kind: string;
  effect: string;
}

export interface Validation {
  valid: boolean;
  diagnostics: Diagnostic[];
  plan?: unknown;
  changes?: PlannedChange[] | null;
}

export type OperationState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface Operation {
  id: string;
  type: string;
  target?: unknown;
  state: OperationState;
  progress?: unknown;
  steps?: unknown;
  error?: { title?: string; detail?: string; code?: string } | null;
}

/** Under ECONOMY an answer may be a promise: a token without counts and epoch. */
export interface PushReceipt {
  accepted?: number;
  rejected?: number;
  epoch?: number | null;
  completion_token?: string;
  durable?: boolean;
}

export interface RowsPage extends Page<Row> {
  epoch: number;
}

export interface RowChange {
  op: 'insert' | 'delete';
  row: Row;
}

/** One server-sent event of a view's change stream. */
export interface ChangeBatch {
  epoch: number;
  last: boolean;
  changes: RowChange[];
}

export interface Epoch {
  epoch: number;
  committed_at?: string;
  version?: number;
  generation?: number;
  counts?: Record<string, Json>;
}

export interface BadRecord {
  id: string;
  epoch?: number | null;
  source?: string | null;
  code?: string | null;
  detail?: string | null;
  origin?: Record<string, Json> | null;
  payload?: Json;
  payload_encoding?: 'utf8' | 'base64';
  kind?: 'INPUT' | 'VIEW';
  state?: 'OPEN' | 'REPLAYED' | 'DISCARDED' | 'HEALED';
}

export interface SearchHit {
  key: Record<string, Json>;
  text: string;
  score: number;
  metadata?: Record<string, Json> | null;
  lineage_id?: string | null;
}

export interface SearchAnswer {
  epoch: number;
  freshness_ms?: number | null;
  items: SearchHit[];
}

export interface IndexDescription {
  model?: string;
  dimensions?: number;
  metric?: string;
  rows?: number | string;
  pending?: number | string;
  drift?: number | string | null;
  relation?: string;
  epoch?: number;
  [detail: string]: unknown;
}

export interface IndexDocument {
  key: Record<string, Json>;
  chunks: number;
  epoch: number;
}

export interface IndexChunk {
  key: Record<string, Json>;
  text: string;
  metadata?: Record<string, Json> | null;
}

export interface Connection {
  name: string;
  connector: string;
  description?: string | null;
  settings?: Record<string, Json> | null;
  created_at?: string;
  updated_at?: string;
}

export interface SecretEntry {
  name: string;
  secret_version?: number;
  created_at?: string;
  updated_at?: string;
}

/** As much of JSON Schema as the connection form reads. */
export interface SettingsSchema {
  properties?: Record<string, { type?: string; enum?: string[]; description?: string; default?: Json }>;
  required?: string[];
}

export interface ConnectorType {
  name: string;
  kind?: string;
  title?: string;
  schema?: SettingsSchema;
  /** The settings of a connection; absent where the connector needs none. */
  connection?: SettingsSchema | null;
}

export interface TemplateDocument {
  name: string;
  title: string;
  description?: string;
  document: string;
}
