import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { callUntilAnswered, tenantPath } from '../api/client';
import { asProblem } from '../api/problem';
import type { PushReceipt, SourceSpec } from '../api/types';
import { count } from '../format/values';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Choices, TextArea } from '../parts/Field';
import { Notice, ProblemNotice } from '../parts/Notice';
import { exampleRows, looksLikeCsv } from './pushText';

interface PushDialogProps {
  tenant: string;
  pipeline: string;
  table: string;
  spec: SourceSpec | undefined;
  onClose: () => void;
}

type Format = 'row' | 'change';

/** 8 MiB is what the service takes in one request. */
const MAX_BYTES = 8 * 1024 * 1024;

export function PushDialog({ tenant, pipeline, table, spec, onClose }: PushDialogProps) {
  const [text, setText] = useState('');
  const [format, setFormat] = useState<Format>('row');
  const file = useRef<HTMLInputElement>(null);
  const push = usePush(tenant, pipeline, table);
  const size = new Blob([text]).size;
  const blocked =
    text.trim() === ''
      ? 'Write or choose some rows first.'
      : size > MAX_BYTES
        ? 'More than 8 MiB: split it into several pushes.'
        : null;
  const submit = () => {
    if (!blocked && !push.isPending) push.send({ text, format });
  };
  return (
    <Dialog
      wide
      open
      onClose={onClose}
      title={`Push rows to ${table}`}
      description="A JSON object per line, or CSV with a header line. All accepted rows of one push become visible together."
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label="Rows"
          rows={9}
          value={text}
          placeholder={exampleRows(spec, format)}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
          }}
          hint={
            <>
              {looksLikeCsv(text) ? 'Taken as CSV' : 'Taken as JSON lines'}, {count(size)} bytes. BIGINT and
              DECIMAL may be written as text. Ctrl Enter pushes.
            </>
          }
        />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <Choices
              label="What a line is"
              value={format}
              onChange={setFormat}
              options={[
                { value: 'row', label: 'Rows' },
                { value: 'change', label: 'Changes' },
              ]}
            />
            <Button size="sm" onClick={() => file.current?.click()}>
              Choose a file…
            </Button>
            <input
              ref={file}
              type="file"
              tabIndex={-1}
              aria-label="File of rows"
              accept=".ndjson,.jsonl,.json,.csv,.txt"
              className="sr-only"
              onChange={async (event) => {
                const chosen = event.target.files?.[0];
                event.target.value = '';
                if (chosen) setText(await chosen.text());
              }}
            />
            {text === '' && (
              <Button size="sm" look="quiet" onClick={() => setText(exampleRows(spec, format))}>
                Fill in an example
              </Button>
            )}
          </div>
          <div className="flex gap-2">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" look="primary" refused={blocked} busy={push.isPending}>
              {push.isPending ? 'Pushing…' : 'Push'}
            </Button>
          </div>
        </div>
        {push.isError && <ProblemNotice problem={asProblem(push.error)} />}
        {push.data && <Receipt receipt={push.data} />}
      </form>
    </Dialog>
  );
}

function usePush(tenant: string, pipeline: string, table: string) {
  const client = useQueryClient();
  // The same rows sent again after a failure carry the same key, so that they count once.
  const attempt = useRef<{ key: string; text: string; format: Format } | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ text, format, key }: { text: string; format: Format; key: string }) => {
      const reply = await callUntilAnswered<PushReceipt>(
        'POST',
        tenantPath(tenant, 'pipelines', pipeline, 'tables', table, 'records'),
        {
          query: { format },
          body: text.endsWith('\n') ? text : `${text}\n`,
          contentType: looksLikeCsv(text) ? 'text/csv' : 'application/x-ndjson',
          headers: { 'Idempotency-Key': key },
        },
      );
      return reply.data;
    },
    onSuccess: () => {
      attempt.current = null;
      void client.invalidateQueries({ queryKey: ['tenant', tenant, 'pipeline', pipeline] });
    },
  });
  const send = ({ text, format }: { text: string; format: Format }) => {
    const last = attempt.current;
    const key = last?.text === text && last.format === format ? last.key : crypto.randomUUID();
    attempt.current = { key, text, format };
    mutation.mutate({ text, format, key });
  };
  return { ...mutation, send };
}

function Receipt({ receipt }: { receipt: PushReceipt }) {
  const promised = receipt.accepted === undefined;
  const rejected = Number(receipt.rejected) > 0;
  return (
    <Notice
      tone={rejected ? 'warn' : 'info'}
      title={
        promised
          ? 'Taken'
          : `${count(receipt.accepted)} accepted, ${count(receipt.rejected)} rejected`
      }
    >
      <span
        data-testid="receipt"
        data-accepted={receipt.accepted}
        data-rejected={receipt.rejected}
        data-epoch={receipt.epoch}
      >
        {receipt.epoch !== null && receipt.epoch !== undefined
          ? `Visible in every view from epoch ${count(receipt.epoch)} on.`
          : promised
            ? 'It becomes durable and visible with the next epoch: this pipeline gathers its input (ECONOMY).'
            : 'Accepted; it becomes visible with the next epoch.'}
        {rejected && ' What was rejected stands in the bad records, with reasons.'}
        {receipt.durable === false && !promised && ' Not durable: this pipeline runs in PREVIEW.'}
      </span>
    </Notice>
  );
}
