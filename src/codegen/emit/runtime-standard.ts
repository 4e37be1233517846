import { functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

// The interface of https://standardschema.dev, version 1: libraries look at its structure, so nobody has to install it.
const TYPES = `/** Judges a value. It is a Standard Schema as well, for libraries that take one: \`Input\` is what a writer sends, \`Output\` what a reader gets. */
export interface Validator<Input = unknown, Output = Input> {
  (value: unknown): Validation;
  readonly '~standard': StandardProps<Input, Output>;
}

export interface StandardProps<Input, Output> {
  readonly version: 1;
  readonly vendor: 'sluice';
  readonly validate: (value: unknown) => StandardResult<Output>;
  /** Only types see it. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  /** Names of members, and numbers of items. */
  readonly path: readonly (string | number)[];
  /** Of the finding. */
  readonly code: string;
}
`;

/** The function that makes validators of checks. */
export const STANDARD_PARTS: readonly Part[] = [
  typePart(TYPES),
  typedFunctionPart({
    name: 'validator',
    generics: '<Input, Output>',
    params: [
      { name: 'check', type: 'Check' },
      { name: 'locations', type: 'Locations' },
    ],
    returns: 'Validator<Input, Output>',
    doc: 'A validator of a compiled check; at most a hundred findings are told.',
    body: [
      'const refuse = (value‹: unknown›)‹: readonly Refusal[] | undefined› => {',
      '  ALL_OBJECTS.inherit = false;',
      '  for (const _ in Object.prototype) ALL_OBJECTS.inherit = true;',
      '  if (check(value)) return undefined;',
      '  const at‹: Place› = { steps: [], path: locations[check.key]‹!›, rule: ["", explain], locations, depth: 0, known: new Map() };',
      '  return explain(check.rules(), value, at).slice(0, MAX_FINDINGS);',
      '};',
      'const validate = (value‹: unknown›)‹: Validation› => {',
      '  const told = refuse(value);',
      '  return { valid: !told, findings: (told ?? []).map(findingOf) };',
      '};',
      'const standard‹: StandardProps<Input, Output>› = {',
      '  version: 1,',
      '  vendor: "sluice",',
      '  validate(value) {',
      '    const told = refuse(value);',
      '    return told ? { issues: told.map(issueOf) } : { value: value‹ as Output› };',
      '  },',
      '};',
      'return Object.assign(validate, { "~standard": standard });',
    ],
  }),
  functionPart({
    name: 'issueOf',
    isLocal: true,
    params: [{ name: 'refusal', type: 'Refusal' }],
    returns: 'StandardIssue',
    body: ['const { message, code } = findingOf(refusal);', 'return { message, path: refusal[0].steps, code };'],
  }),
];
