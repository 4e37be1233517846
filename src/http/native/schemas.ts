import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Principal } from '../kit/principal.ts';
import { readableBy, some } from './access.ts';
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
        const value = await registry.getSchema(id, readableBy(incoming)).catch((thrown: unknown) => refuse(registry, { id, incoming, thrown }));
        return { kind: 'json', value };
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
        return { kind: 'json', value: await registry.getFingerprint(readFingerprint(path), readableBy(incoming)) };
      },
    }),
  ];
}

/** Who administers the registry learns whether the id was given before: an import that needs it for another schema cannot have it. */
async function refuse(registry: Registry, { id, incoming, thrown }: Refused): Promise<never> {
  const isMissing = thrown instanceof RegistryError && thrown.code === 'schema_not_found';
  if (!isMissing || !incoming.principal.can('admin', '') || (await registry.stored.schema(id)) === undefined) throw thrown;
  throw new RegistryError('schema_not_found', `schema ${id} not found: it was deleted for good, and its id is never given to another`, {
    cause: thrown,
    data: { deletedForGood: true },
  });
}

interface Refused {
  readonly id: number;
  readonly incoming: { readonly principal: Principal };
  readonly thrown: unknown;
}
