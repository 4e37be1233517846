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
    doc: 'A validator of a compiled check.',
    body: [
      'const validate = (value‹: unknown›)‹: Validation› => judge(check, locations, value);',
      'const standard‹: StandardProps<Input, Output>› = {',
      '  version: 1,',
      '  vendor: "sluice",',
      '  validate(value) {',
      '    const { valid, findings } = validate(value);',
      '    return valid ? { value: value‹ as Output› } : { issues: findings.map((finding) => issueOf(finding, value)) };',
      '  },',
      '};',
      'return Object.assign(validate, { "~standard": standard });',
    ],
  }),
  functionPart({
    name: 'issueOf',
    isLocal: true,
    params: [
      { name: 'finding', type: 'Finding' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'StandardIssue',
    body: [
      'let here = value;',
      'const path = finding.instancePointer.split("/").slice(1).map((escaped) => {',
      '  const name = escaped.replace(/~1/g, "/").replace(/~0/g, "~");',
      '  const step = Array.isArray(here) ? Number(name) : name;',
      '  here = memberOf(here, step);',
      '  return step;',
      '});',
      'return { message: finding.message, path, code: finding.code };',
    ],
  }),
];
