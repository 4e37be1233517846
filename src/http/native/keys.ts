import type { Registry } from '../../registry/registry.ts';
import { OPEN, on } from './access.ts';
import { json, ok, read } from './answers.ts';
import { KEY } from './bodies.ts';
import { defineRoute, type Route } from './route.ts';
import { writeContext } from './write-context.ts';

/** Keys, and who a key makes of its bearer. */
export function keyRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/keys',
      operationId: 'createKey',
      summary: 'Make a key; its secret is in this answer and nowhere else.',
      access: on('admin'),
      body: KEY,
      answers: [{ status: 201, description: 'The key with its secret.', content: json('CreatedKey') }],
      errors: ['subject_invalid'],
      handle: async ({ body, incoming }) => ({
        kind: 'json',
        status: 201,
        value: await registry.createKey(body, writeContext({ incoming, ifMatch: undefined })),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/keys',
      operationId: 'listKeys',
      summary: 'All keys without their secrets, revoked and expired ones included.',
      access: on('admin'),
      answers: [read('KeyList', 'The keys, by id.')],
      handle: async () => ({ kind: 'json', value: { items: await registry.listKeys() } }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/keys/{keyId}',
      operationId: 'revokeKey',
      summary: 'Revoke a key, effective at once; it stays in the list.',
      access: on('admin'),
      answers: [ok('Key', 'The key as it is now.')],
      errors: ['key_not_found'],
      handle: async ({ path, incoming }) => ({
        kind: 'json',
        value: await registry.revokeKey(path('keyId'), writeContext({ incoming, ifMatch: undefined })),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/whoami',
      operationId: 'whoami',
      summary: 'Who the registry takes the caller for, and what they may do.',
      access: OPEN,
      answers: [read('Whoami', 'The caller.')],
      handle: async ({ incoming: { principal } }) => {
        const { name, isKnown: known, scopes, expiresAt } = principal;
        return { kind: 'json', value: { name, known, scopes, ...(expiresAt === undefined ? {} : { expiresAt }) } };
      },
    }),
  ];
}
