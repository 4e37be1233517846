import { ACCESS } from '../../core/api-key.ts';
import { AUDIT_ACTIONS } from '../../core/audit.ts';
import { CHANGE_TYPES } from '../../core/change.ts';
import { CHANGE_KINDS, FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES } from '../../core/compatibility.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { MODES } from '../../core/mode.ts';
import { CHANGED_THINGS } from '../../core/schema-change.ts';
import { REASON_CODES, STAGES } from '../../core/verdict.ts';
import { ATTEMPT_OUTCOMES, WEBHOOK_STATES } from '../../core/webhook.ts';
import { DIALECTS, STATES } from '../../core/version.ts';
import { SUBJECT_SCHEMA } from './bodies.ts';

export const COMPONENT_NAMES = [
  'ListedSubject',
  'SubjectPage',
  'SubjectDetail',
  'VersionHead',
  'ChangedState',
  'StateWarning',
  'Narrowing',
  'Version',
  'GeneratedFiles',
  'Reference',
  'Registered',
  'Warning',
  'Side',
  'Check',
  'Verdict',
  'Stats',
  'Finding',
  'Reason',
  'Compatibility',
  'Diff',
  'Lint',
  'LintFinding',
  'Referrers',
  'DiffDirection',
  'Fix',
  'SchemaChange',
  'Schema',
  'Use',
  'DeletedSubject',
  'DeletedVersion',
  'Config',
  'ConfigDryRun',
  'ConfigDryRunSubject',
  'Mode',
  'Setting',
  'SettingPage',
  'Snapshot',
  'SnapshotHeader',
  'SnapshotSubject',
  'SnapshotVersion',
  'Validation',
  'EventFinding',
  'ChangeEvent',
  'Scope',
  'Key',
  'CreatedKey',
  'KeyList',
  'Whoami',
  'Webhook',
  'CreatedWebhook',
  'WebhookList',
  'WebhookAttempt',
  'WebhookAttemptList',
  'DeadDelivery',
  'DeadDeliveryList',
  'WebhookRetry',
  'AuditEntry',
  'AuditPage',
  'GatewayList',
  'Gateway',
  'GatewayRates',
  'GatewayTally',
  'GatewaySightings',
  'GatewayItems',
  'GatewayEventPage',
  'GatewayAnswer',
  'GatewayLine',
  'Problem',
  'OpenApiDocument',
] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

// The answers of core/resources.ts and core/verdict.ts as JSON Schema.

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;
const anything = {} as const;
const count = { type: 'integer', minimum: 0 } as const;
const positive = { type: 'integer', minimum: 1 } as const;
const pairsOfVersions = { type: 'array', items: { type: 'array', prefixItems: [positive, positive], minItems: 2, maxItems: 2 } } as const;
const time = { type: 'string', format: 'date-time' } as const;
const pointer = { type: 'string', description: 'A JSON Pointer.' } as const;
const fingerprint = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const historyId = { type: 'string', minLength: 1, description: 'Of the change at this position, and of no other.' } as const;
const labels = { type: 'object', additionalProperties: string } as const;
const counts = { type: 'object', additionalProperties: count } as const;
const tally = { accepted: count, rejected: counts, observed: count, held: count, retried: count, parked: count, dead: count };
const reason = record({ reason: string });
const state = { type: 'string', enum: STATES } as const;
const dialect = { type: 'string', enum: DIALECTS, description: 'Absent where the format has none.' } as const;
const changeKind = { anyOf: [{ type: 'string', enum: CHANGE_KINDS }, { type: 'null' }], description: 'Null for the first version.' } as const;
const level = { type: 'string', enum: LEVELS } as const;
const profile = { type: 'string', enum: PROFILES } as const;
const formats = { type: 'string', enum: FORMAT_MODES } as const;
const compatibility = { level, profile, formats, onUndecided: { type: 'string', enum: ON_UNDECIDED } } as const;
const scopeName = { type: 'string', description: 'A subject, a prefix, or "" for the registry.' } as const;
const source = { type: ['string', 'null'] } as const;
const mode = { type: 'string', enum: MODES } as const;
const schema = { description: 'The schema document; its text as a string where the format is no JSON.' } as const;

const change = {
  ...record({ kind: { type: 'string', enum: CHANGE_KINDS }, against: positive, profile, formats, engine: string }),
  description: 'What the change kind was computed under, and by which version of the engine. Absent for the first version.',
} as const;

