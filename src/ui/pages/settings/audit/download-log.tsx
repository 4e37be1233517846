import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../../app/session.ts';
import { RegistryError } from '../../../../core/errors.ts';
import { Problem } from '../../../kit/notice.tsx';
import type { AuditFilter } from './filter.ts';

/** All that the filter lets through, oldest first, one entry a line. */
export function DownloadLog({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  const [bytes, setBytes] = useState<number>();
  const [problem, setProblem] = useState<unknown>();
  const download = async (): Promise<void> => {
    setBytes(0);
    setProblem(undefined);
    try {
      save(await readAll(filter, setBytes), 'audit-log.ndjson');
    } catch (thrown) {
      setProblem(thrown);
    }
    setBytes(undefined);
  };
  return (
    <div class="row">
      <button type="button" class="button" disabled={bytes !== undefined} onClick={() => void download()}>
        {bytes === undefined ? 'Download as NDJSON' : `Reading: ${Math.round(bytes / 1_024)} KiB`}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </div>
  );
}

async function readAll(filter: AuditFilter, onBytes: (bytes: number) => void): Promise<Blob> {
  const response = await ask(`/audit-log?${new URLSearchParams(Object.entries(filter)).toString()}`, { headers: { accept: 'application/x-ndjson' } });
  if (!response.ok) throw new RegistryError('registry_unavailable', `the registry answered ${response.status} to the download`);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let read = 0;
  for await (const part of chunksOf(response)) {
    parts.push(part);
    onBytes((read += part.length));
  }
  return new Blob(parts, { type: 'application/x-ndjson' });
}

/** By its reader: not every browser iterates over a stream. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (body === null) return;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
