import type { Registry } from '../../registry/registry.ts';
import { read } from './answers.ts';
import { readFingerprint, readSchemaId } from './path-parameters.ts';
import { defineRoute, type Route } from './route.ts';

export function schemaRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/schemas/{id}',
      operationId: 'getSchema',
      summary: 'A schema by its id in this registry, and where it is used.',
      answers: [read('Schema', 'The schema.')],
      errors: ['schema_not_found'],
      handle: async ({ path }) => ({ kind: 'json', value: await registry.getSchema(readSchemaId(path)) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/fingerprints/{fingerprint}',
      operationId: 'getFingerprint',
      summary: 'A schema by its fingerprint, which is the same in every registry.',
      answers: [read('Schema', 'The schema.')],
      errors: ['schema_not_found'],
      handle: async ({ path }) => ({ kind: 'json', value: await registry.getFingerprint(readFingerprint(path)) }),
    }),
  ];
}
