import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { useEffect, useState } from 'react';
import { ScrollBox } from '../parts/ScrollBox';
import { type GraphOperator, shapeOf } from './graphModel';

const WIDTH = 176;
const HEIGHT = 54;

/** Laid out in a worker, so that a large graph does not stop the page. */
let elk: InstanceType<typeof ELK> | null = null;

function layout(operators: readonly GraphOperator[]): Promise<ElkNode> {
  elk ??= new ELK({ workerUrl });
  return elk.layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '56',
      'elk.spacing.nodeNode': '22',
      'elk.edgeRouting': 'SPLINES',
    },
    children: operators.map(({ id }) => ({ id, width: WIDTH, height: HEIGHT })),
    edges: operators.flatMap(({ id, inputs }) =>
      inputs.map((input) => ({ id: `${input}→${id}`, sources: [input], targets: [id] })),
    ),
  });
}

export default function GraphDrawing({ operators }: { operators: GraphOperator[] }) {
  const [placed, setPlaced] = useState<ElkNode | null>(null);
  const [failed, setFailed] = useState(false);
  const shape = shapeOf(operators);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rates move all the time, the layout follows the shape alone
  useEffect(() => {
    let current = true;
    layout(operators).then(
      (next) => current && setPlaced(next),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [shape]);
  if (failed)
    return (
      <p className="px-5 pb-5 text-sm text-muted">
        The graph could not be drawn; the table below says the same.
      </p>
    );
  if (!placed) return <div className="h-40" />;
  const width = (placed.width ?? 0) + 8;
  const height = (placed.height ?? 0) + 8;
  return (
    <ScrollBox
      label="Graph of the operators; the table below says the same"
      className="overflow-auto rounded-b-2xl border-t border-line bg-sunken p-5"
    >
      <svg
        width={width}
        height={height}
        viewBox={`-4 -4 ${width} ${height}`}
        aria-hidden="true"
        className="mx-auto block max-w-none"
      >
        {placed.edges?.map((edge) => (
          <path key={edge.id} d={pathOf(edge)} fill="none" className="stroke-edge" strokeWidth="1.5" />
        ))}
        {placed.children?.map((node) => {
          const operator = operators.find(({ id }) => id === node.id);
          return operator && <NodeBox key={node.id} node={node} operator={operator} />;
        })}
      </svg>
    </ScrollBox>
  );
}

interface Point {
  x: number;
  y: number;
}

function pathOf(edge: { sections?: { startPoint: Point; endPoint: Point; bendPoints?: Point[] }[] }): string {
  const section = edge.sections?.[0];
  if (!section) return '';
  const { startPoint: start, endPoint: end, bendPoints: bends = [] } = section;
  const points = [...bends, end];
  let path = `M${start.x} ${start.y}`;
  for (let i = 0; i + 2 < points.length; i += 3) {
    path += `C${[points[i], points[i + 1], points[i + 2]].map((point) => `${point?.x} ${point?.y}`).join(' ')}`;
  }
  const rest = points.slice(points.length - (points.length % 3 || 0));
  if (points.length % 3 !== 0) path += rest.map((point) => `L${point.x} ${point.y}`).join('');
  return path;
}

const RATES = [
  'rate',
  'rows_touched_total',
  'rows_per_second',
  'rows_out_per_second',
  'rows_out',
  'rows',
  'rows_in',
];

function NodeBox({ node, operator }: { node: ElkNode; operator: GraphOperator }) {
  const rate = RATES.find((name) => operator.facts[name] !== undefined && operator.facts[name] !== null);
  const second = rate ? `${rate.replaceAll('_', ' ')} ${operator.facts[rate]}` : operator.kind;
  const end = operator.inputs.length === 0;
  return (
    <g transform={`translate(${node.x} ${node.y})`}>
      <rect
        width={WIDTH}
        height={HEIGHT}
        rx="10"
        className={end ? 'fill-accent-soft stroke-accent' : 'fill-surface stroke-edge'}
        strokeWidth="1"
      />
      <text x="12" y="23" className="fill-ink text-[13px] font-medium">
        {cut(operator.name, 22)}
      </text>
      <text x="12" y="41" className="fill-muted text-[12px]">
        {cut(String(second), 25)}
      </text>
      <title>{`${operator.name} (${operator.kind})`}</title>
    </g>
  );
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
