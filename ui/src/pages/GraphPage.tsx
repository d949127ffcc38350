import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { graphQuery } from '../api/queries';
import type { Json } from '../api/types';
import { count, label } from '../format/values';
import { type Column, DataTable, Value } from '../parts/DataTable';
import { Empty, Section } from '../parts/Layout';
import { Loaded, Skeleton } from '../parts/Loaded';
import { type GraphOperator, graphOf } from './graphModel';
import { whenNotRunning } from './NotRunning';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/graph');
const Drawing = lazy(() => import('./GraphDrawing'));

export function GraphPage() {
  const { tenant, pipeline } = route.useParams();
  const query = useQuery(graphQuery(tenant, pipeline));
  return (
    <Loaded query={query} lines={8} onProblem={whenNotRunning('The graph can be read when it runs.')}>
      {(data) => {
        const operators = graphOf(data);
        if (operators.length === 0)
          return <Empty title="No operators">The graph appears when the pipeline runs.</Empty>;
        return (
          <div className="space-y-5">
            <Section title="Graph" note="From the sources on the left to the views on the right" flush>
              <Suspense
                fallback={
                  <div className="px-5 pb-5">
                    <Skeleton lines={5} />
                  </div>
                }
              >
                <Drawing operators={operators} />
              </Suspense>
            </Section>
            <Section title="Operators" flush>
              <DataTable<GraphOperator>
                caption="Operators"
                rows={operators}
                rowKey={(operator) => operator.id}
                columns={operatorColumns(operators)}
              />
            </Section>
          </div>
        );
      }}
    </Loaded>
  );
}

const isCount = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));

function show(name: string, value: unknown) {
  if (isCount(value))
    return name.endsWith('_bytes') || name === 'bytes'
      ? bytes(Number(value))
      : shortCount(value as number | string);
  return <Value value={value as Json} />;
}

function shortCount(value: number | string): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(value < 10 ? 2 : 1);
  return count(value);
}

export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

function operatorColumns(operators: readonly GraphOperator[]): Column<GraphOperator>[] {
  const names = new Set<string>();
  for (const operator of operators) for (const name of Object.keys(operator.facts)) names.add(name);
  return [
    {
      key: '#name',
      head: 'Operator',
      cell: (operator) => (
        <>
          <span className="font-medium">{operator.name}</span>
          {operator.kind && operator.kind !== operator.name && (
            <span className="block text-[13px] text-muted">{operator.kind}</span>
          )}
        </>
      ),
    },
    {
      key: '#reads',
      head: 'Reads from',
      cell: (operator) =>
        operator.inputs.map((input) => operators.find(({ id }) => id === input)?.name ?? input).join(', ') ||
        '–',
      className: 'text-muted',
    },
    ...[...names].map((name) => ({
      key: name,
      head: label(name),
      right: operators.every(
        ({ facts }) => facts[name] === undefined || facts[name] === null || isCount(facts[name]),
      ),
      cell: (operator: GraphOperator) => show(name, operator.facts[name]),
    })),
  ];
}
