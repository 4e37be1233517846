import { CHANGE_KINDS, FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES } from '../../../core/compatibility.ts';
import type { JsonObject } from '../../../core/json/value.ts';
import { MODES } from '../../../core/mode.ts';
import { DIALECTS, STATES } from '../../../core/version.ts';
import { SUBJECT_SCHEMA } from '../bodies.ts';
import type { ComponentName } from './names.ts';

// What the answers of core/resources.ts and core/verdict.ts are made of, as JSON Schema.

type Members = Readonly<Record<string, JsonObject>>;

/** The members that several answers have in common. */
export interface MemberGroups {
  readonly required: Members;
  readonly optional: Members;
}

export const string: JsonObject = { type: 'string' };
export const boolean: JsonObject = { type: 'boolean' };
export const anything: JsonObject = {};
export const count: JsonObject = { type: 'integer', minimum: 0 };
export const positive: JsonObject = { type: 'integer', minimum: 1 };
export const pairsOfVersions: JsonObject = { type: 'array', items: { type: 'array', prefixItems: [positive, positive], minItems: 2, maxItems: 2 } };
export const time: JsonObject = { type: 'string', format: 'date-time' };
export const pointer: JsonObject = { type: 'string', description: 'A JSON Pointer.' };
export const fingerprint: JsonObject = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const historyId: JsonObject = { type: 'string', minLength: 1, description: 'Of the change at this position, and of no other.' };
export const labels: JsonObject = { type: 'object', additionalProperties: string };
export const counts: JsonObject = { type: 'object', additionalProperties: count };
export const reason: JsonObject = record({ reason: string });
export const state: JsonObject = { type: 'string', enum: STATES };
export const dialect: JsonObject = { type: 'string', enum: DIALECTS, description: 'Absent where the format has none.' };
export const changeKind: JsonObject = {
  anyOf: [{ type: 'string', enum: CHANGE_KINDS }, { type: 'null' }],
  description: 'Null for the first version.',
};
export const level: JsonObject = { type: 'string', enum: LEVELS };
export const profile: JsonObject = { type: 'string', enum: PROFILES };
export const formats: JsonObject = { type: 'string', enum: FORMAT_MODES };
export const compatibility: Members = { level, profile, formats, onUndecided: { type: 'string', enum: ON_UNDECIDED } };
export const mode: JsonObject = { type: 'string', enum: MODES };
export const schema: JsonObject = { description: 'The schema document; its text as a string where the format is no JSON.' };

export const change: JsonObject = {
  ...record({ kind: { type: 'string', enum: CHANGE_KINDS }, against: positive, profile, formats, engine: string }),
  description: 'What the change kind was computed under, and by which version of the engine. Absent for the first version.',
};

export const headMembers: MemberGroups = {
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
};

export const versionMembers: MemberGroups = {
  required: { ...headMembers.required, format: string, schema, references: listOf('Reference') },
  optional: headMembers.optional,
};

export const checks: JsonObject = listOf('Check');

export function record(required: Members, optional: Members = {}): JsonObject {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

export function ref(component: ComponentName): JsonObject {
  return { $ref: `#/components/schemas/${component}` };
}

export function listOf(component: ComponentName): JsonObject {
  return { type: 'array', items: ref(component) };
}
