export { createClient, type Client, type DryRunOptions, type ListOptions, type WriteOptions } from './client.ts';
export type { GatewayClient, LinesOptions } from './gateways.ts';
export type { ChangesOptions } from './changes.ts';
export type { SnapshotAnswer, SnapshotOptions } from './snapshot.ts';
export type { Fetch, FetchInit, TransportOptions as ClientOptions } from './transport.ts';
