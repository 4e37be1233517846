import { functionPart, typedFunctionPart, type Part } from './source-file.ts';

/** What a check is, and what it notes. */
export const CHECK_TYPES = `/** A compiled check. What it has found of values so far is handed on within a call. */
export interface Check {
  (value: unknown, found?: Found): boolean;
  errors?: readonly CheckError[] | null;
}

/** By check and value the errors; null where there are none. */
export type Found = Map<Check, Map<unknown, readonly CheckError[] | null>>;

export interface CheckError extends ErrorDetails {
  /** From the value that the check judges. */
  readonly instancePath: string;
  readonly schemaPath: string;
  /** What the keyword says: a limit, a name, values. */
  readonly value: unknown;
}

/** What an error says of itself where its keyword does not. */
export interface ErrorDetails {
  readonly keyword?: string;
  readonly code?: string;
  readonly says?: string;
  readonly expected?: unknown;
  readonly found?: { readonly branches: readonly number[] };
  /** The keyword is so many steps from the end of its place. */
  readonly steps?: number;
  /** Of a union: how many errors before it are those of its branches. */
  readonly size?: number;
  /** What is told of the union whose error stands at a place. */
  readonly explain?: (error: CheckError, errors: readonly CheckError[], at: number, value: unknown, told: Told) => readonly CheckError[];
  /** Those of another check, which this one stands for. */
  readonly inner?: readonly CheckError[];
  /** So many steps from the value to the place, where that is known. */
  readonly depth?: number;
}

/** By the errors of a check those that are told. */
export type Told = Map<readonly CheckError[], readonly CheckError[]>;

/** Where in the schema the parts of a check stand. */
export type Locations = Readonly<Record<string, string>>;
`;

/** How checks note their errors. What becomes of them, `runtime-findings.ts` says. */
export const NOTING_PARTS: readonly Part[] = [
  functionPart({
    name: 'report',
    params: [
      { name: 'errors', type: 'CheckError[] | null' },
      { name: 'instancePath', type: 'string' },
      { name: 'schemaPath', type: 'string' },
      { name: 'value', type: 'unknown' },
      { name: 'details?', type: 'ErrorDetails' },
    ],
    returns: 'CheckError[]',
    doc: 'Note an error among those that a check has found so far.',
    body: [
      'const error = { instancePath, schemaPath, value, ...details };',
      'if (errors === null) return [error];',
      'errors.push(error);',
      'return errors;',
    ],
  }),
  functionPart({
    name: 'reportMember',
    params: [
      { name: 'errors', type: 'CheckError[] | null' },
      { name: 'step', type: 'string' },
      { name: 'place', type: 'string' },
      { name: 'rest', type: 'string' },
      { name: 'value', type: 'unknown' },
      { name: 'path', type: 'string', initial: '""' },
      { name: 'details?', type: 'ErrorDetails' },
    ],
    returns: 'CheckError[]',
    doc: 'The same for a member, whose name is a step in the value and in the schema.',
    body: ['return report(errors, `${path}/${step}`, `${place}/${step}/${rest}`, value, details);'],
  }),
  functionPart({
    name: 'lacking',
    params: [
      { name: 'errors', type: 'CheckError[] | null' },
      { name: 'before', type: 'number' },
      { name: 'instancePath', type: 'string' },
      { name: 'schemaPath', type: 'string' },
      { name: 'names', type: 'readonly string[]' },
    ],
    returns: 'CheckError[]',
    doc: 'Note that members are missing, after so many errors.',
    body: [
      'const all = errors ?? [];',
      'all.splice(before, 0, {',
      '  instancePath,',
      '  schemaPath,',
      '  value: names,',
      '  explain(error, _, __, value) {',
      '    const object = Object(valueAt(value, instancePath));',
      '    return names.filter((name) => !hasMember(object, name)).map((name) => ({ ...error, value: name }));',
      '  },',
      '});',
      'return all;',
    ],
  }),
  typedFunctionPart({
    name: 'withErrors',
    params: [
      { name: 'errors', type: 'CheckError[] | null' },
      { name: 'check', type: 'Check' },
      { name: 'instancePath', type: 'string' },
    ],
    returns: 'CheckError[]',
    doc: 'And those of another check, as one.',
    body: ['return report(errors, instancePath, "", null, { inner: check.errors ?? [] });'],
  }),
  typedFunctionPart({
    name: 'kept',
    params: [{ name: 'check', type: 'Check' }],
    returns: 'Check',
    doc: 'A check that judges no object twice within a call: of a deep one that several ways lead into, each level would double the work.',
    body: [
      'const judged‹: Check› = (value, found = new Map()) => {',
      '  const known = found.get(check) ?? new Map();',
      '  found.set(check, known);',
      '  if (!known.has(value)) known.set(value, check(value, found) ? null : check.errors ?? []);',
      '  judged.errors = known.get(value) ?? null;',
      '  return judged.errors === null;',
      '};',
      'return judged;',
    ],
  }),
  functionPart({
    name: 'firstErrors',
    params: [
      { name: 'errors', type: 'CheckError[] | null' },
      { name: 'length', type: 'number' },
    ],
    returns: 'CheckError[] | null',
    doc: 'Drop the others.',
    body: ['if (errors === null || length === 0) return null;', 'errors.length = length;', 'return errors;'],
  }),
];
