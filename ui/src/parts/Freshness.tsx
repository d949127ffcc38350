import type { Pipeline } from '../api/types';
import { freshness } from '../format/time';

const AT_REST = new Set(['STOPPED', 'FAILED', 'STOPPING']);

/** How far the pipeline's answers are behind what it has accepted, measured against its own promise. */
export function Freshness({ pipeline }: { pipeline: Pipeline }) {
  const { freshness_ms: ms, state } = pipeline.status;
  const promise = pipeline.spec?.slo?.freshness_seconds;
  const late = promise !== undefined && promise !== null && (ms ?? 0) > promise * 1000;
  if (ms === null || ms === undefined || AT_REST.has(state)) return <span className="text-muted">–</span>;
  return (
    <span className={`tabular whitespace-nowrap ${late ? 'font-medium text-warn' : ''}`}>
      {freshness(ms)}
      {late && <span className="block text-[13px]">promised {promise} s</span>}
    </span>
  );
}
