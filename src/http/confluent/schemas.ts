import { RegistryError, unreachable } from '../../core/errors.ts';
import type { SchemaRecord, VersionRecord } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { pickUse } from '../../registry/uses.ts';
import { OPEN, readable, some } from './access.ts';
import { readAliases } from './alias.ts';
import { isShown, schemaNotFound } from './find-version.ts';
import { presentSchema, readSchema } from './present.ts';
import { json, type Request, type Route } from './route.ts';
import { listSchemas } from './schema-list.ts';
import { contextOf, DEFAULT_CONTEXT, qualify, readSubjectFilter } from './subject-name.ts';
import { shownBy } from './subjects.ts';

/** Who may read none of them is told what they would be told of a schema that is not there. */
const OF_A_USE = some('read');

export function schemaRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'GET',
      path: '/schemas',
      access: some('read'),
      answer: async (request) => json(await listSchemas(registry, request)),
    },
    { method: 'GET', path: '/schemas/types', access: OPEN, answer: async () => json(['JSON']) },
    {
      method: 'GET',
      path: '/schemas/ids/{id}',
      access: OF_A_USE,
      answer: async (request) => {
        const { record, use } = await findById(registry, request);
        const maxId = request.query.flag('fetchMaxId') ? { maxId: await registry.stored.lastSchemaId() } : {};
        return json({ ...presentSchema(record, use, request.query.all('findTags')), guid: record.guid, ...maxId });
      },
    },
    {
      method: 'GET',
      path: '/schemas/ids/{id}/schema',
      access: OF_A_USE,
      answer: async (request) => ({ kind: 'text', text: (await findById(registry, request)).record.text }),
    },
    {
      method: 'GET',
      path: '/schemas/ids/{id}/subjects',
      access: OF_A_USE,
      answer: async (request) => {
        const uses = await findUses(registry, request);
        return json(request.query.page([...new Set(uses.map(({ subject }) => subject))]));
      },
    },
    {
      method: 'GET',
      path: '/schemas/ids/{id}/versions',
      access: OF_A_USE,
      answer: async (request) => {
        const uses = await findUses(registry, request);
        return json(request.query.page(uses.map(({ subject, version }) => ({ subject, version }))));
      },
    },
    {
      method: 'GET',
      path: '/schemas/guids/{guid}',
      access: OF_A_USE,
      answer: async (request) => {
        const [found] = await findByGuid(registry, request);
        const { record, use } = found ?? unreachable('a guid without a schema was refused');
        return json({ ...presentSchema(record, use, request.query.all('findTags')), guid: record.guid });
      },
    },
    {
      method: 'GET',
      path: '/schemas/guids/{guid}/ids',
      access: OF_A_USE,
      answer: async (request) => {
        const found = await findByGuid(registry, request);
        const ids = found.flatMap(({ record, uses }) =>
          [...new Set(uses.map(({ subject }) => contextOf(subject)))].map((context) => ({ context, id: record.id })),
        );
        return json(ids);
      },
    },
  ];
}

interface UsedSchema {
  readonly record: SchemaRecord;
  /** Of any state, and readable; at least one. */
  readonly uses: readonly VersionRecord[];
  /** The one of them whose references are shown. */
  readonly use: VersionRecord;
}

/** A schema of which a version may be read, in the context that `subject` asks for. Throws `schema_not_found`. */
async function findById(registry: Registry, { path, query, context, principal }: Request): Promise<UsedSchema> {
  const id = readId(path('id'));
  const asked = contextOf(qualify(query.text('subject') ?? '', context));
  const uses = readable(principal, await registry.stored.uses(id), ({ subject }) => subject).filter(
    ({ subject }) => asked === DEFAULT_CONTEXT || contextOf(subject) === asked,
  );
  const use = pickUse(uses, (subject) => principal.can('read', subject));
  if (use === undefined) throw schemaNotFound(id);
  return { record: await readSchema(registry, id), uses, use };
}

/** The versions that have the schema and may be read, of the subject or context that `subject` names. */
async function findUses(registry: Registry, request: Request): Promise<readonly VersionRecord[]> {
  const { query, context } = request;
  const { uses } = await findById(registry, request);
  const text = query.text('subject');
  const named = qualify(text ?? '', context);
  const meant = (await readAliases(registry)).get(named) ?? named;
  const filter = text === undefined && context === DEFAULT_CONTEXT ? undefined : readSubjectFilter(meant, contextOf(named));
  return uses.filter((version) => isShown(version, shownBy(query)) && (filter === undefined || filter.has(version.subject)));
}

/** Throws `schema_not_found`. */
async function findByGuid(registry: Registry, { path, principal }: Request): Promise<readonly UsedSchema[]> {
  const guid = path('guid').toLowerCase();
  const found: UsedSchema[] = [];
  for (const record of await registry.stored.schemasOfGuid(guid)) {
    const uses = readable(principal, await registry.stored.uses(record.id), ({ subject }) => subject);
    const use = pickUse(uses, (subject) => principal.can('read', subject));
    if (use !== undefined) found.push({ record, uses, use });
  }
  if (found.length === 0) throw schemaNotFound(guid);
  return found;
}

function readId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (id <= 2 ** 31 - 1) return id;
  throw new RegistryError('route_not_found', `HTTP 404 Not Found: schema id: expected a whole number up to 2^31-1; found ${JSON.stringify(text)}`);
}
