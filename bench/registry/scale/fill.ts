import type { Client } from '../../../src/client/index.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { orderSchema } from '../schemas.ts';

export interface Size {
  readonly subjects: number;
  /** Of each subject. */
  readonly versions: number;
}

/** A subject with many live versions, each compared with every new one at a transitive level. */
export interface LongHistory {
  readonly subject: string;
  readonly live: number;
  readonly kind: 'wider' | 'apart';
}

const [AT_ONCE, MEMBERS] = [8, 20];

export function subjectName(at: number): string {
  return `com.team${at % 20}.event${at}`;
}

/**
 * Register over HTTP, as people do: each version has one optional member more than the one before and is proved at the level and
 * profile that the native face gives (FULL_TRANSITIVE × declared). Some 1.3 kB for a first version, 6 kB for a hundredth.
 */
export async function fill(client: Client, { subjects, versions }: Size): Promise<void> {
  const waiting = Array.from({ length: subjects }, (_, at) => at);
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (let version = 1; version <= versions; version += 1) await client.register(subjectName(at), { schema: nextSchema(at, version) });
      const done = subjects - waiting.length;
      if (done % Math.ceil(subjects / 10) === 0) say(`filled ${done} of ${subjects} subjects`, startedAt);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The schema of a version of a subject; the first is version 1. */
export function nextSchema(at: number, version: number): JsonObject {
  return orderSchema(MEMBERS + version, subjectName(at));
}

export async function fillLong(client: Client, { subject, live, kind }: LongHistory): Promise<void> {
  const startedAt = performance.now();
  await client.putConfig(subject, { level: 'BACKWARD_TRANSITIVE', profile: 'declared' });
  for (let version = 1; version <= live; version += 1) await client.register(subject, { schema: longSchema({ subject, kind }, version) });
  say(`registered ${live} versions of ${subject}`, startedAt);
}

/**
 * `wider`: each version allows a little more than the one before, as most do, so one comparison says it all. `apart`: each declares
 * a member that no other has, so none stands for another and all are to be asked. No two subjects share a text, so no verdict is known
 * from another one.
 */
export function longSchema({ subject, kind }: Pick<LongHistory, 'subject' | 'kind'>, version: number): JsonObject {
  const base = orderSchema(MEMBERS, subject);
  const own = kind === 'wider' ? { widened: { type: 'string', maxLength: version } } : { [`own${version}`]: { type: 'string' } };
  return { ...base, properties: { ...(base['properties'] as JsonObject), ...own } };
}

function say(what: string, startedAt: number): void {
  process.stderr.write(`[sluice] ${what}, ${Math.round((performance.now() - startedAt) / 1_000)} s\n`);
}
