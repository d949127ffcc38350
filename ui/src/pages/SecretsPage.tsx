import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem } from '../api/problem';
import { secretsQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { SecretEntry } from '../api/types';
import { Button, IconButton } from '../parts/Button';
import { DataTable } from '../parts/DataTable';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/Field';
import { Empty, PageHead, Section, usePageTitle } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { ProblemNotice } from '../parts/Notice';
import { useOperations } from '../shell/Operations';
import { Changed, RemoveEntry } from './ConnectionsPage';

const route = getRouteApi('/t/$tenant/secrets');

const reference = (name: string) => `\${secret:${name}}`;

export function SecretsPage() {
  const { tenant } = route.useParams();
  const query = useQuery(secretsQuery(tenant));
  const refused = useRefusal(tenant, 'admin');
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<string | null>(null);
  usePageTitle('Secrets', tenant);
  const add = (
    <Button look="primary" refused={refused} onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" /> New secret
    </Button>
  );
  return (
    <>
      <PageHead title="Secrets" actions={add}>
        Written once and never shown again. A definition or a connection refers to one as{' '}
        <code className="font-mono text-[13px]">{reference('name')}</code>.
      </PageHead>
      <Section title="All secrets" hideTitle flush>
        <Loaded
          query={query}
          empty={(page) => page.items.length === 0 && <Empty title="No secrets yet" actions={add} />}
        >
          {(page) => (
            <DataTable<SecretEntry>
              caption="Secrets"
              rows={page.items}
              rowKey={(secret) => secret.name}
              columns={[
                {
                  key: 'name',
                  head: 'Name',
                  cell: (secret) => <span className="font-medium">{secret.name}</span>,
                },
                {
                  key: 'use',
                  head: 'Referred to as',
                  from: 'sm',
                  cell: (secret) => <code className="font-mono text-[13px]">{reference(secret.name)}</code>,
                },
                { key: 'changed', head: 'Changed', cell: (secret) => <Changed entry={secret} /> },
                {
                  key: 'act',
                  head: <span className="sr-only">Actions</span>,
                  right: true,
                  cell: (secret) => (
                    <IconButton
                      label={`Delete ${secret.name}`}
                      refused={refused}
                      title={refused ?? undefined}
                      onClick={() => setDeleting(secret.name)}
                    >
                      <Trash2 aria-hidden className="size-4" />
                    </IconButton>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      <Dialog
        open={adding}
        onClose={() => setAdding(false)}
        title="New secret"
        description="The value is encrypted and cannot be read back."
      >
        {adding && <SecretForm tenant={tenant} onClose={() => setAdding(false)} />}
      </Dialog>
      <RemoveEntry tenant={tenant} kind="secrets" name={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

function SecretForm({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const client = useQueryClient();
  const { say } = useOperations();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const create = useMutation({
    mutationFn: () =>
      call('POST', tenantPath(tenant, 'secrets'), {
        body: { name, value },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tenant', tenant, 'secrets'] });
      say(`The secret ${name} is stored.`);
      onClose();
    },
  });
  const blocked = name === '' ? 'Give it a name first.' : value === '' ? 'Give it a value first.' : null;
  return (
    <form
      className="space-y-4"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) create.mutate();
      }}
    >
      <TextField
        label="Name"
        value={name}
        autoComplete="off"
        placeholder="kafka-password"
        onChange={(event) => setName(event.target.value.trim())}
      />
      <TextField
        label="Value"
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      {create.isError && <ProblemNotice problem={asProblem(create.error)} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" refused={blocked} busy={create.isPending}>
          Store
        </Button>
      </div>
    </form>
  );
}
