import { RegistryError } from '../../core/errors.ts';
import { isLive, type VersionRecord } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { deprecationHeaders } from '../kit/deprecation.ts';
import { on, readable, within } from './access.ts';
import { requireDeletion } from './deletion.ts';
import { findVersions, isShown, pickVersion, readSelector, subjectNotFound } from './find-version.ts';
import { presentVersion, readSchema } from './present.ts';
import { registerBody } from './registration.ts';
import { deleteContext, json, type Request, type Route } from './route.ts';
import { shownBy } from './subjects.ts';
import { registerTags } from './tags.ts';

export function versionRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'GET',
      path: '/subjects/{subject}/versions',
      access: on('read'),
      answer: async ({ name, query }) => {
        const versions = await findVersions(registry, name, shownBy(query));
        const isNegative = query.flag('deletedAsNegative');
        return json(query.page(versions.map((one) => (isNegative && !isLive(one) ? -one.version : one.version))));
      },
    },
    {
      method: 'POST',
      path: '/subjects/{subject}/versions',
      access: on('register'),
      answer: async (request) => json(await registerBody(registry, request)),
    },
    {
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}',
      access: on('read'),
      answer: async (request) => {
        const version = await findVersion(registry, request);
        const headers = deprecationHeaders(version, (other) => `/subjects/${encodeURIComponent(version.subject)}/versions/${other}`);
        return json(await presentVersion(registry, version, request.query.all('findTags')), headers);
      },
    },
    {
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}/schema',
      access: on('read'),
      answer: async (request) => ({ kind: 'text', text: (await readSchema(registry, (await findVersion(registry, request)).schemaId)).text }),
    },
    {
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}/referencedby',
      access: on('read'),
      answer: async (request) => {
        const { subject, version } = await findVersion(registry, request, true);
        const referrers = await registry.stored.referrers(subject, version);
        const readableOnes = readable(request.principal, referrers, (referrer) => referrer.subject);
        const shown = readableOnes.filter((referrer) => isShown(referrer, shownBy(request.query)));
        return json(request.query.page([...new Set(shown.map(({ schemaId }) => schemaId))].toSorted((a, b) => a - b)));
      },
    },
    {
      method: 'POST',
      path: '/subjects/{subject}/versions/{version}/tags',
      access: on('register'),
      answer: async (request) => json(await registerTags(registry, request, await findVersion(registry, request))),
    },
    {
      method: 'DELETE',
      path: '/subjects/{subject}/versions/{version}',
      access: within('`register` deletes softly, `admin` for good'),
      answer: async (request) => json(await deleteVersion(registry, request)),
    },
  ];
}

/** The version that the path names; with `deleted` in the query, or where that does not matter, of any state. */
async function findVersion(registry: Registry, { name, path, query }: Request, anyState = query.flag('deleted')): Promise<VersionRecord> {
  const selector = readSelector(path('version'));
  return pickVersion(await findVersions(registry, name, anyState ? 'all' : 'live'), selector);
}

/** A retired version counts as deleted softly, so that a deletion for good takes both steps for it. */
async function deleteVersion(registry: Registry, request: Request): Promise<number> {
  const { name, path, query } = request;
  const permanent = query.flag('permanent');
  requireDeletion(request, permanent);
  const selector = readSelector(path('version'));
  const stored = await registry.stored.subject(name);
  const versions = stored?.versions ?? [];
  if (versions.length === 0) throw subjectNotFound(name);
  const version = pickVersion(selector === 'latest' && versions.some(isLive) ? versions.filter(isLive) : versions, selector);
  const { version: number } = version;
  if (!permanent && !isLive(version)) {
    const message = `Subject '${name}' Version ${number} was soft deleted.Set permanent=true to delete permanently`;
    throw new RegistryError('already_deleted', message, { data: { version: number } });
  }
  if (permanent && isLive(version)) {
    const message = `Subject '${name}' Version ${number} was not deleted first before being permanently deleted`;
    throw new RegistryError('not_deleted_yet', message, { data: { version: number } });
  }
  if (version.deletedAt === undefined) await registry.deleteVersion(name, number, deleteContext(request, false));
  return permanent ? registry.deleteVersion(name, number, deleteContext(request, true)) : number;
}
