import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { templatesQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Pipeline } from '../api/types';
import type { EditorHandle } from '../editor/DocumentEditor';
import { nameIn } from '../editor/document';
import { TEMPLATES, type Template } from '../editor/templates';
import { useValidation } from '../editor/useValidation';
import { Workspace } from '../editor/Workspace';
import { Button, ButtonLink } from '../parts/Button';
import { PageHead, usePageTitle } from '../parts/Layout';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useOperations } from '../shell/Operations';

const route = getRouteApi('/t/$tenant/new-pipeline');

export function NewPipelinePage() {
  const { tenant } = route.useParams();
  const templates = useTemplates();
  const [template, setTemplate] = useState<Template>(TEMPLATES[0] as Template);
  const [text, setText] = useState(template.text);
  const editor = useRef<EditorHandle>(null);
  const check = useValidation(tenant, text);
  const refused = useRefusal(tenant, 'editor');
  const create = useCreate(tenant);
  const name = nameIn(text);
  const blocked =
    refused ??
    (name === null ? 'Give it a name first: metadata.name.' : null) ??
    (check.result?.valid === false ? 'Fix the problems first.' : null);
  usePageTitle('New pipeline', tenant);

  function save() {
    if (!blocked && name && !create.isPending) create.mutate({ name, text });
  }

  return (
    <>
      <PageHead
        title="New pipeline"
        actions={
          <>
            <ButtonLink look="quiet" to="/t/$tenant/pipelines" params={{ tenant }}>
              Cancel
            </ButtonLink>
            <Button look="primary" onClick={save} refused={blocked} busy={create.isPending}>
              Create {name ?? 'pipeline'}
            </Button>
          </>
        }
      >
        One document says what comes in, what is computed and what is kept searchable. Take a template and
        change it.
      </PageHead>
      <TemplateChoice
        current={template}
        all={templates}
        onChoose={(next) => {
          setTemplate(next);
          editor.current?.replace(next.text);
        }}
      />
      {create.isError && (
        <div className="mb-5">
          <CreateProblem problem={asProblem(create.error)} name={name} />
        </div>
      )}
      <Workspace
        initial={template.text}
        check={check}
        editor={editor}
        onChange={(next) => {
          setText(next);
          create.reset();
        }}
        onSave={save}
        toolbar={<span className="text-[13px] text-muted">Ctrl S creates · Ctrl ] indents</span>}
      />
    </>
  );
}

function CreateProblem({ problem, name }: { problem: Problem; name: string | null }) {
  if (problem.status !== 412 && problem.status !== 409) return <ProblemNotice problem={problem} />;
  return (
    <Notice tone="warn" title={`There is already a pipeline ${name}`}>
      Nothing was changed. Choose another name, or open that pipeline and edit its definition.
    </Notice>
  );
}

function useCreate(tenant: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { say } = useOperations();
  return useMutation({
    mutationFn: async ({ name, text }: { name: string; text: string }) =>
      call<Pipeline>('PUT', tenantPath(tenant, 'pipelines', name), {
        body: text,
        contentType: 'application/yaml',
        headers: { 'If-None-Match': '*' },
      }),
    onSuccess: async (reply, { name }) => {
      client.setQueryData(['tenant', tenant, 'pipeline', name], { pipeline: reply.data, etag: reply.etag });
      say(`${name} is created.`);
      await navigate({ to: '/t/$tenant/pipelines/$pipeline/overview', params: { tenant, pipeline: name } });
    },
  });
}

/** The console's own ones first, then what the service adds to them. */
function useTemplates(): Template[] {
  const offered = useQuery(templatesQuery());
  const more = (offered.data?.items ?? []).map((one) => ({
    id: `service/${one.name}`,
    title: one.title,
    about: one.description ?? '',
    text: one.document,
  }));
  return [...TEMPLATES, ...more];
}

interface TemplateChoiceProps {
  current: Template;
  all: Template[];
  onChoose: (template: Template) => void;
}

function TemplateChoice({ current, all, onChoose }: TemplateChoiceProps) {
  return (
    <fieldset className="mb-5">
      <legend className="mb-2 text-sm font-medium">Begin with</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(230px,1fr))] gap-3">
        {all.map((template) => (
          <label
            key={template.id}
            className="flex cursor-pointer gap-3 rounded-xl border border-line bg-surface px-4 py-3 hover:border-edge has-checked:border-accent has-checked:bg-accent-soft/50 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--focus)"
          >
            <input
              type="radio"
              name="template"
              checked={template.id === current.id}
              onChange={() => onChoose(template)}
              className="mt-1 accent-(--accent)"
            />
            <span>
              <span className="block text-sm font-medium">{template.title}</span>
              <span className="block text-[13px] text-muted">{template.about}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
