import { CHANGE_KINDS } from '../../../core/compatibility.ts';
import { CHANGED_THINGS } from '../../../core/schema-change.ts';
import { REASON_CODES, STAGES } from '../../../core/verdict.ts';
import { SUBJECT_SCHEMA } from '../bodies.ts';
import {
  anything,
  boolean,
  checks,
  count,
  fingerprint,
  formats,
  level,
  listOf,
  pointer,
  positive,
  profile,
  record,
  ref,
  state,
  string,
} from './members.ts';
import type { Components, VerdictName } from './names.ts';

const checkMembers = {
  required: { writer: ref('Side'), reader: ref('Side'), verdict: ref('Verdict') },
  optional: {
    strongest: {
      anyOf: [profile, { type: 'null' }],
      description: 'The strongest profile under which it holds; null: none; absent where that is not known.',
    },
    stricter: {
      ...record({ profile, witness: anything }),
      description: 'The next profile after `strongest`, under which it fails, and an event that shows it; only beside a proof.',
    },
  },
} as const;

/** What the engine, the tools and the evaluator say. */
export const VERDICTS: Components<VerdictName> = {
  Side: record({ label: string, fingerprint }, { subject: SUBJECT_SCHEMA, version: positive }),
  Check: record(checkMembers.required, checkMembers.optional),
  Verdict: {
    oneOf: [
      record({ kind: { const: 'contained' }, stats: ref('Stats') }, { certificate: anything }),
      record({ kind: { const: 'not_contained' }, witness: anything, minimal: boolean, findings: listOf('Finding'), stats: ref('Stats') }),
      record({ kind: { const: 'undecided' }, reasons: listOf('Reason'), stats: ref('Stats') }),
    ],
  },
  Stats: record({ steps: count, stage: { type: 'string', enum: STAGES }, judges: { type: 'array', items: string }, engine: string }),
  Finding: record(
    { code: string, message: string, instancePointer: pointer, keyword: string, readerLocation: string },
    { writerLocation: string, change: string, remedy: string, witness: anything },
  ),
  Reason: record({ code: { type: 'string', enum: REASON_CODES }, message: string }, { writerLocation: string, readerLocation: string }),
  Compatibility: record(
    { compatible: boolean, level, profile, formats, checks },
    {
      existing: {
        ...record({ version: positive, state }),
        description: 'The version that has this content already; registering it would write nothing.',
      },
      warnings: { ...listOf('Warning'), description: 'About a schema of the request, as a registration has them.' },
    },
  ),
  Diff: record(
    {
      from: ref('Side'),
      to: ref('Side'),
      profile,
      formats,
      changeKind: { type: 'string', enum: CHANGE_KINDS },
      changes: { ...listOf('SchemaChange'), description: 'The first 1,000.' },
      backward: { ...ref('DiffDirection'), description: 'The older side writes, the newer one reads.' },
      forward: { ...ref('DiffDirection'), description: 'The newer side writes, the older one reads.' },
    },
    { more: { ...positive, description: 'How many changes are left out.' } },
  ),
  DiffDirection: record(checkMembers.required, { ...checkMembers.optional, fix: ref('Fix') }),
  Fix: {
    ...record({
      verified: { type: 'boolean', description: 'Proved with the document that it leads to; false: neither proved nor refuted.' },
      steps: { type: 'array', items: string, description: 'A sentence for each change that is taken back.' },
      changes: { type: 'array', items: count, description: 'Those changes, by their place in the list, in the order of `steps`.' },
      patch: {
        type: 'array',
        items: record({ op: { type: 'string', enum: ['add', 'replace', 'remove'] }, path: pointer }, { value: anything }),
        description: 'The same as a JSON Patch (RFC 6902) of the newer document.',
      },
    }),
    description: 'What to change in the newer side so that the direction holds; absent where it holds, and where nothing short was found.',
  },
  SchemaChange: {
    ...record(
      {
        kind: { type: 'string', enum: ['added', 'removed', 'changed'] },
        thing: { type: 'string', enum: CHANGED_THINGS },
        name: string,
        pointer: { ...string, description: 'Into the newer document; of what was removed, into the older.' },
        places: {
          ...record({ before: string, after: string }),
          description: 'Where it stands in each document; where it is absent, where it would stand, with `-` for the end of an array.',
        },
      },
      { before: anything, after: anything },
    ),
    description: 'Pointers are JSON Pointers, in a document that both refer to `NAME#` and then a JSON Pointer.',
  },
  Lint: record(
    { findings: { ...listOf('LintFinding'), description: 'The first 200.' } },
    { more: { ...positive, description: 'How many findings are left out.' } },
  ),
  LintFinding: record(
    { rule: string, severity: { type: 'string', enum: ['warn', 'error'] }, pointer, message: string },
    { line: positive, column: positive, remedy: string },
  ),
  Validation: record({ valid: boolean, subject: SUBJECT_SCHEMA, findings: listOf('EventFinding') }, { version: positive, schemaId: positive }),
  EventFinding: record({
    code: string,
    message: string,
    instancePointer: pointer,
    keyword: string,
    keywordLocation: string,
    expected: anything,
    found: record({ type: string }, { length: count, value: anything, branches: { type: 'array', items: count } }),
  }),
};
