import { Link } from '@tanstack/react-router';
import { ArrowRight, Search } from 'lucide-react';
import { Empty, Section } from '../parts/Layout';
import { usePipeline } from './usePipeline';
import { viewNames } from './views';

export function ViewsPage() {
  const { tenant, name, pipeline } = usePipeline();
  const views = viewNames(pipeline);
  const indexes = Object.entries(pipeline.spec.indexes ?? {});
  return (
    <Section title="Views" note="Each is kept current as its sources change" flush>
      {views.length === 0 && (
        <Empty title="No views">Write a CREATE VIEW below spec.sql in the definition.</Empty>
      )}
      <ul>
        {views.map((view) => {
          const index = indexes.find(([, spec]) => spec.view === view)?.[0];
          return (
            <li key={view} className="border-t border-line first:border-0">
              <Link
                to="/t/$tenant/pipelines/$pipeline/views/$view"
                params={{ tenant, pipeline: name, view }}
                className="group flex items-center justify-between gap-3 px-5 py-3 -outline-offset-2 hover:bg-sunken/60"
              >
                <span className="min-w-0">
                  <span className="font-mono text-sm font-medium break-all group-hover:text-accent">
                    {view}
                  </span>
                  {index && (
                    <span className="ml-3 inline-flex items-center gap-1 text-[13px] text-muted">
                      <Search aria-hidden className="size-3.5" /> index {index}
                    </span>
                  )}
                </span>
                <ArrowRight aria-hidden className="size-4 shrink-0 text-muted group-hover:text-accent" />
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
