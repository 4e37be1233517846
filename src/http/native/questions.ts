import type { Registry } from '../../registry/registry.ts';
import { senderOf } from '../kit/sender.ts';
import { requireAccess, requireReferences } from '../kit/principal.ts';
import { some } from './access.ts';
import { ok } from './answers.ts';
import { COMPAT, DIFF, LINT, VALIDATE } from './bodies.ts';
import { defineRoute, type Route } from './route.ts';
import { SCHEMA_ERRORS } from './schema-errors.ts';

const COMPARE_ERRORS = [...SCHEMA_ERRORS, 'subject_not_found', 'version_not_found'] as const;

/** The questions that write nothing. */
export function questionRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/compat',
      operationId: 'compat',
      summary: 'Is a schema compatible with another one, or with a subject?',
      access: some('read', 'and on each subject of the question, those of its references as well'),
      body: COMPAT,
      answers: [ok('Compatibility', 'The checks that the level asks for; with `compatible` false where one is not proved.')],
      errors: COMPARE_ERRORS,
      handle: async ({ body, incoming }) => {
        if (body.subject !== undefined) requireAccess(incoming.principal, 'read', body.subject);
        if ('subject' in body.against) requireAccess(incoming.principal, 'read', body.against.subject);
        requireReferences(incoming.principal, body.references);
        return { kind: 'json', value: await registry.compat(body, senderOf(incoming)) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/diff',
      operationId: 'diff',
      summary: 'What is different between two schemas, and does it hold in both directions?',
      access: some('read', 'and on each subject of the question, those of its references as well'),
      body: DIFF,
      answers: [ok('Diff', 'The changes by structure, the verdicts of both directions, and a fix for each that does not hold.')],
      errors: [...COMPARE_ERRORS, 'overloaded'],
      handle: async ({ body, incoming }) => {
        for (const side of [body.from, body.to]) {
          if ('subject' in side) requireAccess(incoming.principal, 'read', side.subject);
          else requireReferences(incoming.principal, side.references);
        }
        return { kind: 'json', value: await registry.diff(body, senderOf(incoming)) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/lint',
      operationId: 'lint',
      summary: 'What does a schema probably not mean?',
      access: some('read', 'and on what the schema refers to'),
      body: LINT,
      answers: [ok('Lint', 'What the rules find; with line and column where the schema was sent as a text.')],
      errors: [...SCHEMA_ERRORS, 'overloaded'],
      handle: async ({ body, incoming }) => {
        requireReferences(incoming.principal, body.references);
        return { kind: 'json', value: await registry.lint(body) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/validate',
      operationId: 'validate',
      summary: 'Judge the data of an event as a gate would.',
      access: some('read', 'and on the subject of the question, and on those that its schema refers to'),
      body: VALIDATE,
      answers: [
        ok('Validation', 'The findings under the schema that was sent, the version named, or the newest live one where none takes the event.'),
      ],
      errors: [...COMPARE_ERRORS, 'unknown_subject', 'dataschema_retired'],
      handle: async ({ body, incoming }) => {
        requireAccess(incoming.principal, 'read', body.subject);
        requireReferences(incoming.principal, body.references);
        return { kind: 'json', value: await registry.validate(body) };
      },
    }),
  ];
}
