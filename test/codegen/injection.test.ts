import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

// Were any of these texts to become code, an identifier of this name would be in the tree; no name of ours has an underscore.
const MARK = 'PWNED_';

const BREAKOUTS = [
  `*/ globalThis.${MARK} = 1; /*`,
  `"; globalThis.${MARK} = 1; "`,
  `'; globalThis.${MARK} = 1; '`,
  `\`; globalThis.${MARK} = 1; \``,
  `\${globalThis.${MARK} = 1}`,
  `\n} globalThis.${MARK} = 1; {`,
  `\u2028globalThis.${MARK} = 1;//`,
  `\\`,
  `\\"; globalThis.${MARK} = 1; //`,
  `</script><script>${MARK}`,
  `require("${MARK}")`,
  `any; globalThis.${MARK} = 1`,
  `\r\nglobalThis.${MARK} = 1;//`,
  `] = 1; ${MARK}; [`,
];

const SPOTS: readonly (readonly [spot: string, schema: (text: string) => JsonObject])[] = [
  ['a title', (text) => ({ title: text, type: 'object', properties: { a: { title: text, type: 'string' } } })],
  [
    'a description',
    (text) => ({ description: text, type: 'object', properties: { a: { description: text, type: 'array', items: { description: text } } } }),
  ],
  ['a member', (text) => ({ type: 'object', properties: { [text]: { type: 'string' } }, required: [text], additionalProperties: false })],
  ['a value', (text) => ({ enum: [text, { [text]: text }, [text]] })],
  ['a constant', (text) => ({ properties: { a: { const: text } } })],
  ['a pattern', (text) => ({ pattern: escapePattern(text), patternProperties: { [escapePattern(text)]: { type: 'string' } } })],
  ['a format', (text) => ({ type: 'string', format: text })],
  ['a default', (text) => ({ properties: { a: { type: 'string', default: text, examples: [text], $comment: text } } })],
  [
    'a definition',
    (text) => ({ $ref: `#/$defs/${pointerStep(text)}`, $defs: { [text]: { type: 'object', properties: { a: { type: 'string' } } } } }),
  ],
  ['a required name', (text) => ({ required: [text], dependentRequired: { [text]: [text] } })],
  [
    'vendor keywords',
    (text) => ({
      tsType: text,
      tsEnumNames: [text],
      'x-type': text,
      type: 'object',
      properties: { a: { enum: ['x'], tsEnumNames: [text], tsType: text } },
    }),
  ],
  ['an unknown keyword', (text) => ({ [text]: text, extends: text, id: text, type: 'string' })],
];

for (const [spot, schema] of SPOTS) {
  test(`${spot} never becomes code`, async () => {
    for (const language of ['ts', 'js'] as const) {
      const inputs: SchemaInput[] = BREAKOUTS.map((text, index) => ({
        schema: schema(text),
        subject: `${text}.n${index}`,
        semver: text,
        fingerprint: text,
      }));
      const files = await generate({ schemas: inputs, options: { language, formats: 'assert' } });
      expect(files.flatMap(({ path, text }) => faultsOf(path, text))).toEqual([]);
    }
  });
}

test('the names of events and of their older versions never become code', async () => {
  const older = (text: string): SchemaInput[] => [
    { schema: { title: text, type: 'object' }, subject: text, semver: `1.0.0${text}`, fingerprint: text },
    { schema: { const: text }, version: 7, semver: text },
  ];
  const schemas = BREAKOUTS.map((text, index) => ({
    schema: { title: text },
    subject: `${text}.n${index}`,
    semver: `9.0.0${text}`,
    older: older(text),
  }));
  const folder = await temporaryFolder();
  for (const language of ['ts', 'js'] as const) {
    const files = await generate({ schemas, options: { language, adapters: ADAPTERS } });
    expect(files.flatMap(({ path, text }) => faultsOf(path, text))).toEqual([]);
    await writeAll(join(folder, language), files);
  }
  expect(await typeCheck(folder)).toBe('');
});

test('what hostile schemas give compiles and runs', async () => {
  const folder = await temporaryFolder();
  const schemas = SPOTS.flatMap(([spot, schema]) => BREAKOUTS.map((text, index) => ({ schema: schema(text), subject: `${spot} ${index} ${text}` })));
  await writeAll(join(folder, 'ts'), await generate({ schemas }));
  expect(await typeCheck(join(folder, 'ts'))).toBe('');
  await writeAll(join(folder, 'js'), await generate({ schemas, options: { language: 'js' } }));
  await import(/* @vite-ignore */ pathToFileURL(join(folder, 'js', 'index.js')).href);
  expect(Object.hasOwn(globalThis, MARK)).toBe(false);
  const written = await readdir(join(folder, 'js'));
  const texts = await Promise.all(written.map((name) => readFile(join(folder, 'js', name), 'utf8')));
  expect(texts.filter((text) => text.includes('\r'))).toEqual([]);
});

test('the test would notice an identifier', () => {
  expect(faultsOf('a.ts', `export type A = ${MARK};`)).toEqual([`a.ts: identifier ${MARK}`]);
  expect(faultsOf('a.ts', 'export type')).not.toEqual([]);
});

/** Syntax errors, and the mark wherever the parser sees more than text. */
function faultsOf(path: string, text: string): string[] {
  const { program, errors } = parseSync(path, text);
  const faults = errors.map(({ message }) => `${path}: ${message}`);
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && node.type === 'Identifier' && 'name' in node && String(node.name) === MARK) faults.push(`${path}: identifier ${MARK}`);
    Object.values(node).forEach(visit);
  };
  visit(program);
  return faults;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\\-/g, '-');
}

function pointerStep(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}
