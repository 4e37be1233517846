import { SUBJECT_SCHEMA } from '../bodies.ts';
import {
  boolean,
  changeKind,
  checks,
  count,
  dialect,
  fingerprint,
  formats,
  headMembers,
  labels,
  level,
  listOf,
  pointer,
  positive,
  profile,
  reason,
  record,
  ref,
  schema,
  state,
  string,
  time,
  versionMembers,
} from './members.ts';
import type { Components, SubjectName } from './names.ts';

const subjectMembers = {
  required: { subject: SUBJECT_SCHEMA, latest: { type: ['integer', 'null'] }, state, level, profile, formats, labels, epoch: count },
  optional: { owner: string, description: string },
} as const;

/** Subjects, their versions and schemas. */
export const SUBJECTS: Components<SubjectName> = {
  ListedSubject: record(
    {
      ...subjectMembers.required,
      semver: { type: ['string', 'null'], description: 'Of the latest version.' },
      live: { ...count, description: 'How many versions are live.' },
      changedAt: { ...time, description: 'When the subject or one of its versions was last written.' },
    },
    subjectMembers.optional,
  ),
  SubjectPage: record(
    { items: listOf('ListedSubject') },
    {
      cursor: string,
      count: {
        ...record({ matches: { ...count, maximum: 1_000 }, isExact: { type: 'boolean', description: 'False: there are as many at least.' } }),
        description: 'With `count=true`: over all pages.',
      },
    },
  ),
  SubjectDetail: record({ ...subjectMembers.required, versions: listOf('VersionHead') }, subjectMembers.optional),
  VersionHead: record(headMembers.required, headMembers.optional),
  ChangedState: record(headMembers.required, {
    ...headMembers.optional,
    unchanged: { const: true, description: 'It was in that state already, and nothing new was said: nothing was written.' },
    warnings: listOf('StateWarning'),
    narrows: ref('Narrowing'),
  }),
  StateWarning: {
    ...record({ code: { type: 'string', enum: ['last_live', 'names_successor'] }, message: string }),
    description:
      '`last_live`: no version stays live; `names_successor`: a live version is deprecated in favour of this one. It is done all the same.',
  },
  Narrowing: {
    ...record(
      {
        live: { type: 'array', items: positive },
        lastLive: boolean,
        stillAccepted: checks,
        loses: { type: 'string', enum: ['nothing', 'events', 'unknown'] },
      },
      { event: { description: 'An event that would be refused.' } },
    ),
    description: 'In a dry run: the versions that would be live, and whether one of them takes all that gates take under this one.',
  },
  Version: record(versionMembers.required, versionMembers.optional),
  GeneratedFiles: record({ files: { type: 'array', items: record({ path: string, text: string }) } }),
  Reference: record({ name: string, subject: SUBJECT_SCHEMA, version: positive }),
  Registered: record(
    { subject: SUBJECT_SCHEMA, line: positive, fingerprint, semver: string, changeKind, checks },
    {
      version: positive,
      id: positive,
      existing: { const: true },
      state,
      allowedBreaking: reason,
      overriddenUndecided: reason,
      warnings: listOf('Warning'),
    },
  ),
  Registrations: record({
    items: {
      type: 'array',
      items: {
        oneOf: [
          record({ status: { type: 'integer', enum: [200, 201] }, answer: ref('Registered') }),
          record({ status: { type: 'integer', minimum: 400 }, problem: ref('Problem') }),
        ],
      },
    },
  }),
  Warning: {
    ...record({ code: string, message: string, pointer }),
    description: 'What whoever registers should know, such as what other validators understand otherwise; it is stored all the same.',
  },
  Referrers: record({
    items: {
      type: 'array',
      items: record({
        subject: SUBJECT_SCHEMA,
        version: positive,
        state,
        deleted: boolean,
        names: { type: 'array', items: string, description: 'What its `$ref`s write.' },
      }),
    },
    hidden: { ...count, description: 'Those that the caller may not read.' },
  }),
  Schema: record({ id: positive, fingerprint, format: string, schema, references: listOf('Reference'), uses: listOf('Use') }, { dialect }),
  Use: record({ subject: SUBJECT_SCHEMA, version: positive, state, deleted: boolean }),
  DeletedSubject: record({ subject: SUBJECT_SCHEMA, versions: { type: 'array', items: positive } }),
  DeletedVersion: record({ subject: SUBJECT_SCHEMA, version: positive }),
};
