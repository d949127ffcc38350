import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { logsQuery } from '../api/queries';
import { Button } from '../parts/Button';
import { TextField } from '../parts/Field';
import { Empty, Section } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { ScrollBox } from '../parts/ScrollBox';
import { levelOf, linesOf } from './logLines';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/logs');

const LEVEL_LOOK: Record<string, string> = { ERROR: 'text-bad', WARN: 'text-warn' };

export function LogsPage() {
  const { tenant, pipeline } = route.useParams();
  const query = useQuery(logsQuery(tenant, pipeline));
  return (
    <Section title="Logs" note="The end of the worker's log" flush>
      <Loaded
        query={query}
        lines={8}
        empty={(data) =>
          linesOf(data).length === 0 && (
            <Empty title="Nothing logged yet">The log begins when the pipeline starts.</Empty>
          )
        }
      >
        {(data) => <Tail lines={linesOf(data)} />}
      </Loaded>
    </Section>
  );
}

function Tail({ lines }: { lines: string[] }) {
  const { q = '' } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/logs' });
  const box = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  const shown = q ? lines.filter((line) => line.toLowerCase().includes(q.toLowerCase())) : lines;
  const last = shown.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what moves the view
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last, follow]);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 px-5 pb-3">
        <div className="w-full sm:w-72">
          <TextField
            label="Filter lines"
            hideLabel
            type="search"
            placeholder="Filter lines"
            value={q}
            onChange={(event) =>
              void navigate({ search: { q: event.target.value || undefined }, replace: true })
            }
          />
        </div>
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={follow}
            onChange={(event) => setFollow(event.target.checked)}
            className="accent-(--accent)"
          />
          Follow the end
        </label>
        <span className="ml-auto">
          <Button
            size="sm"
            onClick={() => {
              const link = document.createElement('a');
              link.href = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/plain' }));
              link.download = 'pipeline.log';
              link.click();
              URL.revokeObjectURL(link.href);
            }}
          >
            Download
          </Button>
        </span>
      </div>
      <ScrollBox
        ref={box}
        role="log"
        aria-live="off"
        label="Log lines"
        className="max-h-[62vh] overflow-auto rounded-b-2xl border-t border-line bg-sunken px-5 py-3 font-mono text-[12.5px] leading-relaxed"
      >
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat and only their place tells them apart
          <div key={index} className={`break-words whitespace-pre-wrap ${LEVEL_LOOK[levelOf(line)] ?? ''}`}>
            {line}
          </div>
        ))}
        {shown.length === 0 && <p className="text-muted">No line holds “{q}”.</p>}
      </ScrollBox>
    </>
  );
}
