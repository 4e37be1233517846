import type { Registry } from '../../registry/registry.ts';
import { DEPRECATION_HEADERS, deprecationHeaders } from '../kit/deprecation.ts';
import { requireReferences } from '../kit/principal.ts';
import { on, readableBy } from './access.ts';
import { json, ok, read } from './answers.ts';
import { LOOK_UP, REGISTER, STATE } from './bodies.ts';
import { flagParameter } from './parameter.ts';
import { readSelector, readSubject, readVersion } from './path-parameters.ts';
import { registerOne, statusOf } from './register-one.ts';
import { defineRoute, type Route } from './route.ts';
import { SCHEMA_ERRORS } from './schema-errors.ts';
import { DELETE_ERRORS, deleteContext, DRY_RUN, PERMANENT, PERMANENT_NEEDS, requirePermanent, writeContext } from './write-context.ts';

const CONTENT_ERRORS = [...SCHEMA_ERRORS, 'reference_cycle'] as const;

export function versionRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/subjects/{subject}/versions',
      operationId: 'register',
      summary: 'Register a version after proving what the level asks for.',
      access: on(
        'register',
        'subject',
        'with `allowBreaking` or `overrideUndecided`, or for a break while no version is live, `break`; and `read` on what it refers to',
      ),
      body: REGISTER,
      answers: [
        {
          status: 201,
          description: 'A new version.',
          content: json('Registered'),
          headers: [{ name: 'Location', description: 'The address of the version.' }],
        },
        ok('Registered', 'The same content is a version of this subject already (`existing`), or it was a dry run.'),
      ],
      errors: [...CONTENT_ERRORS, 'incompatible', 'undecided', 'semver_conflict', 'mode_forbids', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, body, ifMatch, incoming }) => {
        const value = await registerOne(registry, incoming, { subject: path('subject'), request: body, ifMatch });
        if (value.version === undefined) return { kind: 'json', value };
        return { kind: 'json', value, status: statusOf(value), location: locationOf(value.subject, value.version) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/subjects/{subject}/lookup',
      operationId: 'lookUpContent',
      summary: 'The version of a subject that has this content.',
      access: on('read', 'subject', 'and on what the content refers to'),
      body: LOOK_UP,
      answers: [ok('VersionHead', 'The version.')],
      errors: [...CONTENT_ERRORS, 'subject_not_found', 'schema_not_found'],
      handle: async ({ path, body, incoming }) => {
        requireReferences(incoming.principal, body.references);
        return { kind: 'json', value: await registry.lookUpContent(readSubject(path), body) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}',
      operationId: 'getVersion',
      summary: 'A version with its schema.',
      access: on('read', 'subject'),
      query: { bundle: flagParameter('Give one document that needs no other: references are embedded.') },
      answers: [read('Version', 'The version.', DEPRECATION_HEADERS)],
      errors: ['subject_invalid', 'version_invalid', 'subject_not_found', 'version_not_found'],
      handle: async ({ path, query }) => {
        const subject = readSubject(path);
        const { version: value, epoch } = await registry.readVersion(subject, readSelector(path), query);
        return { kind: 'json', value, epoch, headers: deprecationHeaders(value, (version) => locationOf(subject, version)) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}/referrers',
      operationId: 'listReferrers',
      summary: 'The versions whose schema refers to a version.',
      access: on('read', 'subject', 'and only subjects that may be read are named'),
      answers: [read('Referrers', 'Those that may be read, and how many others there are.')],
      errors: ['subject_invalid', 'version_invalid', 'subject_not_found', 'version_not_found'],
      handle: async ({ path, incoming }) => {
        return { kind: 'json', value: await registry.referrers(readSubject(path), readSelector(path), readableBy(incoming)) };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/subjects/{subject}/versions/{version}',
      operationId: 'setState',
      summary: 'Deprecate, retire or bring back a version.',
      access: on('register', 'subject'),
      query: { dryRun: DRY_RUN },
      body: STATE,
      answers: [ok('ChangedState', 'The version as it is now.')],
      errors: [
        'subject_invalid',
        'version_invalid',
        'subject_not_found',
        'version_not_found',
        'state_conflict',
        'mode_forbids',
        'incompatible',
        'undecided',
        'epoch_mismatch',
        'write_conflict',
      ],
      handle: async ({ path, query, body, ifMatch, incoming }) => {
        const context = writeContext({ incoming, ifMatch, dryRun: query.dryRun });
        return { kind: 'json', value: await registry.setState(readSubject(path), readVersion(path), body, context) };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/subjects/{subject}/versions/{version}',
      operationId: 'deleteVersion',
      summary: 'Delete a version: softly, so that gates refuse its events, and then for good.',
      access: on('register', 'subject', PERMANENT_NEEDS),
      query: { permanent: PERMANENT, dryRun: DRY_RUN },
      answers: [ok('DeletedVersion', 'What was deleted.')],
      errors: ['subject_invalid', 'version_invalid', 'subject_not_found', 'version_not_found', ...DELETE_ERRORS],
      handle: async ({ path, query, ifMatch, incoming }) => {
        const subject = readSubject(path);
        requirePermanent(incoming, subject, query);
        const version = await registry.deleteVersion(subject, readVersion(path), deleteContext({ ...query, incoming, ifMatch }));
        return { kind: 'json', value: { subject, version } };
      },
    }),
  ];
}

function locationOf(subject: string, version: number): string {
  return `/api/v1/subjects/${encodeURIComponent(subject)}/versions/${version}`;
}
