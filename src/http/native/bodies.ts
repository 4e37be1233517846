import { ACCESS } from '../../core/api-key.ts';
import { CHANGE_TYPES } from '../../core/change.ts';
import { FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES } from '../../core/compatibility.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { MODES } from '../../core/mode.ts';
import {
  MAX_REGISTRATIONS,
  type CompatRequest,
  type ConfigRequest,
  type DiffRequest,
  type DiffSideRequest,
  type KeyRequest,
  type LintRequest,
  type ModeRequest,
  type RegisterRequest,
  type StateRequest,
  type SubjectPatch,
  type ValidateRequest,
  type WebhookPatch,
  type WebhookRequest,
  type WebhookRetryRequest,
} from '../../core/resources.ts';
import { parsePattern } from '../../core/scope.ts';
import { isSemver, SEMVER_PATTERN } from '../../core/semver.ts';
import { parseSubject } from '../../core/subject.ts';
import { DIALECTS, STATES } from '../../core/version.ts';
import {
  document,
  exact,
  flag,
  later,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  parsed,
  refuse,
  text,
  versionNumber,
  whole,
  type Shape,
} from './shape.ts';

/** A pattern of JSON Schema. */
export const NO_CONTROL_CHARACTERS: string = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';

/** How a subject is described wherever it occurs. */
export const SUBJECT_SCHEMA: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: NO_CONTROL_CHARACTERS,
  not: { pattern: '\\.\\*$|^:\\.[^:]*:$' },
  description: 'A subject: no control characters; neither a prefix, which ends in `.*`, nor a mere context such as `:.name:`.',
};

const subject = parsed(SUBJECT_SCHEMA, parseSubject);
const reason = object({ reason: text('Why; it is recorded with the version.') }, {});
const labels = mapOf(parsed({ type: 'string' }, (value) => value));
const reference = object({ name: text('The URI that the `$ref` writes.'), subject, version: versionNumber() }, {});
const content = {
  format: text('`json-schema`, which is the default.'),
  dialect: oneOf(DIALECTS),
  references: list(reference),
};
const schema = document('The schema document, or its text as a string, which gives exact places in errors.');

export const SUBJECT_PATCH: Shape<SubjectPatch> = object({}, { owner: nullable(text()), description: nullable(text()), labels });

const semver: Shape<string> = {
  schema: {
    type: 'string',
    pattern: SEMVER_PATTERN,
    description: 'The semver of the version, such as `2.0.0`: not below what the change asks for. Default: the lowest that says it.',
  },
  read: (value, pointer) =>
    typeof value === 'string' && isSemver(value) ? value : refuse(pointer, 'three whole numbers of at most nine digits, such as "2.0.0"', value),
};

const registration = { ...content, labels, semver, allowBreaking: reason, overrideUndecided: reason, dryRun: flag(), describe: SUBJECT_PATCH };

export const REGISTER: Shape<RegisterRequest> = object({ schema }, registration);

export type RegistrationItem = RegisterRequest & { readonly subject: string; readonly ifMatch?: number };

const epoch = whole({ min: 0, max: Number.MAX_SAFE_INTEGER }, 'The epoch that the subject must still have, as in `If-Match`.');

// Who registers several is told of each what it would be told alone, of its name as well.
const registrationItem: Shape<RegistrationItem> = object(
  { subject: parsed(SUBJECT_SCHEMA, (name) => name), schema },
  { ...registration, ifMatch: epoch },
);

export const REGISTRATIONS: Shape<{ readonly items: readonly (() => RegistrationItem)[] }> = object(
  { items: list(later(registrationItem), { max: MAX_REGISTRATIONS }) },
  {},
);

export const LOOK_UP: Shape<Pick<RegisterRequest, 'schema' | 'format' | 'dialect' | 'references'>> = object({ schema }, content);

export const STATE: Shape<StateRequest> = object(
  { state: oneOf(STATES) },
  {
    reason: text('What is left out stays as it was said of the same state before.'),
    successor: versionNumber(),
    sunset: text('In the future: a day, which begins at 0:00 UTC, or a time with its zone, ISO 8601; with state "deprecated" only.'),
  },
);

const settings = object(
  {},
  {
    level: nullable(oneOf(LEVELS)),
    profile: nullable(oneOf(PROFILES)),
    formats: nullable(oneOf(FORMAT_MODES)),
    onUndecided: nullable(oneOf(ON_UNDECIDED)),
  },
);

export const CONFIG: Shape<ConfigRequest> = settings;

const PATTERN_SCHEMA: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  allOf: [{ pattern: NO_CONTROL_CHARACTERS }, { pattern: '^(?:\\*|[^*]+(?:\\.\\*)?)$' }],
  description: '`*`, a prefix such as `com.shop.*`, a context such as `:.name:`, or a subject.',
};

