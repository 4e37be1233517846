import type { Registry } from '../../registry/registry.ts';
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
        return { kind: 'json', value: await registry.getSchema(readSchemaId(path), readableBy(incoming)) };
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
