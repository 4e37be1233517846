/**
 * What a change of a document means for who is at the other end: `breaking`, something that worked no longer does; `note`, nobody can tell
 * from the documents alone; `compatible`, nothing that worked stops. In the order in which a person reads them.
 */
export const CHANGE_SEVERITIES = ['breaking', 'note', 'compatible'] as const;
export type ChangeSeverity = (typeof CHANGE_SEVERITIES)[number];

/** The rules. */
export type ChangeCode =
  | 'channel_removed'
  | 'channel_added'
  | 'channel_renamed'
  | 'channel_key_changed'
  | 'address_changed'
  | 'parameter_renamed'
  | 'parameter_narrowed'
  | 'parameter_widened'
  | 'parameter_default_changed'
  | 'parameter_location_changed'
  | 'channel_server_removed'
  | 'channel_server_added'
  | 'server_removed'
  | 'server_added'
  | 'server_protocol_changed'
  | 'server_protocol_version_changed'
  | 'server_address_changed'
  | 'security_changed'
  | 'operation_added'
  | 'operation_removed'
  | 'operation_renamed'
  | 'direction_changed'
  | 'reply_address_changed'
  | 'message_removed'
  | 'message_unused'
  | 'message_added'
  | 'message_added_to_readers'
  | 'message_renamed'
  | 'message_type_changed'
  | 'content_type_changed'
  | 'content_type_stated'
  | 'correlation_changed'
  | 'message_deprecated'
  | 'schema_format_changed'
  | 'schema_not_compared'
  | 'bindings_changed'
  | 'application_renamed'
  | 'version_changed';

/** What each means. */
export const CHANGES: Readonly<Record<ChangeCode, ChangeSeverity>> = {
  channel_removed: 'breaking',
  channel_added: 'compatible',
  channel_renamed: 'breaking',
  channel_key_changed: 'compatible',
  address_changed: 'breaking',
  parameter_renamed: 'compatible',
  parameter_narrowed: 'breaking',
  parameter_widened: 'note',
  parameter_default_changed: 'breaking',
  parameter_location_changed: 'note',
  channel_server_removed: 'breaking',
  channel_server_added: 'compatible',
  server_removed: 'breaking',
  server_added: 'compatible',
  server_protocol_changed: 'breaking',
  server_protocol_version_changed: 'note',
  server_address_changed: 'note',
  security_changed: 'note',
  operation_added: 'compatible',
  operation_removed: 'breaking',
  operation_renamed: 'compatible',
  direction_changed: 'breaking',
  reply_address_changed: 'breaking',
  message_removed: 'breaking',
  message_unused: 'note',
  message_added: 'compatible',
  message_added_to_readers: 'note',
  message_renamed: 'note',
  message_type_changed: 'breaking',
  content_type_changed: 'breaking',
  content_type_stated: 'note',
  correlation_changed: 'breaking',
  message_deprecated: 'note',
  schema_format_changed: 'note',
  schema_not_compared: 'note',
  bindings_changed: 'note',
  application_renamed: 'note',
  version_changed: 'compatible',
};

/** One change beside those of schemas. */
export interface ModelChange {
  readonly code: ChangeCode;
  readonly severity: ChangeSeverity;
  /** One sentence; may hold what the documents hold. */
  readonly message: string;
  /** In the newer document; of what was removed, what held it, or would. */
  readonly pointer: string;
  /** In the older document. Absent: it was not there. */
  readonly was?: string;
  readonly channel?: string;
}

/** @internal A change with what its rule means. */
export function change(code: ChangeCode, message: string, place: Pick<ModelChange, 'pointer' | 'was' | 'channel'>): ModelChange {
  return { code, severity: CHANGES[code], message, ...place };
}
