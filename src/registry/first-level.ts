import { isAtLeastAsStrict, type Level } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import { isPrefix, parseSubject } from '../core/subject.ts';
import type { Configs } from '../storage/store.ts';
import { writeConfig } from './configure.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility, sourcesOfCompatibility } from './effective-compatibility.ts';
import type { WriteContext } from './registry.ts';

/**
 * Set the level of a subject that has none of its own, to one that compares at least what is compared already: what a
 * client may do that may only register, since some do so after their first registration. A subject that was never written counts as one of
 * the Confluent face. The level that the subject has already changes nothing. Throws `forbidden`, which says what is in force.
 */
export async function setFirstLevel(context: Context, name: string, level: Level, write: WriteContext): Promise<void> {
  const subject = parseSubject(name);
  const own = (await context.store.readConfigs()).records.find((record) => record.name === subject);
  // Of several that register at once each sets the level.
  if (own?.level === level) return;
  const { face = 'confluent' } = (await context.store.readSubject(subject))?.subject ?? {};
  await writeConfig(context, subject, write, (existing, configs) => {
    if (existing?.level !== undefined) throw refuse(write, { subject, level, inForce: existing.level, source: subject });
    const inForce = effectiveCompatibility(configs, subject, face).level;
    if (!isAtLeastAsStrict(level, inForce)) throw refuse(write, { subject, level, inForce, source: sourceOf(configs, subject) });
    return { ...existing, name: subject, epoch: (existing?.epoch ?? 0) + 1, level };
  });
}

interface Refused {
  readonly subject: string;
  readonly level: Level;
  readonly inForce: Level;
  /** The name that `inForce` was set for; null: it is the default. */
  readonly source: string | null;
}

function sourceOf(configs: Configs, subject: string): string | null {
  return sourcesOfCompatibility(configs, subject).level;
}

function refuse({ actor }: WriteContext, { subject, level, inForce, source }: Refused): RegistryError {
  const name = JSON.stringify(subject);
  const rule =
    source === subject
      ? `${inForce} is set for it already, which only a key with the scope admin on it may change`
      : `${inForce} is in force for it (${originOf(source)}), and a key that may only register sets a level that compares at least as much; a key with the scope admin on it may set any`;
  return new RegistryError('forbidden', `${JSON.stringify(actor)} may not set the level of ${name} to ${level}: ${rule}`, {
    data: { subject, level, inForce, source },
  });
}

function originOf(source: string | null): string {
  if (source === null) return 'the default';
  if (source === '') return 'set for the registry';
  return `set for the ${isPrefix(source) ? 'prefix' : 'context'} ${JSON.stringify(source)}`;
}
