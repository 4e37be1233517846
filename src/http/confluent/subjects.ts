import { RegistryError } from '../../core/errors.ts';
import { isLive } from '../../core/version.ts';
import { propertyOf } from '../../registry/compatibility-group.ts';
import type { Registry } from '../../registry/registry.ts';
import type { StoredSubject } from '../../registry/stored.ts';
import { on, readable, some, within } from './access.ts';
import { readSchemaBody } from './bodies.ts';
import { requireDeletion } from './deletion.ts';
import { findVersions, isShown, schemaNotFound, subjectNotFound, type Shown } from './find-version.ts';
import { presentVersion, readSchema } from './present.ts';
import type { Query } from './query.ts';
import { deleteContext, json, type Request, type Route } from './route.ts';
import { readFilter } from './subject-name.ts';

export function subjectRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'GET',
      path: '/subjects',
      access: some('read'),
      answer: async ({ query, context, principal }) => {
        const filter = readFilter(query.text('subjectPrefix'), context);
        const shown = shownBy(query);
        const names: string[] = [];
        for await (const { subject, versions } of registry.stored.subjects(filter.prefix)) {
          if (filter.has(subject.subject) && isListed(versions, shown)) names.push(subject.subject);
        }
        return json(query.page(readable(principal, names, (name) => name)));
      },
    },
    {
      method: 'POST',
      path: '/subjects/{subject}',
      access: on('read'),
      answer: async (request) => {
        const { request: schema } = await readSchemaBody(registry, request);
        const deleted = request.query.flag('deleted');
        const found = await registry.lookUpSent(request.name, schema, { deleted });
        if (found !== undefined) return json(await presentVersion(registry, found));
        await findVersions(registry, request.name, deleted ? 'all' : 'live');
        throw schemaNotFound();
      },
    },
    {
      method: 'GET',
      path: '/subjects/{subject}/metadata',
      access: on('read'),
      answer: async ({ name, query }) => {
        const versions = await findVersions(registry, name, query.flag('deleted') ? 'all' : 'live');
        const wanted = query.all('key').map((key, index) => [key, query.all('value')[index] ?? ''] as const);
        for (const version of versions.toReversed()) {
          const { metadata } = await readSchema(registry, version.schemaId);
          if (wanted.every(([key, value]) => propertyOf(metadata, key) === value)) return json(await presentVersion(registry, version));
        }
        throw schemaNotFound();
      },
    },
    {
      method: 'DELETE',
      path: '/subjects/{subject}',
      access: within('`register` deletes softly, `admin` for good'),
      answer: async (request) => json(await deleteSubject(registry, request)),
    },
  ];
}

/** Which versions a list is about: `deletedOnly` goes before `deleted`. */
export function shownBy(query: Query): Shown {
  if (query.flag('deletedOnly')) return 'deleted';
  return query.flag('deleted') ? 'all' : 'live';
}

// A subject is deleted when all its versions are.
function isListed(versions: StoredSubject['versions'], shown: Shown): boolean {
  if (shown === 'deleted') return versions.length > 0 && !versions.some(isLive);
  return versions.some((version) => isShown(version, shown));
}

/** A retired version counts as deleted softly, so that a deletion for good takes both steps for it. */
async function deleteSubject(registry: Registry, request: Request): Promise<readonly number[]> {
  const { name } = request;
  const permanent = request.query.flag('permanent');
  requireDeletion(request, permanent);
  const stored = await registry.stored.subject(name);
  const versions = stored?.versions ?? [];
  if (versions.length === 0) throw subjectNotFound(name);
  const live = versions.filter(isLive).map(({ version }) => version);
  if (!permanent && live.length === 0) {
    throw new RegistryError('already_deleted', `Subject '${name}' was soft deleted.Set permanent=true to delete permanently`);
  }
  if (permanent && live.length > 0) {
    throw new RegistryError('not_deleted_yet', `Subject '${name}' was not deleted first before being permanently deleted`);
  }
  const isKept = versions.some((version) => version.deletedAt === undefined);
  const softly = isKept ? await registry.deleteSubject(name, deleteContext(request, false)) : [];
  return permanent ? registry.deleteSubject(name, deleteContext(request, true)) : softly.filter((version) => live.includes(version));
}
