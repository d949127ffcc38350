import type { Pipeline } from '../api/types';
import { tablesOf, viewsOf } from '../format/sql';

/** The pipeline's readable views, in the order of its SQL. */
export function viewNames(pipeline: Pipeline): string[] {
  return viewsOf(pipeline.spec.sql);
}

/** Tables that rows may be pushed to: sources with the connector `push`, and tables of the SQL that no source feeds. */
export function pushTables(pipeline: Pipeline): string[] {
  const sources = pipeline.spec.sources ?? {};
  const pushed = Object.keys(sources).filter((name) => sources[name]?.connector === 'push');
  return [...pushed, ...tablesOf(pipeline.spec.sql).filter((name) => !(name in sources))];
}
