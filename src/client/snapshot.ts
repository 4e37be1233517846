import { createPacer } from '../core/pacing.ts';
import type { SnapshotResource, SnapshotVersion } from '../core/resources.ts';
import type { Transport } from './transport.ts';

export interface SnapshotOptions {
  /** Of the snapshot that the caller has. */
  readonly etag?: string;
  /** Only subjects that begin with it. */
  readonly prefix?: string;
  /** Only this one. */
  readonly subject?: string;
}

export type SnapshotAnswer = 'not_modified' | { readonly etag: string; readonly snapshot: SnapshotResource };

export async function fetchSnapshot(transport: Transport, { etag, prefix, subject }: SnapshotOptions): Promise<SnapshotAnswer> {
  const headers = { 'if-none-match': etag, accept: `${LINES}, application/json;q=0.5` };
  const response = await transport.send({ method: 'GET', path: '/snapshot', query: { prefix, subject }, headers });
  if (response.status === 304) return 'not_modified';
  const isLines = response.headers.get('content-type')?.startsWith(LINES) === true;
  const snapshot = isLines ? await readLines(transport, response) : await transport.readJson<SnapshotResource>(response);
  return { etag: response.headers.get('etag') ?? '', snapshot };
}

const LINES = 'application/x-ndjson';

// A line a version, so that megabytes of them are not read in one go: the caller may have events to answer meanwhile.
async function readLines(transport: Transport, response: Response): Promise<SnapshotResource> {
  const [first = '', ...rest] = (await transport.readText(response)).split('\n');
  const pacer = createPacer();
  const header = transport.parse(response, first) as Omit<SnapshotResource, 'versions'>;
  const versions: SnapshotVersion[] = [];
  for (const line of rest) {
    if (line !== '') versions.push(transport.parse(response, line) as SnapshotVersion);
    await pacer.breathe();
  }
  return { ...header, versions };
}
