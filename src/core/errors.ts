import type { JsonValue } from './json/value.ts';

/** Whose fault an error is: the caller's request or schema, a conflict with the state, something we depend on, or a bug of ours. */
export type Fault = 'request' | 'schema' | 'conflict' | 'dependency' | 'bug';

export interface CatalogueEntry {
  readonly status: number;
  readonly fault: Fault;
  /** One line, the `title` of the problem document. */
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

const TABLE = {
  json_invalid: {
    status: 400,
    fault: 'request',
    title: 'The text is not JSON',
    cause: 'A body, file or event does not follow the JSON grammar (RFC 8259).',
    remedy: 'Mend the text at the line and column given.',
  },
  json_duplicate_key: {
    status: 400,
    fault: 'request',
    title: 'A member occurs twice',
    cause: 'An object names the same member twice; readers would disagree about which one counts.',
    remedy: 'Remove one of the two members.',
  },
  json_forbidden_key: {
    status: 400,
    fault: 'request',
    title: 'A member name is refused',
    cause: 'An object has a member named __proto__, which programs downstream may take for the prototype.',
    remedy: 'Rename the member.',
  },
  not_utf8: { status: 400, fault: 'request', title: 'The body is not UTF-8', cause: 'The bytes do not decode as UTF-8.', remedy: 'Send UTF-8.' },
  too_deep: {
    status: 422,
    fault: 'request',
    title: 'The document nests too deep',
    cause: 'A document nests deeper than the limit (200 levels for schemas and events).',
    remedy: 'Flatten the document.',
  },
  too_many_members: {
    status: 422,
    fault: 'request',
    title: 'The event has too many members',
    cause:
      'Objects of an event have more members in all than the limit (50,000), or more different names of members (20,000), or it has more objects and arrays (100,000): reading so many would keep others waiting.',
    remedy: 'Send a smaller event, or an array where the names are data.',
  },
  body_too_large: {
    status: 413,
    fault: 'request',
    title: 'The body is too large',
    cause: 'The body is larger than the server accepts, or has too many different names of members, or a batch holds more events.',
    remedy: 'Send a smaller body, or raise the limit: limits.maxBodyBytes in the configuration of a registry, maxBodyBytes in that of a gateway.',
  },
  media_type_unsupported: {
    status: 415,
    fault: 'request',
    title: 'The media type is not supported',
    cause: 'The Content-Type is none that the address takes.',
    remedy: 'Send one of the media types that the message names.',
  },
  not_acceptable: {
    status: 406,
    fault: 'request',
    title: 'No media type suits the caller',
    cause: 'The Accept header names none of the media types that the address answers in.',
    remedy: 'Accept one of the media types that the message names.',
  },
  unauthenticated: {
    status: 401,
    fault: 'request',
    title: 'Nobody said who is asking',
    cause: 'The request has no key and no token, or one that is unknown, expired or revoked.',
    remedy:
      'Send a key as `Authorization: Bearer KEY`; on the command line `sluice login` or SLUICE_TOKEN. An admin makes one with `sluice keys create`.',
  },
  forbidden: {
    status: 403,
    fault: 'request',
    title: 'The key does not reach so far',
    cause: 'None of the scopes of the key or token covers this access to this subject, or not in the state that the message names.',
    remedy: 'Use a key with the scope that the message names.',
  },
  cross_site: {
    status: 403,
    fault: 'request',
    title: 'The request comes from another site',
    cause: 'A page of another origin asked for a write through the browser of somebody who may write; nothing was done.',
    remedy: 'Write from a page of the registry itself, or from a program; a proxy before the registry has to hand on the Host that the browser sent.',
  },
  host_refused: {
    status: 421,
    fault: 'request',
    title: 'The registry does not go by this name',
    cause:
      'A registry that asks nobody for a key and listens on this machine only answers to localhost and to addresses; a page that has its own name point here would read and write with the rights of whoever opened it.',
    remedy: 'Ask for localhost or 127.0.0.1, name the host with --allow-host, or ask for keys (--auth keys).',
  },
  rate_limited: {
    status: 429,
    fault: 'dependency',
    title: 'Too many requests',
    cause: 'This key or address sent more requests, or more wrong credentials, than the limit allows.',
    remedy: 'Wait for the time of Retry-After; an admin may raise rateLimit in the configuration of the registry.',
  },
  request_invalid: {
    status: 400,
    fault: 'request',
    title: 'The request is not valid',
    cause: 'A member, query parameter or header is missing, unknown or has a wrong value.',
    remedy: 'Correct what the message names; /api/v1/openapi.json describes every request.',
  },
  route_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such address',
    cause: 'Nothing is served at this path.',
    remedy: 'Check the path; on a gateway, check the routes of its configuration.',
  },
  method_not_allowed: {
    status: 405,
    fault: 'request',
    title: 'The method is not allowed here',
    cause: 'The address exists, but not for this method.',
    remedy: 'Use one of the methods of the Allow header.',
  },
  subject_invalid: {
    status: 422,
    fault: 'request',
    title: 'The subject is not valid',
    cause:
      'A subject is empty, longer than 255 characters, has control characters, or ends in ".*", which is a prefix. Or the name of a setting has a * that is no pattern.',
    remedy: 'Choose another name; a prefix is written com.shop.*.',
  },
  version_invalid: {
    status: 422,
    fault: 'request',
    title: 'The version is not valid',
    cause: 'A version is "latest" or a whole number from 1 to 2147483647.',
    remedy: 'Write the version so.',
  },
  subject_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such subject',
    cause: 'No version was ever registered under this subject, or all were deleted.',
    remedy: 'Check the spelling; `sluice list` names the subjects.',
  },
  version_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such version',
    cause: 'The subject has no such version, or it was deleted.',
    remedy: '`sluice show SUBJECT` lists the versions.',
  },
  schema_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such schema',
    cause: 'No schema has this id or fingerprint.',
    remedy: 'Check that it comes from this registry; fingerprints are the same everywhere, ids are not.',
  },
  config_not_found: {
    status: 404,
    fault: 'request',
    title: 'No configuration of its own',
    cause: 'Nothing was configured for this subject, prefix or registry.',
    remedy: 'GET the subject itself to see what is in force for it.',
  },
  mode_not_found: {
    status: 404,
    fault: 'request',
    title: 'No mode of its own',
    cause: 'No mode was set for this subject, prefix or registry.',
    remedy: 'GET the mode of the name to see what is in force for it.',
  },
  level_invalid: {
    status: 422,
    fault: 'request',
    title: 'No such compatibility level',
    cause: 'A configuration names a level or policy that does not exist.',
    remedy: 'Use one of those that the message names.',
  },
  mode_invalid: {
    status: 422,
    fault: 'request',
    title: 'No such mode',
    cause: 'A mode is READWRITE, READONLY, READONLY_OVERRIDE or IMPORT.',
    remedy: 'Use one of those.',
  },
  rule_set_invalid: {
    status: 422,
    fault: 'schema',
    title: 'The rule set is not valid',
    cause: 'A rule set is not made of lists of rules that each have a name, a kind and a type.',
    remedy: 'Mend the place that the message names.',
  },
  context_not_empty: {
    status: 422,
    fault: 'conflict',
    title: 'The context has subjects left',
    cause: 'A context of the Confluent face can be deleted when no version is left in it, not even a soft-deleted one.',
    remedy: 'Delete its subjects permanently first.',
  },
  key_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such key',
    cause: 'No key has this id.',
    remedy: '`sluice keys list` names the ids.',
  },
  schema_invalid: {
    status: 422,
    fault: 'schema',
    title: 'The schema is not valid',
    cause: 'The document is not JSON, not a schema of its dialect, or has no meaning (a $ref that leads only to itself).',
    remedy: 'Mend the place that the message names.',
  },
  dialect_unknown: {
    status: 422,
    fault: 'schema',
    title: 'The dialect is not known',
    cause: 'The $schema names none of the supported dialects.',
    remedy: 'Use one of the dialects that the message names.',
  },
  format_mismatch: {
    status: 422,
    fault: 'request',
    title: 'The formats do not fit',
    cause: 'A subject keeps to one format, and a schema refers to schemas of its own format only.',
    remedy: 'Register it under a subject of its own, or refer to a version of the same format.',
  },
  format_unsupported: {
    status: 422,
    fault: 'schema',
    title: 'The schema format is not supported',
    cause: 'Only JSON Schema is supported so far; Avro and Protobuf are not.',
    remedy: 'Use one of the formats that the message names.',
  },
  number_inexact: {
    status: 422,
    fault: 'schema',
    title: 'A number has no exact double',
    cause: 'A number literal in a schema is not the value of any double, so two different schemas could share a fingerprint.',
    remedy: 'Write a number that a double holds exactly in its shortest form.',
  },
  reference_unresolved: {
    status: 422,
    fault: 'schema',
    title: 'A reference leads nowhere',
    cause: 'A $ref leaves the document and no registered reference answers it. Nothing is ever fetched.',
    remedy: 'Register the other schema and name it as a reference, or bundle it into the document.',
  },
  reference_not_found: {
    status: 422,
    fault: 'schema',
    title: 'A referenced version does not exist',
    cause: 'A reference names a subject and version that the registry does not have.',
    remedy: 'Register the referenced version first, or correct the reference.',
  },
  reference_conflict: {
    status: 422,
    fault: 'schema',
    title: 'Two references share a name',
    cause: 'Among the references of a schema, and theirs, one name means two different schemas.',
    remedy: 'Give one of them another name.',
  },
  reference_cycle: {
    status: 422,
    fault: 'schema',
    title: 'Subjects refer to each other in a circle',
    cause: 'Among what a schema refers to, directly or further on, is a version of its own subject.',
    remedy: 'Move the shared part into a subject of its own.',
  },
  schema_too_large: {
    status: 422,
    fault: 'schema',
    title: 'The schema is too large',
    cause: 'The document has more bytes or nodes than the limit, or its request more than 30,000 different names of members.',
    remedy: 'Split it, or move shared parts into references.',
  },
  incompatible: {
    status: 409,
    fault: 'conflict',
    title: 'The version would break a reader',
    cause: 'A check of the compatibility level failed; the answer shows an event that proves it.',
    remedy: 'Mend the schema, or release it as breaking with a reason.',
  },
  undecided: {
    status: 409,
    fault: 'conflict',
    title: 'Compatibility could not be decided',
    cause: 'The engine neither proved a check nor found an event that breaks it.',
    remedy: 'Simplify the place that the reasons name, or override with a reason.',
  },
  webhook_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such webhook',
    cause: 'No webhook has this id.',
    remedy: '`sluice webhook list` names the ids.',
  },
  webhook_address_refused: {
    status: 422,
    fault: 'request',
    title: 'Nothing is sent to this address',
    cause: 'The address of a webhook is none that this registry sends to: it takes https to public addresses, and http to this very machine.',
    remedy: 'Use https and a public address; for receivers in a private network start the registry with --webhook-allow-private.',
  },
  webhook_secret_unreadable: {
    status: 503,
    fault: 'dependency',
    title: 'The secret of a webhook cannot be read',
    cause: 'The secret was encrypted with a key that this registry does not have.',
    remedy: 'Start the registry with the SLUICE_WEBHOOK_KEY of before, or give the webhook a new secret: `sluice webhook rotate ID`.',
  },
  epoch_mismatch: {
    status: 412,
    fault: 'conflict',
    title: 'It was changed in the meantime',
    cause: 'If-Match does not name the current ETag.',
    remedy: 'Read it again and repeat the change.',
  },
  semver_conflict: {
    status: 409,
    fault: 'conflict',
    title: 'The version cannot have this semver',
    cause:
      'A registration asked for a semver that is taken, that says less than what the change is, or whose major has versions that this one is not proved against.',
    remedy: 'Ask for the one that the message names or a higher one, or leave `semver` out.',
  },
  state_conflict: {
    status: 409,
    fault: 'conflict',
    title: 'The state does not allow it',
    cause: 'The successor of a deprecation is a version that nobody can use.',
    remedy: 'Name a version that is active or deprecated, or bring that one back first.',
  },
  referenced: {
    status: 409,
    fault: 'conflict',
    title: 'Other schemas refer to it',
    cause: 'A version that live versions refer to cannot be deleted.',
    remedy: 'Delete or retire the versions that refer to it first.',
  },
  mode_forbids: {
    status: 409,
    fault: 'conflict',
    title: 'The mode does not allow it',
    cause: 'The registry, a prefix or the subject is READONLY, or IMPORT is on for a plain registration or off for an import.',
    remedy: 'Set the mode that the message names.',
  },
  not_deleted_yet: {
    status: 409,
    fault: 'conflict',
    title: 'It was not deleted softly before',
    cause: 'A permanent deletion takes away for good what was deleted softly before; nothing else.',
    remedy: 'Delete it without `permanent` first, and again with it when nobody misses it.',
  },
  already_deleted: {
    status: 404,
    fault: 'request',
    title: 'It is deleted already',
    cause: 'The version, or every version of the subject, was deleted softly before.',
    remedy: 'Nothing to do; delete it with `permanent` to take it away for good.',
  },
  alias_invalid: {
    status: 422,
    fault: 'request',
    title: 'No alias',
    cause: 'What an alias names is no subject, the subject itself or an alias; or it was set for a prefix, a context or the registry.',
    remedy: 'Set it for one subject, and name the subject that requests for that one mean.',
  },
  schema_id_invalid: {
    status: 422,
    fault: 'request',
    title: 'No id that clients could read',
    cause: 'An import asks for a schema id that is no whole number from 1 to 2147483647, which is what a message of Kafka has room for.',
    remedy: 'Import with the ids that the other registry gave.',
  },
  schema_id_taken: {
    status: 409,
    fault: 'conflict',
    title: 'The id or the number is taken',
    cause: 'An imported version has an id or a number under which the registry has another content, or a number whose version was deleted for good.',
    remedy: 'Import into an empty registry, or leave that version out.',
  },
  write_conflict: {
    status: 503,
    fault: 'conflict',
    title: 'Too many writers at once',
    cause: 'The subject changed again and again while the registration was being checked.',
    remedy: 'Try again.',
  },
  resync: {
    status: 410,
    fault: 'request',
    title: 'The feed no longer reaches back so far',
    cause: 'The position asked for is older than the oldest change kept.',
    remedy: 'Fetch the snapshot and follow the feed from its position.',
  },
  other_history: {
    status: 409,
    fault: 'conflict',
    title: 'The registry has another history',
    cause:
      'The change that the caller has read at this position is not there, or is another one: the registry was restored from a backup, or replaced.',
    remedy:
      'Take the snapshot without `from` and `historyId` if this history is to be followed from now on. A gateway goes on with the schemas at hand until `sluice accept-history`.',
  },
  store_unavailable: {
    status: 503,
    fault: 'dependency',
    title: 'The store does not answer',
    cause: 'The database cannot be opened, read or written.',
    remedy: 'Check the disk, the path and the permissions of the store.',
  },
  gateway_unavailable: {
    status: 503,
    fault: 'dependency',
    title: 'The gateway does not answer',
    cause: 'Nothing answers at the address of the gateway, or something else than its admin API.',
    remedy: 'Check SLUICE_GATEWAY or --gateway, and that the gateway runs.',
  },
  gateway_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such gateway',
    cause: 'The registry was told of no gateway of this name.',
    remedy: 'See GET /api/v1/gateways; name a gateway with `sluice serve --gateway NAME=URL`, or under gateways in its configuration.',
  },
  gateway_failed: {
    status: 502,
    fault: 'dependency',
    title: 'The gateway cannot be asked',
    cause: 'The registry was to ask a gateway that does not answer, or answers with something else than its admin API.',
    remedy: 'Check that the gateway runs, and its address in --gateway or in the configuration of the registry.',
  },
  gateway_refused: {
    status: 502,
    fault: 'dependency',
    title: 'The gateway refuses the registry',
    cause: 'The gateway has no admin token, or another one than the registry has for it. The key of who asked is not what was refused.',
    remedy: 'Set admin.tokenEnv in the configuration of the gateway, and give the registry the same token (docs/gateway.md).',
  },
  gateway_timeout: {
    status: 504,
    fault: 'dependency',
    title: 'The gateway is too slow',
    cause: 'The registry asked a gateway, which did not answer in time. What was asked may be done all the same.',
    remedy: 'Look at the gateway itself, its queue and the machine that it runs on.',
  },
  store_damaged: {
    status: 503,
    fault: 'dependency',
    title: 'The store is damaged',
    cause:
      'The file of the store is not whole: pages were overwritten or lost, by a failing disk or another program; nothing is written to it any more. Or a row has another text than was written: what needs it cannot be read, everything else goes on.',
    remedy: 'Stop the registry, keep a copy of the file and its -wal, look at it with `sluice doctor`, and restore a backup (docs/operations.md).',
  },
  queue_unavailable: {
    status: 503,
    fault: 'dependency',
    title: 'The queue does not answer',
    cause:
      'The file or database in which a gateway keeps what it has accepted cannot be opened, read or written. Nothing of the request was acknowledged; only where the connection to a database was lost may it have been kept.',
    remedy: 'Send again later. Check the disk, the path and the permissions of the queue (docs/operations.md).',
  },
  queue_damaged: {
    status: 503,
    fault: 'dependency',
    title: 'The queue is damaged',
    cause: 'The file in which a gateway keeps what it has accepted is not whole: pages were overwritten or lost. Nothing is written to it any more.',
    remedy: 'Stop the gateway, keep a copy of the file and its -wal, and restore a backup or begin with a new file (docs/operations.md).',
  },
  queue_key_missing: {
    status: 503,
    fault: 'dependency',
    title: 'The key of a queued event is missing',
    cause: 'An event was kept encrypted, and the key that the record names was not given, or is another one.',
    remedy: 'Give the gateway the old key beside the new one until nothing that it has encrypted is left, then readmit what was parked.',
  },
  behind_dead: {
    status: 409,
    fault: 'conflict',
    title: 'An earlier event of the order key is dead',
    cause: 'The route parks what comes after a dead event of the same order key, until a person decides about that one.',
    remedy: 'Readmit or discard the dead event, then what is parked behind it.',
  },
  store_differs: {
    status: 409,
    fault: 'conflict',
    title: 'The store holds something else',
    cause:
      'A restore goes into an empty store, or into one that holds the same already; this one has a row that the dump has not, or has it otherwise.',
    remedy: 'Restore into an empty store. Nothing was overwritten.',
  },
  dump_invalid: {
    status: 422,
    fault: 'request',
    title: 'The file is no whole dump',
    cause: 'The file is not one of sluice dump, was cut or changed, or was written by a newer sluice.',
    remedy: 'Use another copy of the dump, or upgrade sluice.',
  },
  identity_unavailable: {
    status: 503,
    fault: 'dependency',
    title: 'The identity provider does not answer',
    cause: 'A token names a key that the registry does not have yet, and the provider of the keys does not answer.',
    remedy: 'Try again; check auth.jwt.jwksUri in the configuration of the registry. Keys of the registry itself work meanwhile.',
  },
  registry_unavailable: {
    status: 503,
    fault: 'dependency',
    title: 'The registry does not answer',
    cause: 'No connection to the registry, or it answered with something else than the API.',
    remedy: 'Check the address (--registry, SLUICE_REGISTRY or the configuration), and that the registry runs.',
  },
  signature_invalid: {
    status: 401,
    fault: 'request',
    title: 'The signature does not match',
    cause: 'The webhook signature is missing, was not made with the secret of the route over these bytes, or was made too long ago.',
    remedy: 'Check the secret on both sides, the clocks, and that nothing rewrites the body on its way.',
  },
  envelope_invalid: {
    status: 400,
    fault: 'request',
    title: 'The event envelope is not valid',
    cause: 'A CloudEvents attribute is missing or malformed, the type of a webhook cannot be told, or it is not the envelope that the route expects.',
    remedy: 'Mend the attribute that the message names.',
  },
  unknown_subject: {
    status: 404,
    fault: 'request',
    title: 'No live version of this type',
    cause: 'The registry has no live version of the subject that the event names.',
    remedy: 'Register a schema for it, or set onUnknown: forward on the route.',
  },
  event_invalid: {
    status: 422,
    fault: 'request',
    title: 'The event does not fit its contract',
    cause: 'The data of the event is not valid under its schema; the findings say where.',
    remedy: 'Mend the producer, or register a version that allows such events.',
  },
  event_too_costly: {
    status: 422,
    fault: 'request',
    title: 'The event takes too long to judge',
    cause:
      'Event and schema together take more steps than are allowed: many members against many patterns, branches that overlap, a pattern with back references or huge repetitions. Every version that might accept the event was asked.',
    remedy: 'Send a smaller event, or simplify the place of the schema that meets so many members.',
  },
  dataschema_mismatch: {
    status: 422,
    fault: 'request',
    title: 'The event names a version of another type',
    cause: 'The dataschema belongs to another subject than the type of the event.',
    remedy: 'Name a version of the event type, or none.',
  },
  dataschema_retired: {
    status: 422,
    fault: 'request',
    title: 'The event names a version that is not live',
    cause: 'The dataschema names a version that was retired or deleted.',
    remedy: 'Produce under a live version.',
  },
  dataschema_unknown: {
    status: 503,
    fault: 'dependency',
    title: 'The named schema is not known yet',
    cause: 'The dataschema names a fingerprint that neither the gateway nor the registry knows.',
    remedy: 'Try again; if it lasts, register the version.',
  },
  snapshot_missing: {
    status: 503,
    fault: 'dependency',
    title: 'The gateway has no schemas yet',
    cause: 'The gateway started without a snapshot on disk and has not reached the registry.',
    remedy: 'Start the registry, or check its address in the gateway configuration.',
  },
  snapshot_stale: {
    status: 503,
    fault: 'dependency',
    title: 'The schemas are too old',
    cause: 'The registry has not answered for longer than the route allows (whenStale: refuse).',
    remedy: 'Bring the registry back.',
  },
  target_failed: {
    status: 502,
    fault: 'dependency',
    title: 'The function could not be reached',
    cause:
      'The target refused the connection, broke it off, or answered what is not HTTP; or a function of AWS Lambda ended with an error, or was not invoked.',
    remedy: 'Check that the function runs at the address of the target; of a function of Lambda, look into its log.',
  },
  target_unreadable: {
    status: 502,
    fault: 'conflict',
    title: 'The function would not read this event',
    cause:
      'The event is valid under its own version, but not under the version that the target reads; or the events of one notice would go to different targets.',
    remedy: 'Upgrade the function, or produce under a version that it reads.',
  },
  target_version_missing: {
    status: 503,
    fault: 'dependency',
    title: 'No live version matches what the target reads',
    cause: 'The reads of the target name no live version of the subject.',
    remedy: 'Register such a version, or correct reads.',
  },
  target_timeout: {
    status: 504,
    fault: 'dependency',
    title: 'The function is too slow',
    cause: 'The target did not answer in time.',
    remedy: 'Make it faster, or raise timeoutMs of the target.',
  },
  target_refused: {
    status: 502,
    fault: 'dependency',
    title: 'The function does not take the event',
    cause: 'The target answered a delivery with another status than 2xx; the table of docs/gateway.md says which of them are tried again.',
    remedy: 'Look into the logs of the function; then `sluice events replay`.',
  },
  target_gone: {
    status: 502,
    fault: 'dependency',
    title: 'The function wants no more events',
    cause: 'The target answered 410, so what waits for it is parked.',
    remedy: 'Remove the target from the route, or resume it and replay what was parked.',
  },
  queue_full: {
    status: 503,
    fault: 'dependency',
    title: 'The queue is full',
    cause: 'As many deliveries wait, or as many events are held, parked and dead, as the configuration allows. Nothing is thrown away to make room.',
    remedy: 'Try again later; mend the targets that fail, decide on what is held and dead, or raise queue.maxWaiting and queue.maxHeld.',
  },
  event_not_found: {
    status: 404,
    fault: 'request',
    title: 'No such event',
    cause: 'The gateway keeps no event of this number: it was delivered to all its targets, discarded or erased, or there never was one.',
    remedy: 'List what there is with `sluice events list`.',
  },
  event_not_stuck: {
    status: 409,
    fault: 'conflict',
    title: 'The event is in another state',
    cause:
      'What was asked for is for events that wait for a person, or for those that are held, and none of the events that were named does: they wait for their target, or are under way.',
    remedy:
      'Look at it with `sluice events why NUMBER`. What waits is delivered by itself; what is to be forgotten all the same takes `sluice events erase NUMBER`.',
  },
  key_moved_on: {
    status: 409,
    fault: 'conflict',
    title: 'The order key has moved on',
    cause: 'A later event of the same order key was delivered, or is under way, so this one would arrive out of order.',
    remedy: 'Look whether the function bears that; replay it with `--force`, or discard it.',
  },
  other_bytes: {
    status: 409,
    fault: 'request',
    title: 'Another event came under this id',
    cause: 'Within the window of the route an event with the same key was accepted, and it had other bytes.',
    remedy: 'Give each event an id of its own, and send an event again as it was.',
  },
  overloaded: {
    status: 503,
    fault: 'dependency',
    title: 'Too much at once',
    cause: 'More requests wait than the limit allows, or the server is about to stop.',
    remedy: 'Try again after the Retry-After.',
  },
  usage_invalid: {
    status: 400,
    fault: 'request',
    title: 'The command line is not valid',
    cause: 'An option or argument is missing, unknown or has a wrong value.',
    remedy: 'See `sluice COMMAND --help`.',
  },
  config_invalid: {
    status: 400,
    fault: 'request',
    title: 'The configuration is not valid',
    cause: 'A configuration file is missing, cannot be parsed, or has a wrong value.',
    remedy: 'Mend the place that the message names; schemas/config/ describes every file.',
  },
  lock_mismatch: {
    status: 409,
    fault: 'conflict',
    title: 'The lock does not fit the configuration',
    cause:
      'sluice.config.json was changed, or another generator is installed, since sluice.lock was written; --frozen, the default where CI is set, refuses that.',
    remedy: 'Run `sluice pull` and commit sluice.lock, .sluice/store and the generated files.',
  },
  lock_invalid: {
    status: 422,
    fault: 'request',
    title: 'The lock cannot be read',
    cause: 'sluice.lock was changed by hand, was left in the middle of a merge, or is of another version.',
    remedy: 'Take one side of a merge as it is, or remove the file, and run `sluice pull`.',
  },
  output_differs: {
    status: 409,
    fault: 'conflict',
    title: 'The generated files are not those of the lock',
    cause:
      'A generated file was edited, left out of a commit, or not generated again after the last pull; a frozen build, the default where CI is set, writes nothing.',
    remedy: 'Run `sluice generate` and commit what it writes.',
  },
  vendored_invalid: {
    status: 422,
    fault: 'request',
    title: 'A vendored schema is missing or is not what its name says',
    cause: 'A file of .sluice/store was changed, was not committed, or was lost.',
    remedy: 'Run `sluice pull`, which fetches what is missing; remove a file that was changed first.',
  },
  range_unmet: {
    status: 409,
    fault: 'conflict',
    title: 'No live version is within the range',
    cause: 'The registry has no live version of the event that all its ranges in the configuration admit.',
    remedy: 'Correct the range, or have such a version registered.',
  },
  file_unreadable: {
    status: 400,
    fault: 'request',
    title: 'A file cannot be read or written',
    cause: 'The file does not exist, or the permissions forbid it.',
    remedy: 'Check the path.',
  },
  address_unavailable: {
    status: 503,
    fault: 'request',
    title: 'The address cannot be listened on',
    cause: 'The port is taken, or the address is not one of this machine.',
    remedy: 'Choose another port with the flag that the message names.',
  },
  address_public: {
    status: 400,
    fault: 'request',
    title: 'A public address needs consent',
    cause: 'A registry that asks for no keys lets whoever reaches the address change contracts; a gateway lets them send events.',
    remedy: 'Listen on loopback; ask for keys with --auth keys (a registry); or say --insecure.',
  },
  asyncapi_invalid: {
    status: 422,
    fault: 'schema',
    title: 'The AsyncAPI document is not valid',
    cause: 'The document does not have the form that its version of AsyncAPI gives it, or one of its schemas is none.',
    remedy: 'Correct what the findings name; each has its file, line and column.',
  },
  asyncapi_unsafe: {
    status: 422,
    fault: 'schema',
    title: 'The AsyncAPI document asks for too much',
    cause:
      'The document refers to what lies outside of its folder or on another machine, is far larger with its references written out, or takes too long to check.',
    remedy: 'Keep what the document needs in its own folder, and refer to one place instead of copying by references.',
  },
  module_missing: {
    status: 501,
    fault: 'dependency',
    title: 'An optional package is not installed',
    cause: 'The feature needs a package that was left out or could not be built at installation.',
    remedy: 'Install the package that the message names.',
  },
  internal: {
    status: 500,
    fault: 'bug',
    title: 'Something went wrong on our side',
    cause: 'A bug in sluice.',
    remedy: 'Please report it with the request id.',
  },
} as const;

