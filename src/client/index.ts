export { createClient, type Client } from './client.ts';
export type { GatewayClient, LinesOptions } from './gateways.ts';
export type { ChangesOptions } from './changes.ts';
export type { WriteOptions } from './if-match.ts';
export type { Patience } from './patience.ts';
export type { AuditOptions, DeleteOptions, DryRunOptions, ListOptions, SettingsOptions } from './options.ts';
export type { SnapshotAnswer, SnapshotOptions } from './snapshot.ts';
export type { Fetch, FetchInit, TransportOptions as ClientOptions } from './transport.ts';
export type { WebhookClient } from './webhooks.ts';
