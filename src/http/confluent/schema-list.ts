import { latestVersion, newest, type VersionRecord } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Principal } from '../kit/principal.ts';
import { readable } from './access.ts';
import { readAliases } from './alias.ts';
import { isShown } from './find-version.ts';
import { presentVersion, readSchema } from './present.ts';
import type { Request } from './route.ts';
import { rulesIn } from './rule-set.ts';
import { readFilter } from './subject-name.ts';
import { shownBy } from './subjects.ts';
import { byFirst } from '../../core/text-order.ts';

/** The versions that a list asks for and the caller may read, a page of them. */
export async function listSchemas(registry: Registry, { query, context, principal }: Request): Promise<readonly object[]> {
  const filter = readFilter(query.text('subjectPrefix'), context);
  const aliases = query.flag('aliases') ? await namesBySubject(registry, principal) : undefined;
  const listed: VersionRecord[] = [];
  for await (const { subject, versions } of registry.stored.subjects(aliases === undefined ? filter.prefix : '')) {
    const names = [subject.subject, ...(aliases?.get(subject.subject) ?? [])];
    if (!names.some((name) => filter.has(name))) continue;
    const shown = versions.filter((version) => isShown(version, shownBy(query)));
    const latest = latestVersion(shown) ?? newest(shown);
    listed.push(...(query.flag('latestOnly') ? (latest === undefined ? [] : [latest]) : shown));
  }
  const allowed = readable(principal, listed, ({ subject }) => subject);
  const wanted = await withRules(registry, allowed, query.text('ruleType'));
  const shown: object[] = [];
  for (const version of query.page(wanted)) {
    const also = aliases?.get(version.subject);
    shown.push({ ...(await presentVersion(registry, version)), ...(also === undefined ? {} : { aliases: also }) });
  }
  return shown;
}

async function withRules(registry: Registry, versions: readonly VersionRecord[], type: string | undefined): Promise<readonly VersionRecord[]> {
  if (type === undefined || type === '') return versions;
  const found: VersionRecord[] = [];
  for (const version of versions) {
    const { ruleSet } = await readSchema(registry, version.schemaId);
    if (rulesIn(ruleSet).some(({ rule }) => rule['type'] === type)) found.push(version);
  }
  return found;
}

/** By subject, the names that stand for it and may be read, sorted. */
async function namesBySubject(registry: Registry, principal: Principal): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const aliases = readable(principal, [...(await readAliases(registry))], ([alias]) => alias);
  for (const [alias, subject] of aliases.toSorted(byFirst)) {
    found.set(subject, [...(found.get(subject) ?? []), alias]);
  }
  return found;
}
