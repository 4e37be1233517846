import { RegistryError } from '../../core/errors.ts';
import { isContext, isPrefix } from '../../core/subject.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireAccess, type Principal } from '../kit/principal.ts';
import { contextOf, qualify, readSubjectName } from './subject-name.ts';

/** The subjects that stand for others, each with the subject that it means. */
export async function readAliases(registry: Registry): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await registry.aliases())].map(([name, alias]) => [name, qualify(alias, contextOf(name))]));
}

/**
 * Throws `alias_invalid` unless `name` can stand for the subject that `alias` names: one subject for another, and one step at a
 * time, so that nothing leads round in a circle. Throws `forbidden` where the caller may not read what it would mean.
 */
export async function requireAlias(registry: Registry, name: string, alias: string, principal: Principal): Promise<void> {
  if (name === '' || isPrefix(name) || isContext(name)) {
    throw refuse(alias, `only a subject can be an alias; found it for ${name === '' ? 'the registry' : JSON.stringify(name)}`);
  }
  const subject = readAliased(alias, name);
  if (subject === name) throw refuse(alias, `${JSON.stringify(name)} cannot stand for itself`);
  requireAccess(principal, 'read', subject);
  const aliases = await readAliases(registry);
  if (aliases.has(subject)) throw refuse(alias, 'that is an alias itself; name the subject that it means');
  if ([...aliases.values()].includes(name)) throw refuse(alias, `${JSON.stringify(name)} is what another alias means; change that one first`);
}

function readAliased(alias: string, name: string): string {
  try {
    return readSubjectName(alias, contextOf(name));
  } catch (cause) {
    throw refuse(alias, `expected the name of a subject; ${RegistryError.from(cause).message}`, cause);
  }
}

function refuse(alias: string, fault: string, cause?: unknown): RegistryError {
  return new RegistryError('alias_invalid', `alias ${JSON.stringify(alias)}: ${fault}`, { cause });
}
