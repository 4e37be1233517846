import { connect } from '../../../../client/answer.ts';
import { readProblem } from '../../../../client/transport.ts';
import { ask } from '../../../app/session.ts';
import type { AuditFilter } from './filter.ts';

interface Reading {
  readonly signal: AbortSignal;
  /** How many bytes came so far. */
  readonly onBytes: (bytes: number) => void;
}

/** All that the filter lets through as the registry writes it, oldest first, one entry a line. Throws what the registry says. */
export async function readLog(filter: AuditFilter, { signal, onBytes }: Reading): Promise<Blob> {
  const { origin } = window.location;
  const query = new URLSearchParams(Object.entries(filter)).toString();
  const response = await connect(origin, () => ask(`/audit-log?${query}`, { headers: { accept: MEDIA_TYPE }, signal }), signal);
  if (!response.ok) throw await readProblem(origin, response);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let read = 0;
  for await (const part of chunksOf(response, signal)) {
    parts.push(part);
    onBytes((read += part.length));
  }
  return new Blob(parts, { type: MEDIA_TYPE });
}

const MEDIA_TYPE = 'application/x-ndjson';

/** By its reader: not every browser iterates over a stream. */
async function* chunksOf({ body, url }: Response, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = body?.getReader();
  for (;;) {
    const { done = true, value } = (await connect(new URL(url).origin, async () => reader?.read(), signal)) ?? {};
    if (done || value === undefined) return;
    yield value;
  }
}
