import { RegistryError } from '../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { RegisterRequest } from '../core/resources.ts';
import { latestVersion, type SchemaRecord, type VersionRecord } from '../core/version.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';
import { identityOf, type Attachments } from './identity.ts';
import { effectiveSettings } from './registration-settings.ts';

/** The place where a schema is about to be registered, or compared. */
export interface Place {
  readonly configs: Configs;
  readonly subject: string;
  readonly history: SubjectHistory | undefined;
}

/**
 * A request of Confluent's that has no text means the text and references of the latest version: rules and tags are
 * changed so. Throws `schema_invalid` where there is no version.
 */
export async function withText<R extends Pick<RegisterRequest, 'schema' | 'references'>>(context: Context, place: Place, request: R): Promise<R> {
  if (typeof request.schema !== 'string' || request.schema.trim() !== '') return request;
  const latest = latestKept(place);
  if (latest === undefined) throw new RegistryError('schema_invalid', 'the schema is empty, and the subject has no version whose text it could mean');
  const { record } = await context.schemas.load(latest);
  return { ...request, schema: record.text, references: latest.references };
}

/**
 * What a schema gets attached: what came with it, or where nothing came what the latest version has; between the
 * defaults (under it) and the overrides (over it) of the configuration.
 */
export async function withAttachments(context: Context, place: Place, candidate: Candidate): Promise<Candidate> {
  const latest = await readLatest(context, place);
  const settings = effectiveSettings(place.configs, place.subject);
  const { metadata = latest?.metadata, ruleSet = latest?.ruleSet } = candidate.attachments;
  const attachments = attach(
    mergeMetadata(mergeMetadata(settings.defaultMetadata, metadata), settings.overrideMetadata),
    mergeRuleSets(mergeRuleSets(settings.defaultRuleSet, ruleSet), settings.overrideRuleSet),
  );
  return { ...candidate, attachments, identity: identityOf(candidate.fingerprint, attachments) };
}

function attach(metadata: JsonObject | undefined, ruleSet: JsonObject | undefined): Attachments {
  return { ...(metadata === undefined ? {} : { metadata }), ...(ruleSet === undefined ? {} : { ruleSet }) };
}

function latestKept({ history }: Place): VersionRecord | undefined {
  return latestVersion(history?.versions.filter((version) => version.deletedAt === undefined) ?? []);
}

async function readLatest(context: Context, place: Place): Promise<SchemaRecord | undefined> {
  const latest = latestKept(place);
  return latest === undefined ? undefined : (await context.schemas.load(latest)).record;
}

/** `over` goes before, name by name in each of `tags`, `properties` and `sensitive`; tags of one path are put together. */
export function mergeMetadata(under: JsonObject | undefined, over: JsonObject | undefined): JsonObject | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  return mergeMembers(under, over, (a, b, name) => {
    if (Array.isArray(a) && Array.isArray(b)) return unite(a, b);
    return isJsonObject(a) && isJsonObject(b) ? mergeMembers(a, b, name === 'tags' ? (x, y) => unite(x, y) : (_x, y) => y) : b;
  });
}

/** `over` goes before, rule by rule and by name, in each kind of rules. */
export function mergeRuleSets(under: JsonObject | undefined, over: JsonObject | undefined): JsonObject | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  return mergeMembers(under, over, (a, b) => {
    if (!Array.isArray(a) || !Array.isArray(b)) return b;
    const names = new Set((b as readonly JsonValue[]).map(nameOfRule));
    return [...(a as readonly JsonValue[]).filter((rule) => !names.has(nameOfRule(rule))), ...(b as readonly JsonValue[])];
  });
}

type Merge = (under: JsonValue, over: JsonValue, name: string) => JsonValue;

function mergeMembers(under: JsonObject, over: JsonObject, merge: Merge): JsonObject {
  const merged = Object.entries(over).map(([name, value]) => {
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, before === undefined ? value : merge(before, value, name)] as const;
  });
  return { ...under, ...Object.fromEntries(merged) };
}

function unite(a: JsonValue, b: JsonValue): JsonValue {
  return Array.isArray(a) && Array.isArray(b) ? [...new Set<JsonValue>([...(a as readonly JsonValue[]), ...(b as readonly JsonValue[])])] : b;
}

function nameOfRule(rule: JsonValue): JsonValue | undefined {
  return isJsonObject(rule) ? rule['name'] : undefined;
}
