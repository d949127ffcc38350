import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { pipelineQuery } from '../api/queries';

/** The pipeline of the address. Only below PipelineShell, which shows its children when the pipeline is there. */
export function usePipeline() {
  const { tenant, pipeline: name } = useParams({ from: '/t/$tenant/pipelines/$pipeline' });
  const { data } = useSuspenseQuery(pipelineQuery(tenant, name));
  return { tenant, name, pipeline: data.pipeline, etag: data.etag };
}
