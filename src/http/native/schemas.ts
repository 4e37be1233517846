import type { Registry } from '../../registry/registry.ts';
import { RegistryError } from '../../core/errors.ts';
import type { SchemaResource } from '../../core/resources.ts';
import type { Principal } from '../kit/principal.ts';
import { some } from './access.ts';
import { read } from './answers.ts';
import { readFingerprint, readSchemaId } from './path-parameters.ts';
import { defineRoute, type Route } from './route.ts';

const VISIBLE = 'found only where a subject that has it may be read, and those alone are named';

export function schemaRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/schemas/{id}',
      operationId: 'getSchema',
      summary: 'A schema by its id in this registry, and where it is used.',
      access: some('read', VISIBLE),
      answers: [read('Schema', 'The schema.')],
      errors: ['schema_not_found'],
      handle: async ({ path, incoming }) => {
        const id = readSchemaId(path);
        return { kind: 'json', value: requireVisible(incoming.principal, await registry.getSchema(id), `schema ${id} not found`) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/fingerprints/{fingerprint}',
      operationId: 'getFingerprint',
      summary: 'A schema by its fingerprint, which is the same in every registry.',
      access: some('read', VISIBLE),
      answers: [read('Schema', 'The schema.')],
      errors: ['schema_not_found'],
      handle: async ({ path, incoming }) => {
        const fingerprint = readFingerprint(path);
        const schema = await registry.getFingerprint(fingerprint);
        return { kind: 'json', value: requireVisible(incoming.principal, schema, `no schema has the fingerprint ${fingerprint}`) };
      },
    }),
  ];
}

/** The schema with the uses that may be read. One that is in no such subject is not found, in the words for one that is not there. */
function requireVisible(principal: Principal, schema: SchemaResource, notFound: string): SchemaResource {
  if (principal.can('read', '')) return schema;
  const uses = schema.uses.filter(({ subject }) => principal.can('read', subject));
  if (uses.length === 0) throw new RegistryError('schema_not_found', notFound);
  return { ...schema, uses };
}
