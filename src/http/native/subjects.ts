import { STATES } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { on, readableBy, some } from './access.ts';
import { ok, read } from './answers.ts';
import { SUBJECT_PATCH } from './bodies.ts';
import {
  choiceParameter,
  cursorParameter,
  flagParameter,
  formatCursor,
  integerParameter,
  labelParameter,
  prefixParameter,
  textParameter,
} from './parameter.ts';
import { readSubject } from './path-parameters.ts';
import { defineRoute, type Route } from './route.ts';
import { DELETE_ERRORS, deleteContext, DRY_RUN, PERMANENT, PERMANENT_NEEDS, requirePermanent, writeContext } from './write-context.ts';

const LIST_QUERY = {
  search: textParameter('Part of the name, owner, description or a label, upper and lower case alike.'),
  prefix: prefixParameter(),
  owner: textParameter('The exact owner.'),
  label: labelParameter('A label: its name, `=`, and its exact value.'),
  field: textParameter(
    'The name of a field that the latest version declares, or the end of its path, `.` or `/` between the names: `lines.quantity`; upper and lower case alike. A name that has a dot itself is found whole, or by what follows the dot.',
  ),
  state: choiceParameter('The state of the newest version.', STATES),
  order: choiceParameter('By name, which is the default, or by the last change, newest first.', ['name', 'changed']),
  count: flagParameter('Say as well how many there are over all pages, up to 1,000.'),
  cursor: cursorParameter(),
  limit: integerParameter('Items per page.', { min: 1, max: 1_000, default: 100 }),
};

export function subjectRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/subjects',
      operationId: 'listSubjects',
      summary: 'List or search subjects, by name or by their last change, a page at a time.',
      access: some('read', 'only what may be read is listed'),
      query: LIST_QUERY,
      answers: [read('SubjectPage', 'A page.')],
      handle: async ({ query, incoming }) => {
        const page = await registry.listSubjects({ ...query, isVisible: readableBy(incoming) });
        return { kind: 'json', value: page.cursor === undefined ? page : { ...page, cursor: formatCursor(page.cursor) } };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/subjects/{subject}',
      operationId: 'getSubject',
      summary: 'A subject with the heads of its versions.',
      access: on('read', 'subject'),
      answers: [read('SubjectDetail', 'The subject.')],
      errors: ['subject_invalid', 'subject_not_found'],
      handle: async ({ path }) => {
        const value = await registry.getSubject(readSubject(path));
        return { kind: 'json', value, epoch: value.epoch };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/subjects/{subject}',
      operationId: 'updateSubject',
      summary: 'Change owner, description or labels; null removes.',
      access: on('register', 'subject'),
      body: SUBJECT_PATCH,
      answers: [read('SubjectDetail', 'The subject as it is now.')],
      errors: ['subject_invalid', 'subject_not_found', 'mode_forbids', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, body, ifMatch, incoming }) => {
        const value = await registry.updateSubject(readSubject(path), body, writeContext({ incoming, ifMatch }));
        return { kind: 'json', value, epoch: value.epoch };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/subjects/{subject}',
      operationId: 'deleteSubject',
      summary: 'Delete all versions of a subject: softly, so that gates refuse their events, and then for good.',
      access: on('register', 'subject', PERMANENT_NEEDS),
      query: { permanent: PERMANENT, dryRun: DRY_RUN },
      answers: [ok('DeletedSubject', 'What was deleted.')],
      errors: ['subject_invalid', 'subject_not_found', ...DELETE_ERRORS],
      handle: async ({ path, query, ifMatch, incoming }) => {
        const subject = readSubject(path);
        requirePermanent(incoming, subject, query);
        const versions = await registry.deleteSubject(subject, deleteContext({ ...query, incoming, ifMatch }));
        return { kind: 'json', value: { subject, versions } };
      },
    }),
  ];
}
