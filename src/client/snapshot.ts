import { createPacer } from '../core/pacing.ts';
import type { HistoryPoint, SnapshotResource, SnapshotVersion } from '../core/resources.ts';
import type { Transport } from './transport.ts';

export interface SnapshotOptions {
  /** Of the snapshot that the caller has. */
  readonly etag?: string;
  /** Only subjects that begin with it. */
  readonly prefix?: string;
  /** Only this one. */
  readonly subject?: string;
  /** What was read last: throws `other_history` where it is not part of the registry's history. */
  readonly since?: HistoryPoint;
}

export type SnapshotAnswer = 'not_modified' | { readonly etag: string; readonly snapshot: SnapshotResource };

export async function fetchSnapshot(transport: Transport, { etag, prefix, subject, since }: SnapshotOptions): Promise<SnapshotAnswer> {
  const headers = { 'if-none-match': etag, accept: `${LINES}, application/json;q=0.5` };
  const response = await transport.send({ method: 'GET', path: '/snapshot', query: { prefix, subject, ...historyQuery(since) }, headers });
  if (response.status === 304) return 'not_modified';
  const isLines = response.headers.get('content-type')?.startsWith(LINES) === true;
  const snapshot = isLines ? await readLines(transport, response) : await transport.readJson<SnapshotResource>(response);
  return { etag: response.headers.get('etag') ?? '', snapshot };
}

/** Nothing is asked about a place that says not which history it belongs to. */
function historyQuery(since: HistoryPoint | undefined): { readonly from?: number; readonly historyId?: string } {
  return since?.historyId === undefined ? {} : { from: since.position, historyId: since.historyId };
}

const LINES = 'application/x-ndjson';

type Header = Omit<SnapshotResource, 'versions'> & {
  /** How many lines follow, less what the last one leaves out. Absent in what older registries write. */
  readonly versionCount?: number;
};

type Line = SnapshotVersion & { readonly leftOut?: number };

// A line a version, so that megabytes of them are not read in one go: the caller may have events to answer meanwhile.
async function readLines(transport: Transport, response: Response): Promise<SnapshotResource> {
  const pacer = createPacer();
  let header: Header | undefined;
  let missing = 0;
  const versions: SnapshotVersion[] = [];
  for await (const line of transport.readLines(response)) {
    const value = transport.parse(response, line);
    if (header === undefined) header = value as Header;
    else {
      const { leftOut = 0, ...version } = value as Line;
      missing += leftOut;
      versions.push(version);
    }
    await pacer.breathe();
  }
  // An answer without lines is none of ours.
  const { versionCount = versions.length + missing, ...rest } = header ?? (transport.parse(response, '') as Header);
  if (versions.length + missing === versionCount) return { ...rest, versions };
  throw transport.cut(`${versions.length + missing} of the ${versionCount} versions of its snapshot arrived`);
}
