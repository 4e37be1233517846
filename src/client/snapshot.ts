import type { SnapshotResource } from '../core/resources.ts';
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
  const response = await transport.send({ method: 'GET', path: '/snapshot', query: { prefix, subject }, headers: { 'if-none-match': etag } });
  if (response.status === 304) return 'not_modified';
  return { etag: response.headers.get('etag') ?? '', snapshot: await transport.readJson<SnapshotResource>(response) };
}