type Members = Readonly<Record<string, JsonObject>>;

const subjectMembers = {
  required: { subject: SUBJECT_SCHEMA, latest: { type: ['integer', 'null'] }, state, level, profile, formats, labels, epoch: count },
  optional: { owner: string, description: string },
} as const;

const headMembers = {
  required: {
    subject: SUBJECT_SCHEMA,
    version: positive,
    line: positive,
    id: positive,
    fingerprint,
    semver: string,
    changeKind,
    state,
    labels,
    createdAt: time,
    createdBy: string,
  },
  optional: {
    dialect,
    change,
    stateReason: string,
    deprecatedAt: time,
    successor: positive,
    sunset: time,
    allowedBreaking: reason,
    overriddenUndecided: reason,
  },
} as const;

const versionMembers = {
  required: { ...headMembers.required, format: string, schema, references: listOf('Reference') },
  optional: headMembers.optional,
};

const keyMembers = {
  required: { id: string, name: string, scopes: listOf('Scope'), createdAt: time, createdBy: string },
  optional: { expiresAt: time, revokedAt: time },
} as const;

const webhookMembers = {
  required: {
    id: string,
    url: string,
    state: { type: 'string', enum: WEBHOOK_STATES },
    secrets: { type: 'array', items: record({ createdAt: time }, { expiresAt: time }), description: 'Those that are signed with, newest first.' },
    epoch: positive,
    createdAt: time,
    createdBy: string,
    position: { ...count, description: 'The last change that was delivered, given up or passed over.' },
    behind: { ...count, description: 'How many of the next 1,000 changes it wants.' },
  },
  optional: {
    types: { type: 'array', items: { type: 'string', enum: CHANGE_TYPES }, description: 'Absent: all.' },
    prefix: string,
    description: string,
    stateReason: string,
    pending: {
      ...record({ sequence: positive, attempts: positive, error: string, nextAttemptAt: time }),
      description: 'The delivery that was tried in vain and waits.',
    },
  },
} as const;

const checks = listOf('Check');

const checkMembers = {
  required: { writer: ref('Side'), reader: ref('Side'), verdict: ref('Verdict') },
  optional: {
    strongest: {
      anyOf: [profile, { type: 'null' }],
      description: 'The strongest profile under which it holds; null: none; absent where that is not known.',
    },
    stricter: {
      ...record({ profile, witness: anything }),
      description: 'The next profile after `strongest`, under which it fails, and an event that shows it; only beside a proof.',
    },
  },
} as const;

