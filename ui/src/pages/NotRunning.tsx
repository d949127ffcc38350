import { Problem } from '../api/problem';
import { useRefusal } from '../api/roles';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { usePipeline } from './usePipeline';
import { LABELS, mainAction, useLifecycle } from './usePipelineActions';

export const isNotRunning = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'not_running';

/** The face of a 409 `not_running`, for `Loaded`: what is missing, and the button that mends it. */
export const whenNotRunning = (what: string) => (error: unknown) =>
  isNotRunning(error) ? <NotRunningNotice what={what} /> : null;

export function NotRunningNotice({ what }: { what: string }) {
  const { tenant, name, pipeline } = usePipeline();
  const lifecycle = useLifecycle(tenant, name);
  const refused = useRefusal(tenant, 'operator');
  const main = mainAction(pipeline.status.state);
  return (
    <Notice
      title="The pipeline does not run"
      actions={
        main !== 'STOP' && (
          <Button
            size="sm"
            look="primary"
            refused={refused}
            busy={lifecycle.isPending}
            onClick={() => lifecycle.mutate(main)}
          >
            {LABELS[main]} {name}
          </Button>
        )
      }
    >
      {what}
    </Notice>
  );
}