export type ErrorCode = keyof typeof TABLE;

/** Every error code there is. `docs/errors.md` is generated from this table. */
export const ERRORS: Readonly<Record<ErrorCode, CatalogueEntry>> = TABLE;

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS) as ErrorCode[];

/** Whether it is a code of ours: what another program answers may be anything. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

export interface RegistryErrorOptions {
  /** For machines: places, findings, checks. Sent to the caller. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** For logs; never sent out. */
  readonly cause?: unknown;
}

/** "Could not do it": the only error class. An outcome that a user expects is a value instead. */
export class RegistryError extends Error {
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: RegistryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RegistryError';
    this.code = code;
    this.data = options.data ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get title(): string {
    return ERRORS[this.code].title;
  }

  /** Take anything that was thrown; what is not a `RegistryError` is `internal`. For the edges only. */
  static from(thrown: unknown): RegistryError {
    if (thrown instanceof RegistryError) return thrown;
    return new RegistryError('internal', 'an unexpected error; it was logged with the request id', { cause: thrown });
  }
}

/** @internal For `assert`-like uses: a state that the types cannot rule out and that must not occur. */
export function unreachable(what: string, detail?: JsonValue): never {
  throw new RegistryError('internal', `this must not happen: ${what}${detail === undefined ? '' : ` (${JSON.stringify(detail)})`}`);
}
