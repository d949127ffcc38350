import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { fetchPipeline, type PipelineWithTag } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Pipeline } from '../api/types';
import type { EditorHandle } from '../editor/DocumentEditor';
import { documentOf } from '../editor/document';
import { useValidation } from '../editor/useValidation';
import { Workspace } from '../editor/Workspace';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Notice, ProblemNotice } from '../parts/Notice';
import { ScrollBox } from '../parts/ScrollBox';
import { useOperations } from '../shell/Operations';
import { usePipeline } from './usePipeline';
import { Versions } from './Versions';

export function DefinitionPage() {
  const { tenant, name } = usePipeline();
  return <DefinitionEditor key={`${tenant}/${name}`} />;
}

const draftKey = (tenant: string, name: string) => `freshet.draft.${tenant}.${name}`;

interface Draft {
  text: string;
  etag: string | null;
}

function readDraft(tenant: string, name: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(draftKey(tenant, name)) ?? 'null');
  } catch {
    return null;
  }
}

function writeDraft(tenant: string, name: string, draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(draftKey(tenant, name), JSON.stringify(draft));
    else sessionStorage.removeItem(draftKey(tenant, name));
  } catch {
    // A draft is a convenience; without storage it lives as long as the page.
  }
}

/** What the editor's text is compared with and guarded by. `document` is the service's own form of it. */
interface Base {
  text: string;
  document: string;
  etag: string | null;
}

function baseOf({ pipeline, etag }: PipelineWithTag): Base {
  const document = documentOf(pipeline);
  return { text: document, document, etag };
}

function DefinitionEditor() {
  const { tenant, name, pipeline, etag } = usePipeline();
  const [draft] = useState(() => readDraft(tenant, name));
  const [base, setBase] = useState<Base>(() => ({
    ...baseOf({ pipeline, etag }),
    ...(draft && { etag: draft.etag }),
  }));
  const [text, setText] = useState(draft?.text ?? base.text);
  const editor = useRef<EditorHandle>(null);
  const check = useValidation(tenant, text);
  const refused = useRefusal(tenant, 'editor');
  const dirty = text !== base.text;
  const save = useSave(tenant, name, (next, sent) => setBase({ ...baseOf(next), text: sent }));
  const blocked =
    refused ??
    (dirty ? null : 'Nothing has changed.') ??
    (check.result?.valid === false && check.text === text ? 'Fix the problems first.' : null);

  function take(theirs: PipelineWithTag) {
    const next = baseOf(theirs);
    setBase(next);
    editor.current?.replace(next.text);
    writeDraft(tenant, name, null);
  }

  // The page polls on. While nothing is typed, the editor follows; from the first key on, its tag guards the save.
  useEffect(() => {
    if (dirty || save.isPending || etag === base.etag) return;
    const next = baseOf({ pipeline, etag });
    if (next.document === base.document) setBase({ ...base, etag });
    else take({ pipeline, etag });
  });

  function change(next: string) {
    setText(next);
    writeDraft(tenant, name, next === base.text ? null : { text: next, etag: base.etag });
    if (save.isError) save.reset();
  }

  function submit(ifMatch: string | null) {
    if (!blocked && !save.isPending) save.mutate({ text, ifMatch });
  }

  return (
    <Workspace
      initial={text}
      readOnly={refused !== null}
      check={check}
      editor={editor}
      onChange={change}
      onSave={() => submit(base.etag)}
      toolbar={
        <>
          <span role="status" className="text-[13px] text-muted">
            {refused ? 'Read only' : dirty ? 'Not saved yet' : 'As saved'}
          </span>
          <Button
            size="sm"
            look="quiet"
            refused={dirty ? null : 'Nothing has changed.'}
            onClick={() => take({ pipeline, etag })}
          >
            Discard
          </Button>
          <Button
            size="sm"
            look="primary"
            refused={blocked}
            busy={save.isPending}
            onClick={() => submit(base.etag)}
          >
            Save
          </Button>
        </>
      }
    >
      {save.isError && (
        <SaveProblem
          tenant={tenant}
          name={name}
          problem={asProblem(save.error)}
          onOverwrite={(theirTag) => submit(theirTag)}
          onTake={(theirs) => {
            save.reset();
            take(theirs);
          }}
        />
      )}
      <Versions tenant={tenant} name={name} />
    </Workspace>
  );
}

function useSave(tenant: string, name: string, onSaved: (next: PipelineWithTag, sent: string) => void) {
  const client = useQueryClient();
  const { say } = useOperations();
  return useMutation({
    mutationFn: async ({ text, ifMatch }: { text: string; ifMatch: string | null }) => {
      const reply = await call<Pipeline>('PUT', tenantPath(tenant, 'pipelines', name), {
        body: text,
        contentType: 'application/yaml',
        headers: { 'If-Match': ifMatch ?? '*' },
      });
      return { pipeline: reply.data, etag: reply.etag };
    },
    onSuccess: (next, { text }) => {
      writeDraft(tenant, name, null);
      client.setQueryData(['tenant', tenant, 'pipeline', name], next);
      void client.invalidateQueries({ queryKey: ['tenant', tenant, 'pipeline', name] });
      say(next.pipeline.status?.version ? `Saved as version ${next.pipeline.status.version}.` : 'Saved.');
      onSaved(next, text);
    },
  });
}

interface SaveProblemProps {
  tenant: string;
  name: string;
  problem: Problem;
  onOverwrite: (etag: string | null) => void;
  onTake: (theirs: PipelineWithTag) => void;
}

/** A 412 in words: nothing is lost, and the three ways on are named. */
function SaveProblem({ tenant, name, problem, onOverwrite, onTake }: SaveProblemProps) {
  const [theirs, setTheirs] = useState<PipelineWithTag | null>(null);
  const [failed, setFailed] = useState<Problem | null>(null);
  if (problem.status !== 412) return <ProblemNotice problem={problem} />;
  const look = async () => {
    setFailed(null);
    try {
      setTheirs(await fetchPipeline(tenant, name));
    } catch (error) {
      setFailed(asProblem(error));
    }
  };
  return (
    <>
      <Notice
        tone="warn"
        title="Someone saved this definition while you were editing"
        actions={
          <Button size="sm" onClick={() => void look()}>
            See theirs and decide…
          </Button>
        }
      >
        Nothing was overwritten and your text is kept here.
        {problem.requestId && (
          <span className="block font-mono text-[12.5px]">request {problem.requestId}</span>
        )}
      </Notice>
      {failed && <ProblemNotice problem={failed} />}
      <Dialog
        wide
        open={theirs !== null}
        onClose={() => setTheirs(null)}
        title="The definition as it stands now"
        description={`Version ${theirs?.pipeline.status.version ?? '–'} of ${name}. Keep editing, replace it with your text, or give yours up.`}
      >
        {theirs && (
          <>
            <ScrollBox
              label="Their definition"
              className="max-h-[50vh] overflow-auto whitespace-pre rounded-lg border border-line bg-sunken p-3 font-mono text-[13px]"
            >
              {documentOf(theirs.pipeline)}
            </ScrollBox>
            <div className="mt-4 flex flex-wrap justify-end gap-2">
              <Button onClick={() => setTheirs(null)}>Keep editing</Button>
              <Button look="danger" onClick={() => onTake(theirs)}>
                Give mine up
              </Button>
              <Button
                look="primary"
                onClick={() => {
                  setTheirs(null);
                  onOverwrite(theirs.etag);
                }}
              >
                Replace theirs with mine
              </Button>
            </div>
          </>
        )}
      </Dialog>
    </>
  );
}
