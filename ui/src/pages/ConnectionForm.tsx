import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, tenantPath } from '../api/client';
import { asProblem } from '../api/problem';
import { connectorTypesQuery } from '../api/queries';
import type { ConnectorType, Json, SettingsSchema } from '../api/types';
import { label } from '../format/values';
import { Button } from '../parts/Button';
import { SelectField, TextField } from '../parts/Field';
import { Loaded } from '../parts/Loaded';
import { ProblemNotice } from '../parts/Notice';
import { useOperations } from '../shell/Operations';

/** The fields come from the connector's own JSON Schema, so that a new connector needs no new form. */
export function ConnectionForm({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const types = useQuery(connectorTypesQuery());
  return (
    <Loaded query={types} lines={5}>
      {(page) => (
        <Fields tenant={tenant} onClose={onClose} types={page.items.filter((type) => type.connection)} />
      )}
    </Loaded>
  );
}

type Draft = Record<string, string>;

/** Numbers and booleans as the schema names them; what is left empty is left out. */
export function settingsOf(schema: SettingsSchema | null | undefined, draft: Draft): Record<string, Json> {
  const settings: Record<string, Json> = {};
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    const text = draft[name]?.trim() ?? '';
    if (text === '') continue;
    if (property.type === 'boolean') settings[name] = text === 'true';
    else if (property.type === 'integer' || property.type === 'number') settings[name] = Number(text);
    else settings[name] = text;
  }
  return settings;
}

interface FieldsProps {
  tenant: string;
  types: ConnectorType[];
  onClose: () => void;
}

function Fields({ tenant, types, onClose }: FieldsProps) {
  const [name, setName] = useState('');
  const [connector, setConnector] = useState(types[0]?.name ?? '');
  const [draft, setDraft] = useState<Draft>({});
  const schema = types.find((type) => type.name === connector)?.connection;
  const create = useCreate(tenant, onClose);
  const missing = (schema?.required ?? []).find((field) => !draft[field]?.trim());
  const blocked = name === '' ? 'Give it a name first.' : missing ? `${label(missing)} is needed.` : null;
  return (
    <form
      className="space-y-4"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) create.mutate({ name, connector, settings: settingsOf(schema, draft) });
      }}
    >
      <TextField
        label="Name"
        value={name}
        placeholder="prod-kafka"
        onChange={(event) => setName(event.target.value.trim())}
      />
      <SelectField
        label="Connector"
        value={connector}
        onChange={(event) => {
          setConnector(event.target.value);
          setDraft({});
        }}
      >
        {types.map((type) => (
          <option key={type.name} value={type.name}>
            {type.title ?? type.name}
          </option>
        ))}
      </SelectField>
      {Object.entries(schema?.properties ?? {}).map(([field, property]) => (
        <Setting
          key={`${connector}/${field}`}
          field={field}
          options={property.type === 'boolean' ? ['true', 'false'] : property.enum}
          hint={property.description}
          required={schema?.required?.includes(field) ?? false}
          value={draft[field] ?? ''}
          onChange={(value) => setDraft({ ...draft, [field]: value })}
        />
      ))}
      <p className="text-[13px] text-muted">
        A secret stands here only as <code className="font-mono">{reference}</code>, never as itself.
      </p>
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

const reference = `\${secret:name}`;

interface SettingProps {
  field: string;
  options: string[] | undefined;
  hint: string | undefined;
  required: boolean;
  value: string;
  onChange: (value: string) => void;
}

function Setting({ field, options, hint, required, value, onChange }: SettingProps) {
  const shape = { label: `${label(field)}${required ? '' : ' (optional)'}`, hint, value };
  if (!options)
    return <TextField {...shape} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
  return (
    <SelectField {...shape} onChange={(event) => onChange(event.target.value)}>
      <option value="">–</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </SelectField>
  );
}

function useCreate(tenant: string, onDone: () => void) {
  const client = useQueryClient();
  const { say } = useOperations();
  return useMutation({
    mutationFn: (body: { name: string; connector: string; settings: Record<string, Json> }) =>
      call('POST', tenantPath(tenant, 'connections'), {
        body,
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      }),
    onSuccess: (_reply, { name }) => {
      void client.invalidateQueries({ queryKey: ['tenant', tenant, 'connections'] });
      say(`The connection ${name} is stored.`);
      onDone();
    },
  });
}