const scope = object(
  {
    access: oneOf(ACCESS),
    pattern: parsed(PATTERN_SCHEMA, parsePattern),
  },
  {},
);

export const KEY: Shape<KeyRequest> = object(
  { name: text('For people: whose it is, what for.'), scopes: list(scope) },
  { expiresAt: text('ISO 8601, in the future; never by default.') },
);

export const MODE: Shape<ModeRequest> = object({ mode: oneOf(MODES) }, { force: flag() });

const sequence = { min: 0, max: Number.MAX_SAFE_INTEGER };
const webhookUrl = text('https to a public address, or http to the machine of the registry; without user and fragment.');
const webhookTypes = list(oneOf(CHANGE_TYPES));
const webhookPrefix = text('Only changes of names that begin with it: `com.shop.`, or `com.shop.*`, which means the same.');

export const WEBHOOK: Shape<WebhookRequest> = object(
  { url: webhookUrl },
  {
    types: webhookTypes,
    prefix: webhookPrefix,
    description: text(),
    from: whole(sequence, 'Begin with what follows this change; by default with what comes from now on.'),
  },
);

export const WEBHOOK_PATCH: Shape<WebhookPatch> = object(
  {},
  {
    url: webhookUrl,
    types: nullable(webhookTypes),
    prefix: nullable(webhookPrefix),
    description: nullable(text()),
    state: oneOf(['active', 'paused'] as const),
  },
);

export const WEBHOOK_SECRET: Shape<{ readonly overlapSeconds?: number }> = object(
  {},
  { overlapSeconds: whole({ min: 0, max: 30 * 86_400 }, 'For how long the secret before is signed with as well; a day by default.') },
);

export const WEBHOOK_RETRY: Shape<WebhookRetryRequest> = object({}, { sequences: list(whole({ ...sequence, min: 1 })) });

const validateMembers = object({ subject, event: exact('The data of the event.') }, { version: versionNumber(), schema, ...content });

export const VALIDATE: Shape<ValidateRequest> = {
  schema: {
    ...validateMembers.schema,
    dependentSchemas: { schema: { properties: { version: false } } },
    dependentRequired: { format: ['schema'], dialect: ['schema'], references: ['schema'] },
  },
  read: (value, pointer) => {
    const request = validateMembers.read(value, pointer);
    const alone = request.schema === undefined ? (['format', 'dialect', 'references'] as const) : (['version'] as const);
    const odd = alone.find((name) => request[name] !== undefined);
    if (odd === undefined) return request;
    return refuse(pointer, 'either "version", or "schema", which may have "format", "dialect" and "references"', odd);
  },
};

const againstSchema = object({ schema }, {});
const againstSubject = object({ subject }, { version: versionNumber() });

const against: Shape<CompatRequest['against']> = {
  schema: { anyOf: [againstSchema.schema, againstSubject.schema] },
  read: (value, pointer) => (hasMember(value, 'schema') ? againstSchema : againstSubject).read(value, pointer),
};

const compatMembers = object(
  { against },
  { schema, subject, version: versionNumber(), level: oneOf(LEVELS), profile: oneOf(PROFILES), formats: oneOf(FORMAT_MODES), ...content },
);

export const COMPAT: Shape<CompatRequest> = {
  schema: {
    ...compatMembers.schema,
    oneOf: [
      { required: ['schema'], properties: { subject: false, version: false } },
      { required: ['subject'], properties: { schema: false, references: false } },
    ],
  },
  read: (value, pointer) => {
    const request = compatMembers.read(value, pointer);
    const sides = [request.schema, request.subject].filter((side) => side !== undefined);
    if (sides.length !== 1 || (request.schema !== undefined ? request.version : request.references) !== undefined) {
      return refuse(
        pointer,
        'the new side either as "schema", which may have "references", or as "subject" with "version"',
        Object.keys(request).join(', '),
      );
    }
    return request;
  },
};

const diffSchema = object({ schema }, content);
const diffSide: Shape<DiffSideRequest> = {
  schema: { anyOf: [diffSchema.schema, againstSubject.schema] },
  read: (value, pointer) => (hasMember(value, 'schema') ? diffSchema : againstSubject).read(value, pointer),
};

export const DIFF: Shape<DiffRequest> = object(
  { from: diffSide, to: diffSide },
  { profile: oneOf(PROFILES), formats: oneOf(FORMAT_MODES), fixes: flag() },
);

export const LINT: Shape<LintRequest> = object({ schema }, { ...content, formats: oneOf(FORMAT_MODES) });

function hasMember(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
