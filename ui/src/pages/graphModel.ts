export interface GraphOperator {
  id: string;
  name: string;
  kind: string;
  inputs: string[];
  /** Every number and word that the service gives about it, by its own name. */
  facts: Record<string, unknown>;
}

const NAMES = ['name', 'label', 'title'];
const KINDS = ['kind', 'type', 'op', 'operator'];
const HIDDEN = new Set(['id', 'hash', 'inputs', 'outputs', 'views', ...NAMES, ...KINDS]);

const firstText = (item: Record<string, unknown>, keys: string[]) =>
  keys.map((key) => item[key]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;

/** Operators with their inputs, from `operators` or `nodes`, and edges from `inputs` or `edges`. */
export function graphOf(data: unknown): GraphOperator[] {
  const raw = (data ?? {}) as { operators?: unknown; nodes?: unknown; items?: unknown; edges?: unknown };
  const items = [raw.operators, raw.nodes, raw.items].find(Array.isArray) as
    | Record<string, unknown>[]
    | undefined;
  const operators = (items ?? []).map((item, index) => {
    const id = String(item.id ?? item.name ?? index);
    const kind = firstText(item, KINDS) ?? '';
    return {
      id,
      kind,
      name: firstText(item, NAMES) ?? viewsOf(item) ?? (kind || id),
      inputs: Array.isArray(item.inputs) ? item.inputs.map(inputId) : [],
      facts: Object.fromEntries(Object.entries(item).filter(([key]) => !HIDDEN.has(key))),
    };
  });
  const byId = new Map(operators.map((operator) => [operator.id, operator]));
  for (const edge of Array.isArray(raw.edges) ? raw.edges : []) {
    const [from, to] = endsOf(edge);
    const target = byId.get(to);
    if (target && !target.inputs.includes(from)) target.inputs.push(from);
  }
  for (const operator of operators) operator.inputs = operator.inputs.filter((input) => byId.has(input));
  return operators;
}

/** An operator whose output is a view is known by the view's name. */
function viewsOf(item: Record<string, unknown>): string | null {
  return Array.isArray(item.views) && item.views.length > 0 ? item.views.join(', ') : null;
}

/** What the worker says of its sources: rows taken, rows refused, trouble. */
export function sourcesOf(data: unknown): Record<string, Record<string, unknown>> {
  const { sources } = (data ?? {}) as { sources?: unknown };
  return sources && typeof sources === 'object' ? (sources as Record<string, Record<string, unknown>>) : {};
}

function inputId(input: unknown): string {
  if (input && typeof input === 'object') {
    const { id, operator, from } = input as Record<string, unknown>;
    return String(id ?? operator ?? from);
  }
  return String(input);
}

function endsOf(edge: unknown): [string, string] {
  if (Array.isArray(edge)) return [String(edge[0]), String(edge[1])];
  const { from, source, to, target } = (edge ?? {}) as Record<string, unknown>;
  return [String(from ?? source), String(to ?? target)];
}

/** Changes when operators or edges change, not when a rate does: only then is the drawing laid out anew. */
export function shapeOf(operators: readonly GraphOperator[]): string {
  return JSON.stringify(operators.map(({ id, inputs }) => [id, inputs]));
}
