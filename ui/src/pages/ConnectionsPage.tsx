import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem } from '../api/problem';
import { connectionsQuery } from '../api/queries';
import { useRefusal } from '../api/roles';
import type { Connection } from '../api/types';
import { ago, localTime } from '../format/time';
import { Button, IconButton } from '../parts/Button';
import { DataTable, Value } from '../parts/DataTable';
import { ConfirmByName, Dialog } from '../parts/Dialog';
import { Empty, PageHead, Section, usePageTitle } from '../parts/Layout';
import { Loaded } from '../parts/Loaded';
import { ProblemNotice } from '../parts/Notice';
import { useOperations } from '../shell/Operations';
import { ConnectionForm } from './ConnectionForm';

const route = getRouteApi('/t/$tenant/connections');

export function ConnectionsPage() {
  const { tenant } = route.useParams();
  const query = useQuery(connectionsQuery(tenant));
  const refused = useRefusal(tenant, 'admin');
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<string | null>(null);
  usePageTitle('Connections', tenant);
  const add = (
    <Button look="primary" refused={refused} onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" /> New connection
    </Button>
  );
  return (
    <>
      <PageHead title="Connections" actions={add}>
        Settings of outside systems under one name, for the definitions to refer to. Secrets stay in the
        secret store.
      </PageHead>
      <Section title="All connections" hideTitle flush>
        <Loaded
          query={query}
          empty={(page) =>
            page.items.length === 0 && (
              <Empty title="No connections yet" actions={add}>
                A pipeline names one as <code className="font-mono text-[13px]">connection: prod-kafka</code>.
              </Empty>
            )
          }
        >
          {(page) => (
            <DataTable<Connection>
              caption="Connections"
              rows={page.items}
              rowKey={(connection) => connection.name}
              columns={[
                {
                  key: 'name',
                  head: 'Name',
                  cell: (connection) => <span className="font-medium">{connection.name}</span>,
                },
                { key: 'connector', head: 'Connector', cell: (connection) => connection.connector },
                {
                  key: 'config',
                  head: 'Settings',
                  from: 'sm',
                  className: 'max-w-[46ch]',
                  cell: (connection) => <Value value={connection.settings ?? {}} />,
                },
                {
                  key: 'changed',
                  head: 'Changed',
                  from: 'md',
                  cell: (connection) => <Changed entry={connection} />,
                },
                {
                  key: 'act',
                  head: <span className="sr-only">Actions</span>,
                  right: true,
                  cell: (connection) => (
                    <IconButton
                      label={`Delete ${connection.name}`}
                      refused={refused}
                      title={refused ?? undefined}
                      onClick={() => setDeleting(connection.name)}
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
      <AddConnection tenant={tenant} open={adding} onClose={() => setAdding(false)} />
      <RemoveEntry tenant={tenant} kind="connections" name={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

export function Changed({ entry }: { entry: { created_at?: string; updated_at?: string } }) {
  const at = entry.updated_at ?? entry.created_at;
  return (
    <time dateTime={at} title={localTime(at)} className="whitespace-nowrap text-muted">
      {ago(at)}
    </time>
  );
}

function AddConnection({ tenant, open, onClose }: { tenant: string; open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="New connection"
      description="The name is what definitions refer to."
    >
      {open && <ConnectionForm tenant={tenant} onClose={onClose} />}
    </Dialog>
  );
}

interface RemoveEntryProps {
  tenant: string;
  kind: 'connections' | 'secrets';
  name: string | null;
  onClose: () => void;
}

export function RemoveEntry({ tenant, kind, name, onClose }: RemoveEntryProps) {
  const client = useQueryClient();
  const { say } = useOperations();
  const remove = useMutation({
    mutationFn: (target: string) =>
      call('DELETE', tenantPath(tenant, kind, target), { headers: { 'If-Match': '*' } }),
    onSuccess: (_reply, target) => {
      void client.invalidateQueries({ queryKey: ['tenant', tenant, kind] });
      say(`${target} is deleted.`);
      onClose();
    },
  });
  return (
    <ConfirmByName
      open={name !== null}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      title={`Delete ${name}?`}
      name={name ?? ''}
      action="Delete"
      busy={remove.isPending}
      what="Pipelines that refer to it can no longer be started or saved."
      problem={remove.isError && <ProblemNotice problem={asProblem(remove.error)} />}
      onConfirm={() => name && remove.mutate(name)}
    />
  );
}
