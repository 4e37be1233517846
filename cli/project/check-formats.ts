import type { Client } from '../../src/client/client.ts';
import type { Check } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SubjectDetailResource, VersionHeadResource } from '../../src/core/resources.ts';
import { majorOf } from '../../src/core/semver.ts';
import { lockedEvent, type LockedEvent } from '../../src/project/lock.ts';
import { findSubject } from '../find-subject.ts';
import { mapInOrder } from '../map-in-order.ts';
import type { Project } from './project.ts';
import type { PublishItem } from './publish-plan.ts';
import { requireStored } from './store.ts';

/** A subject whose formats the generated code asserts, and the registry takes for annotations. */
export interface FormatState {
  readonly subject: string;
  /** The live versions whose events the consumer of this project would refuse, while the registry takes them for compatible. */
  readonly refused: readonly RefusedVersion[];
}

interface RefusedVersion {
  readonly semver: string;
  /** What the project has locked. */
  readonly locked: string;
  readonly check: Check;
}

const REQUESTS_AT_ONCE = 8;

/**
 * Where the generated code asserts formats: the subjects, produced, consumed or published, that have some and whose configuration takes them for annotations.
 * Nobody is asked where it asserts none.
 */
export async function checkFormats(client: Client, project: Project, items: readonly PublishItem[]): Promise<readonly FormatState[]> {
  const { config, lock } = project;
  if (config.output?.formats !== 'assert') return [];
  const subjects = [...new Set([...Object.keys(lock?.events ?? {}), ...items.map(({ subject }) => subject)])].toSorted();
  const work = async (subject: string): Promise<readonly FormatState[]> => {
    const locked = lockedEvent(lock, subject);
    const schemas = [...(await lockedSchemas(project, locked)), ...items.filter((item) => item.subject === subject).map(({ schema }) => schema)];
    if (!(await saysFormat(schemas))) return [];
    const detail = await findSubject(client, subject);
    if ((detail ?? (await client.getConfig(subject))).formats === 'assert') return [];
    return [{ subject, refused: detail === undefined || locked?.consumes === undefined ? [] : await refusedVersions(client, detail, locked) }];
  };
  const states: FormatState[] = [];
  for await (const found of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work })) states.push(...found);
  return states;
}

/** What is wrong with a vendored schema is told by itself. */
async function lockedSchemas(project: Project, locked: LockedEvent | undefined): Promise<readonly JsonValue[]> {
  if (locked === undefined) return [];
  const schemas: JsonValue[] = [];
  for (const fingerprint of [locked.fingerprint, ...locked.older.map((one) => one.fingerprint), ...locked.references]) {
    try {
      schemas.push((await requireStored(project, fingerprint)).schema);
    } catch (thrown) {
      if (!(thrown instanceof RegistryError) || thrown.code !== 'vendored_invalid') throw thrown;
    }
  }
  return schemas;
}

/** A file that was not judged is a text, and what is wrong with it is told by itself. */
async function saysFormat(schemas: readonly JsonValue[]): Promise<boolean> {
  const { hasFormat } = await import('../../src/formats/json-schema/format-changes.ts');
  const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
  return schemas.some((schema) => {
    try {
      return hasFormat(typeof schema === 'string' ? readDocument(schema) : schema);
    } catch (thrown) {
      if (thrown instanceof RegistryError) return false;
      throw thrown;
    }
  });
}

/** Of one major, as a consumer reads whatever it has no older contract for by the one that is locked. */
async function refusedVersions(
  client: Client,
  { versions, profile }: SubjectDetailResource,
  locked: LockedEvent,
): Promise<readonly RefusedVersion[]> {
  const live = versions.filter(({ state }) => state !== 'retired');
  const reader = live.find(({ fingerprint }) => fingerprint === locked.fingerprint);
  if (reader === undefined) return [];
  const { subject } = reader;
  const ask = async (writer: VersionHeadResource, formats: 'annotate' | 'assert'): Promise<Check | undefined> => {
    const against = { subject, version: writer.version };
    return (await client.compat({ subject, version: reader.version, against, level: 'BACKWARD', profile, formats })).checks[0];
  };
  const refused: RefusedVersion[] = [];
  for (const writer of live) {
    if (writer.fingerprint === reader.fingerprint || majorOf(writer.semver) !== majorOf(reader.semver)) continue;
    const check = await ask(writer, 'assert');
    // What breaks without formats as well is for the level to say.
    if (check?.verdict.kind !== 'not_contained' || (await ask(writer, 'annotate'))?.verdict.kind !== 'contained') continue;
    refused.push({ semver: writer.semver, locked: reader.semver, check });
  }
  return refused;
}