/** The named schemas of the OpenAPI document. */
export const COMPONENTS: Readonly<Record<ComponentName, JsonObject>> = {
  ListedSubject: record(
    {
      ...subjectMembers.required,
      semver: { type: ['string', 'null'], description: 'Of the latest version.' },
      live: { ...count, description: 'How many versions are live.' },
      changedAt: { ...time, description: 'When the subject or one of its versions was last written.' },
    },
    subjectMembers.optional,
  ),
  SubjectPage: record(
    { items: listOf('ListedSubject') },
    {
      cursor: string,
      count: {
        ...record({ matches: { ...count, maximum: 1_000 }, isExact: { type: 'boolean', description: 'False: there are as many at least.' } }),
        description: 'With `count=true`: over all pages.',
      },
    },
  ),
  SubjectDetail: record({ ...subjectMembers.required, versions: listOf('VersionHead') }, subjectMembers.optional),
  VersionHead: record(headMembers.required, headMembers.optional),
  ChangedState: record(headMembers.required, {
    ...headMembers.optional,
    unchanged: { const: true, description: 'It was in that state already, and nothing new was said: nothing was written.' },
    warnings: listOf('StateWarning'),
    narrows: ref('Narrowing'),
  }),
  StateWarning: {
    ...record({ code: { type: 'string', enum: ['last_live', 'names_successor'] }, message: string }),
    description:
      '`last_live`: no version stays live; `names_successor`: a live version is deprecated in favour of this one. It is done all the same.',
  },
  Narrowing: {
    ...record(
      {
        live: { type: 'array', items: positive },
        lastLive: boolean,
        stillAccepted: checks,
        loses: { type: 'string', enum: ['nothing', 'events', 'unknown'] },
      },
      { event: { description: 'An event that would be refused.' } },
    ),
    description: 'In a dry run: the versions that would be live, and whether one of them takes all that gates take under this one.',
  },
  Version: record(versionMembers.required, versionMembers.optional),
  GeneratedFiles: record({ files: { type: 'array', items: record({ path: string, text: string }) } }),
  Reference: record({ name: string, subject: SUBJECT_SCHEMA, version: positive }),
  Registered: record(
    { subject: SUBJECT_SCHEMA, line: positive, fingerprint, semver: string, changeKind, checks },
    {
      version: positive,
      id: positive,
      existing: { const: true },
      state,
      allowedBreaking: reason,
      overriddenUndecided: reason,
      warnings: listOf('Warning'),
    },
  ),
  Warning: {
    ...record({ code: string, message: string, pointer }),
    description: 'What whoever registers should know, such as what other validators understand otherwise; it is stored all the same.',
  },
  Side: record({ label: string, fingerprint }, { subject: SUBJECT_SCHEMA, version: positive }),
  Check: record(checkMembers.required, checkMembers.optional),
  Verdict: {
    oneOf: [
      record({ kind: { const: 'contained' }, stats: ref('Stats') }, { certificate: anything }),
      record({ kind: { const: 'not_contained' }, witness: anything, minimal: boolean, findings: listOf('Finding'), stats: ref('Stats') }),
      record({ kind: { const: 'undecided' }, reasons: listOf('Reason'), stats: ref('Stats') }),
    ],
  },
  Stats: record({ steps: count, stage: { type: 'string', enum: STAGES }, judges: { type: 'array', items: string }, engine: string }),
  Finding: record(
    { code: string, message: string, instancePointer: pointer, keyword: string, readerLocation: string },
    { writerLocation: string, change: string, remedy: string, witness: anything },
  ),
  Reason: record({ code: { type: 'string', enum: REASON_CODES }, message: string }, { writerLocation: string, readerLocation: string }),
  Compatibility: record(
    { compatible: boolean, level, profile, checks },
    {
      existing: {
        ...record({ version: positive, state }),
        description: 'The version that has this content already; registering it would write nothing.',
      },
    },
  ),
  Diff: record(
    {
      from: ref('Side'),
      to: ref('Side'),
      profile,
      formats,
      changeKind: { type: 'string', enum: CHANGE_KINDS },
      changes: { ...listOf('SchemaChange'), description: 'The first 1,000.' },
      backward: { ...ref('DiffDirection'), description: 'The older side writes, the newer one reads.' },
      forward: { ...ref('DiffDirection'), description: 'The newer side writes, the older one reads.' },
    },
    { more: { ...positive, description: 'How many changes are left out.' } },
  ),
  Lint: record(
    { findings: { ...listOf('LintFinding'), description: 'The first 200.' } },
    { more: { ...positive, description: 'How many findings are left out.' } },
  ),
  LintFinding: record(
    { rule: string, severity: { type: 'string', enum: ['warn', 'error'] }, pointer, message: string },
    { line: positive, column: positive, remedy: string },
  ),
  Referrers: record({
    items: {
      type: 'array',
      items: record({
        subject: SUBJECT_SCHEMA,
        version: positive,
        state,
        deleted: boolean,
        names: { type: 'array', items: string, description: 'What its `$ref`s write.' },
      }),
    },
    hidden: { ...count, description: 'Those that the caller may not read.' },
  }),
  DiffDirection: record(checkMembers.required, { ...checkMembers.optional, fix: ref('Fix') }),
  Fix: {
    ...record({
      verified: { type: 'boolean', description: 'Proved with the document that it leads to; false: neither proved nor refuted.' },
      steps: { type: 'array', items: string, description: 'A sentence for each change that is taken back.' },
      changes: { type: 'array', items: count, description: 'Those changes, by their place in the list, in the order of `steps`.' },
      patch: {
        type: 'array',
        items: record({ op: { type: 'string', enum: ['add', 'replace', 'remove'] }, path: pointer }, { value: anything }),
        description: 'The same as a JSON Patch (RFC 6902) of the newer document.',
      },
    }),
    description: 'What to change in the newer side so that the direction holds; absent where it holds, and where nothing short was found.',
  },
  SchemaChange: {
    ...record(
      {
        kind: { type: 'string', enum: ['added', 'removed', 'changed'] },
        thing: { type: 'string', enum: CHANGED_THINGS },
        name: string,
        pointer: { ...string, description: 'Into the newer document; of what was removed, into the older.' },
        places: {
          ...record({ before: string, after: string }),
          description: 'Where it stands in each document; where it is absent, where it would stand, with `-` for the end of an array.',
        },
      },
      { before: anything, after: anything },
    ),
    description: 'Pointers are JSON Pointers, in a document that both refer to `NAME#` and then a JSON Pointer.',
  },
  Schema: record({ id: positive, fingerprint, format: string, schema, references: listOf('Reference'), uses: listOf('Use') }, { dialect }),
  Use: record({ subject: SUBJECT_SCHEMA, version: positive, state, deleted: boolean }),
  DeletedSubject: record({ subject: SUBJECT_SCHEMA, versions: { type: 'array', items: positive } }),
  DeletedVersion: record({ subject: SUBJECT_SCHEMA, version: positive }),
  Config: record(
    {
      name: scopeName,
      ...compatibility,
      own: {
        type: 'array',
        items: { type: 'string', enum: ['level', 'profile', 'formats', 'onUndecided'] },
        description: 'What was set at this very place.',
      },
      sources: {
        ...record({ level: source, profile: source, formats: source, onUndecided: source }),
        description: 'Where each comes from: the name that it was set for, "" for the registry, null for the default.',
      },
      epoch: count,
    },
    { dryRun: ref('ConfigDryRun') },
  ),
  ConfigDryRun: {
    ...record({ subjects: listOf('ConfigDryRunSubject'), asked: count, truncated: boolean }),
    description: 'In a dry run of a write: what it would say about the live versions. `truncated`: there is more than was looked at.',
  },
  ConfigDryRunSubject: record(
    { subject: SUBJECT_SCHEMA, ...compatibility, holds: boolean, checks },
    {
      setAt: {
        type: 'string',
        description: 'The narrower name whose settings go before: nothing changes for this subject, and nothing was checked.',
      },
    },
  ),
  Mode: record({ name: scopeName, mode, own: { anyOf: [mode, { type: 'null' }], description: 'What was set at this very place.' }, epoch: count }),
  Setting: {
    ...record(
      { name: scopeName },
      {
        config: record(
          { epoch: positive },
          {
            ...compatibility,
            others: {
              type: 'array',
              items: string,
              description: "Settings that only Confluent's API has, such as `alias`; they go with the configuration.",
            },
          },
        ),
        mode: record({ mode, epoch: positive }),
      },
    ),
    description: 'What was set for this very name; what is absent is inherited.',
  },
  SettingPage: record({ items: listOf('Setting') }, { cursor: string }),
  Snapshot: record({ position: count, subjects: listOf('SnapshotSubject'), versions: listOf('SnapshotVersion') }, { historyId }),
  SnapshotHeader: record({ position: count, versionCount: count, subjects: listOf('SnapshotSubject') }, { historyId }),
  SnapshotSubject: record({ subject: SUBJECT_SCHEMA, level, profile, formats, proved: pairsOfVersions, narrowed: pairsOfVersions }),
  SnapshotVersion: record(versionMembers.required, {
    ...versionMembers.optional,
    documents: { type: 'object', additionalProperties: record({ schema }, { dialect }) },
    leftOut: count,
  }),
  Validation: record({ valid: boolean, subject: SUBJECT_SCHEMA, findings: listOf('EventFinding') }, { version: positive, schemaId: positive }),
  EventFinding: record({
    code: string,
    message: string,
    instancePointer: pointer,
    keyword: string,
    keywordLocation: string,
    expected: anything,
    found: record({ type: string }, { length: count, value: anything, branches: { type: 'array', items: count } }),
  }),
  ChangeEvent: record(
    {
      specversion: { const: '1.0' },
      id: { type: 'string', pattern: '^[1-9][0-9]*$', description: 'The decimal commit sequence.' },
      source: string,
      type: { type: 'string', enum: CHANGE_TYPES },
      time,
      historyid: historyId,
      datacontenttype: { const: 'application/json' },
      data: { type: 'object' },
    },
    { subject: string },
  ),
  Scope: record({ access: { type: 'string', enum: ACCESS }, pattern: string }),
  Key: record(keyMembers.required, keyMembers.optional),
  CreatedKey: record(
    { ...keyMembers.required, key: { type: 'string', description: 'The whole key; nobody can read it again.' } },
    keyMembers.optional,
  ),
  KeyList: record({ items: listOf('Key') }),
  Whoami: record(
    { name: string, known: { type: 'boolean', description: 'False: the caller did not say who they are.' }, scopes: listOf('Scope') },
    { expiresAt: time },
  ),
  Webhook: record(webhookMembers.required, webhookMembers.optional),
  CreatedWebhook: record(
    { ...webhookMembers.required, secret: { type: 'string', pattern: '^whsec_', description: 'Nobody can read it again.' } },
    webhookMembers.optional,
  ),
  WebhookList: record({ items: listOf('Webhook') }),
  WebhookAttempt: record(
    { time, type: string, outcome: { type: 'string', enum: ATTEMPT_OUTCOMES }, durationMs: count },
    { sequence: positive, status: positive, error: string, nextAttemptAt: time },
  ),
  WebhookAttemptList: record({ items: listOf('WebhookAttempt') }),
  DeadDelivery: record({
    sequence: positive,
    type: { type: 'string', enum: CHANGE_TYPES },
    name: string,
    attempts: positive,
    diedAt: time,
    error: string,
    resending: { type: 'boolean', description: 'It was asked for again, and not tried yet.' },
  }),
  DeadDeliveryList: record({ items: listOf('DeadDelivery') }),
  WebhookRetry: record({ sequences: { type: 'array', items: positive, description: 'The changes that are sent again.' } }),
  AuditEntry: record(
    { sequence: positive, time, actor: string, action: { type: 'string', enum: AUDIT_ACTIONS }, name: string, before: anything, after: anything },
    { address: string, requestId: string },
  ),
  AuditPage: record(
    { items: listOf('AuditEntry') },
    { next: { ...positive, description: 'The `after` of the next page, its `before` where newest come first; absent at the end.' } },
  ),
  GatewayList: record({ items: listOf('Gateway') }),
  Gateway: {
    oneOf: [
      record(
        {
          name: string,
          reachable: { const: true },
          storesEvents: { type: 'boolean', description: 'It has durable routes, and so events to show.' },
          mayDecide: { type: 'boolean', description: 'Events can be seen and things be changed through here, by who is an admin.' },
        },
        {
          version: string,
          beside: {
            ...record({ scheme: { enum: ['http', 'https'] }, port: positive }),
            description: 'Where senders reach the one in the same process, by the name of the registry.',
          },
        },
      ),
      record({ name: string, reachable: { const: false }, problem: record({ code: string, detail: string }) }),
    ],
  },
  GatewayRates: record(
    {
      at: { type: 'number', description: 'Milliseconds of a clock that never goes back.' },
      run: { type: 'string', description: 'Counts begin anew with another one.' },
      since: time,
      outcomes: counts,
      observed: counts,
      subjects: { type: 'array', items: record({ subject: string, ...tally }) },
    },
    { other: ref('GatewayTally') },
  ),
  GatewayTally: record(tally),
  GatewaySightings: record({
    since: time,
    items: {
      type: 'array',
      items: record(
        { subject: SUBJECT_SCHEMA, version: positive, accepted: count, invalid: count, lastAccepted: { anyOf: [time, { type: 'null' }] } },
        { producers: { type: 'array', items: record({ producer: string, accepted: count, lastAccepted: time }) } },
      ),
    },
  }),
  GatewayItems: record({ items: { type: 'array', items: { type: 'object' } } }),
  GatewayEventPage: record({ items: { type: 'array', items: { type: 'object' } } }, { cursor: string }),
  GatewayAnswer: { type: 'object', description: 'What the gateway says: docs/gateway.md and docs/events.md describe it.' },
  GatewayLine: { type: 'object', description: 'docs/events.md describes the kinds.', additionalProperties: true },
  Problem: {
    ...record(
      { type: string, title: string, status: { type: 'integer' }, code: string, detail: string },
      { requestId: string, pointer, line: positive, column: positive, findings: { type: 'array' }, checks },
    ),
    description: 'RFC 9457. Some codes have members of their own beside these.',
    additionalProperties: true,
  },
  OpenApiDocument: { type: 'object', required: ['openapi', 'info', 'paths'] },
};

function record(required: Members, optional: Members = {}): JsonObject {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

function ref(component: ComponentName): JsonObject {
  return { $ref: `#/components/schemas/${component}` };
}

function listOf(component: ComponentName): JsonObject {
  return { type: 'array', items: ref(component) };
}
