import type { JsonObject } from '../../../core/json/value.ts';

export type SubjectName =
  | 'ListedSubject'
  | 'SubjectPage'
  | 'SubjectDetail'
  | 'VersionHead'
  | 'ChangedState'
  | 'StateWarning'
  | 'Narrowing'
  | 'Version'
  | 'GeneratedFiles'
  | 'Reference'
  | 'Registered'
  | 'Registrations'
  | 'Warning'
  | 'Referrers'
  | 'Schema'
  | 'Use'
  | 'DeletedSubject'
  | 'DeletedVersion';

export type VerdictName =
  | 'Side'
  | 'Check'
  | 'Verdict'
  | 'Stats'
  | 'Finding'
  | 'Reason'
  | 'Compatibility'
  | 'Diff'
  | 'DiffDirection'
  | 'Fix'
  | 'SchemaChange'
  | 'Lint'
  | 'LintFinding'
  | 'Validation'
  | 'EventFinding';

export type SettingName = 'Config' | 'ConfigDryRun' | 'ConfigDryRunSubject' | 'Mode' | 'Setting' | 'SettingPage';

export type FollowerName = 'Snapshot' | 'SnapshotHeader' | 'SnapshotSubject' | 'SnapshotVersion' | 'ChangeEvent';

export type KeyName = 'Scope' | 'Key' | 'CreatedKey' | 'KeyList' | 'Whoami' | 'AuditEntry' | 'AuditPage';

export type WebhookName =
  | 'Webhook'
  | 'CreatedWebhook'
  | 'WebhookList'
  | 'WebhookAttempt'
  | 'WebhookAttemptList'
  | 'DeadDelivery'
  | 'DeadDeliveryList'
  | 'WebhookRetry';

export type GatewayName =
  | 'GatewayList'
  | 'Gateway'
  | 'GatewayRates'
  | 'GatewayTally'
  | 'GatewaySightings'
  | 'GatewayItems'
  | 'GatewayEventPage'
  | 'GatewayAnswer'
  | 'GatewayLine';

/** The named schemas of the OpenAPI document. */
export type ComponentName =
  | SubjectName
  | VerdictName
  | SettingName
  | FollowerName
  | KeyName
  | WebhookName
  | GatewayName
  | 'Problem'
  | 'OpenApiDocument';

/** Some of them. */
export type Components<Names extends ComponentName> = Readonly<Record<Names, JsonObject>>;
