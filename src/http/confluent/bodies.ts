import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { RegisterRequest } from '../../core/resources.ts';
import type { Reference } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireAccess } from '../kit/principal.ts';
import { findVersions, pickVersion } from './find-version.ts';
import { asFlag, asInteger, asJson, asList, asMembers, asText, member, refuse } from './members.ts';
import type { Request } from './route.ts';
import { readRuleSet } from './rule-set.ts';
import { contextOf, qualify } from './subject-name.ts';
import { readTags, type EntityTags } from './tag-names.ts';

/** A schema as clients send it, with what else its registration says. */
export interface SchemaBody {
  readonly request: RegisterRequest;
  /** Whether the body says anything at all: no bytes, or an object without members, do not. */
  readonly isEmpty: boolean;
  /** Present where the sender names the id or the number that it wants. */
  readonly wanted?: { readonly id?: number; readonly version?: number };
  /** How the tags in its metadata are changed; `propagate` adds those of the latest version. */
  readonly tags?: TagChange;
}

export interface TagChange {
  readonly add: readonly EntityTags[];
  readonly remove: readonly EntityTags[];
  readonly propagate: boolean;
}

const EMPTY = '';

/**
 * Read the body of a registration, a look-up or a compatibility check. `schemaType` absent means AVRO, which is
 * `format_unsupported`; a text without `$schema` is draft-07, as Confluent's own validator has it.
 */
export async function readSchemaBody(
  registry: Registry,
  { name, body, principal }: Pick<Request, 'name' | 'body' | 'principal'>,
): Promise<SchemaBody> {
  const value = await body();
  const schema = member(value, 'schema', asText) ?? EMPTY;
  if (schema.trim() !== EMPTY || member(value, 'schemaType', asText) !== undefined) requireSupported(member(value, 'schemaType', asText));
  const references = await readReferences(registry, { name, principal }, value);
  const metadata = member(value, 'metadata', asJson);
  const tags = {
    add: member(value, 'schemaTagsToAdd', readTags) ?? [],
    remove: member(value, 'schemaTagsToRemove', readTags) ?? [],
    propagate: member(value, 'propagateSchemaTags', asFlag) ?? false,
  };
  const ruleSet = member(value, 'ruleSet', readRuleSet);
  const wanted = { ...positive('id', member(value, 'id', asInteger)), ...positive('version', member(value, 'version', asInteger)) };
  return {
    isEmpty: Object.keys(asMembers(value, '')).length === 0,
    request: {
      schema,
      dialect: 'draft-07',
      references,
      ...(metadata === undefined ? {} : { metadata }),
      ...(ruleSet === undefined ? {} : { ruleSet }),
    },
    ...(Object.keys(wanted).length === 0 ? {} : { wanted }),
    ...(tags.add.length + tags.remove.length > 0 || tags.propagate ? { tags } : {}),
  };
}

/** Throws `format_unsupported` for what is not JSON Schema. */
function requireSupported(schemaType: string | undefined): void {
  if (schemaType?.toUpperCase() === 'JSON') return;
  const found = schemaType === undefined || schemaType === '' ? 'none, which means AVRO' : JSON.stringify(schemaType);
  throw new RegistryError('format_unsupported', `Invalid schema type: this registry supports JSON only; found ${found}. Send "schemaType": "JSON"`);
}

// Clients write 0 and -1 for "none".
function positive(name: 'id' | 'version', value: number | undefined): object {
  return value === undefined || value <= 0 ? {} : { [name]: value };
}

/**
 * A reference without a context means the context of the schema that makes it; its version -1 is the latest. Its target must be
 * readable before it is looked for, so that nobody learns what there is.
 */
async function readReferences(
  registry: Registry,
  { name: subject, principal }: Pick<Request, 'name' | 'principal'>,
  body: ExactValue,
): Promise<Reference[]> {
  const read: Reference[] = [];
  for (const [index, item] of (member(body, 'references', asList(asMembers)) ?? []).entries()) {
    const pointer = `/references/${index}`;
    const name = member(item, 'name', asText, pointer) ?? refuse(pointer, 'a member "name"', item);
    const written = member(item, 'subject', asText, pointer) ?? refuse(pointer, 'a member "subject"', item);
    const version = member(item, 'version', asInteger, pointer) ?? -1;
    const target = qualify(written, contextOf(subject));
    requireAccess(principal, 'read', target);
    read.push({ name, subject: target, version: version === -1 ? await latestOf(registry, target) : version });
  }
  return read;
}

async function latestOf(registry: Registry, subject: string): Promise<number> {
  try {
    return pickVersion(await findVersions(registry, subject, 'live'), 'latest').version;
  } catch (cause) {
    if (!(cause instanceof RegistryError) || cause.code !== 'subject_not_found') throw cause;
    throw new RegistryError('reference_not_found', `No schema reference found for subject "${subject}"`, { cause });
  }
}
