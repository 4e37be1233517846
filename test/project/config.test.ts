import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { evaluate } from '../../src/formats/json-schema/containment.ts';
import { LINT_RULE_NAMES } from '../../src/formats/json-schema/lint/rule.ts';
import { checkRanges } from '../../src/project/check-ranges.ts';
import { parseProjectConfig } from '../../src/project/config.ts';

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/config/project.schema.json'), 'utf8')) as JsonValue;
const OUTPUT = { dir: 'src/events' };

const GOOD: readonly { readonly title: string; readonly config: object }[] = [
  { title: 'an empty object', config: {} },
  { title: 'an address', config: { registry: 'https://registry.example/base' } },
  { title: 'what is published', config: { publishes: [{ files: 'schemas/*.json', subject: 'com.shop.{name}', owner: 'orders', level: 'FULL' }] } },
  {
    title: 'references of published files',
    config: { publishes: [{ files: '**/*.json', subject: '{$id}', references: { 'money.json': 'com.shop.money@1' } }] },
  },
  { title: 'ranges of every kind', config: { produces: { a: '^2' }, consumes: { a: '>=1 <3', b: '@4' }, output: OUTPUT } },
  {
    title: 'every option of the output',
    config: {
      output: { dir: './src/events/', language: 'js', validators: 'precompiled', formats: 'assert', brands: true, adapters: ['koa', 'lambda'] },
    },
  },
  { title: 'an AsyncAPI document', config: { asyncapi: [{ file: 'docs/asyncapi.yaml', dir: 'src/events' }] } },
  { title: 'an AsyncAPI document without code', config: { asyncapi: [{ file: 'docs/asyncapi.yaml', registry: false }] } },
  {
    title: 'AsyncAPI documents with every option',
    config: {
      output: OUTPUT,
      asyncapi: [
        {
          file: 'a.yaml',
          dir: 'src/a',
          prefix: 'com.shop.',
          subjectTemplate: '{prefix}{channel}.{name}',
          schemaTemplate: '{app}.schemas.{name}',
          envelope: true,
          pointOfView: 'client',
          language: 'js',
          formats: 'assert',
          brands: true,
          adapters: ['koa'],
        },
        { file: 'a.yaml', dir: 'src/b' },
      ],
    },
  },
  { title: 'a severity for every rule of lint', config: { lint: Object.fromEntries(LINT_RULE_NAMES.map((name) => [name, 'off'])) } },
  { title: 'a policy', config: { policy: { failOn: 'breaking', offline: 'in-ci' } } },
  { title: 'a schema for editors and a note', config: { $schema: './x.json', $comment: 'why' } },
];

for (const { title, config } of GOOD) {
  test(`${title} is taken, by us and by an editor`, () => {
    expect(() => parseProjectConfig({ file: 'sluice.config.json', text: JSON.stringify(config) })).not.toThrow();
    expect(evaluate(SCHEMA, config as JsonValue).findings).toEqual([]);
  });
}

const BAD: readonly { readonly title: string; readonly config: object; readonly says: string }[] = [
  { title: 'a member that there is not', config: { publish: [] }, says: ':1:12 (/publish): expected one of "$schema"' },
  { title: 'a misspelt member, with the nearest', config: { polcy: {} }, says: 'found "polcy" (did you mean "policy"?)' },
  {
    title: 'a rule that lint does not have, with the nearest',
    config: { lint: { mising_description: 'off' } },
    says: '(/lint/mising_description): there is no rule "mising_description" (did you mean "missing_description"?)',
  },
  { title: 'a rule like no other', config: { lint: { x: 'off' } }, says: 'there is no rule "x"; `sluice lint --rules` lists them' },
  { title: 'a severity that there is not', config: { lint: { no_schema: 'warning' } }, says: 'expected "off" or "warn" or "error"; found "warning"' },
  { title: 'a document whose code has no folder', config: { asyncapi: [{ file: 'a.yaml', language: 'js' }] }, says: '"dir" is missing' },
  {
    title: 'a template of messages with a variable that there is none of',
    config: { asyncapi: [{ file: 'a.yaml', subjectTemplate: '{prefix}{nmae}' }] },
    says: '(/asyncapi/0/subjectTemplate): expected a template such as "{prefix}{name}"; found {nmae}; there are {type}, {name}',
  },
  {
    title: 'a template of schemas with a brace that is not closed',
    config: { asyncapi: [{ file: 'a.yaml', schemaTemplate: '{name' }] },
    says: '(/asyncapi/0/schemaTemplate): expected a template such as "{prefix}{name}"; found "{name", in which a brace is not closed',
  },
  { title: 'a document outside of the project', config: { asyncapi: [{ file: '../a.yaml', dir: 'src' }] }, says: 'which lies outside the folder' },
  {
    title: 'a point of view that there is not',
    config: { asyncapi: [{ file: 'a.yaml', dir: 'src', pointOfView: 'server' }] },
    says: '(/asyncapi/0/pointOfView): expected "application" or "client"; found "server"',
  },
  {
    title: 'an address of another kind',
    config: { registry: 'ftp://a' },
    says: '(/registry): expected an http:// or https:// address; found "ftp://a"',
  },
  { title: 'a key in an address', config: { registry: 'https://me:secret@registry.example' }, says: 'keep the key with `sluice login`' },
  {
    title: 'an adapter that there is not',
    config: { output: { dir: 'src/events', adapters: ['hapi'] } },
    says: '(/output/adapters/0): expected "express" or',
  },
  {
    title: 'an adapter that is no list',
    config: { output: { dir: 'src/events', adapters: 'koa' } },
    says: '(/output/adapters): expected an array of names',
  },
  { title: 'an object for a list', config: { publishes: {} }, says: '(/publishes): expected an array of { "files", "subject" }; found an object' },
  { title: 'a rule without a subject', config: { publishes: [{ files: '*.json' }] }, says: '(/publishes/0): "subject" is missing' },
  { title: 'a variable that there is not', config: { publishes: [{ files: '*.json', subject: '{nam}' }] }, says: 'found {nam}; there are {name}' },
  {
    title: 'folders between braces',
    config: { publishes: [{ files: 'schemas/{orders/*,users/*}.json', subject: '{name}' }] },
    says: '(/publishes/0/files): expected a glob such as "schemas/*.json"; found "schemas/{orders/*,users/*}.json": between braces stand names',
  },
  { title: 'files outside', config: { publishes: [{ files: '../*.json', subject: '{name}' }] }, says: 'leads out of the folder' },
  {
    title: 'a level that there is not',
    config: { publishes: [{ files: '*.json', subject: '{name}', level: 'full' }] },
    says: '(/publishes/0/level): expected "NONE" or',
  },
  {
    title: 'a range that is a number',
    config: { produces: { a: 2 }, output: OUTPUT },
    says: '(/produces/a): expected a range such as "^2", ">=1 <3" or "@4"; found 2',
  },
  {
    title: 'an output outside',
    config: { output: { dir: '../events' } },
    says: '(/output/dir): expected the folder for generated files; found "../events"',
  },
  { title: 'an output that is the project', config: { output: { dir: '.' } }, says: 'which is the folder of this file' },
  {
    title: 'an option that the generator does not have',
    config: { output: { dir: 'a', prettier: true } },
    says: '(/output/prettier): expected one of "dir"',
  },
  {
    title: 'a policy that there is not',
    config: { policy: { failOn: 'never' } },
    says: '(/policy/failOn): expected "deprecated" or "breaking"; found "never"',
  },
  {
    title: 'a version without its number',
    config: { publishes: [{ files: '*.json', subject: '{name}', references: { 'm.json': 'money' } }] },
    says: 'expected "SUBJECT@N"',
  },
];

for (const { title, config, says } of BAD) {
  test(`${title} is refused, by us with the place and by an editor`, () => {
    expect(messageOf(() => parseProjectConfig({ file: 'sluice.config.json', text: JSON.stringify(config) }))).toContain(says);
    expect(evaluate(SCHEMA, config as JsonValue).valid).toBe(false);
  });
}

test('two outputs of one folder are refused: each would remove the files of the other', () => {
  const rows = [
    { output: { dir: 'src/events' }, asyncapi: [{ file: 'a.yaml', dir: './src/events/' }] },
    {
      asyncapi: [
        { file: 'a.yaml', dir: 'src/events' },
        { file: 'b.yaml', dir: 'src//events' },
      ],
    },
  ];
  for (const config of rows) {
    const message = messageOf(() => parseProjectConfig({ file: 'sluice.config.json', text: JSON.stringify(config) }));
    expect(message).toContain('another output has the folder');
  }
});

for (const [target, says] of [
  ['a.*@1', '(/publishes/0/references/m): subject "a.*": a name that ends in ".*" is a prefix'],
  ['a@2147483648', '(/publishes/0/references/m): version "2147483648": expected'],
] as const) {
  test(`a reference to ${target} is refused at its place, before anybody is asked`, () => {
    const config = { publishes: [{ files: '*.json', subject: '{name}', references: { m: target } }] };
    expect(messageOf(() => parseProjectConfig({ file: 'a.json', text: JSON.stringify(config) }))).toContain(says);
  });
}

describe('what is no JSON', () => {
  const rows = [
    { text: '{\n  // the registry\n}', says: 'a.json:2:3: comments are not JSON' },
    { text: '{ /* x */ }', says: 'a.json:1:3: comments are not JSON' },
    { text: '{\n  "output": { "dir": "a", }\n}', says: 'a.json:2:27: a comma before "}" is not JSON' },
    { text: "{ 'output': 1 }", says: 'double quotes' },
    { text: '', says: 'an empty file' },
    { text: '{ "a": 1', says: /^a\.json:1:9: expected "," or "\}", found the end of the text$/ },
    { text: '{ "produces": {}, "produces": {} }', says: /^a\.json:1:19: the member "produces" occurs twice in one object$/ },
  ];
  for (const { text, says } of rows) {
    test(`${JSON.stringify(text)} is told with line and column`, () =>
      expect(messageOf(() => parseProjectConfig({ file: 'a.json', text }))).toMatch(says));
  }
});

test('events without an output are told that they need one', () => {
  expect(messageOf(() => parseProjectConfig({ file: 'a.json', text: '{ "consumes": { "a": "^1" } }' }))).toContain(
    '"output": { "dir": "src/events" }',
  );
});

for (const range of ['^2', '>=1 <3', '@4', '1.x', '1.2.3', '^1 || ^2', '*']) {
  test(`${range} is a range`, () => expect(() => checkRanges(withRange(range))).not.toThrow());
}

for (const range of ['newest', '@0', '@latest', '^', '2 -']) {
  test(`${range} is no range`, () =>
    expect(messageOf(() => checkRanges(withRange(range)))).toContain(`a.json:1:22 (/consumes/x): version range ${JSON.stringify(range)}`));
}

function withRange(range: string): { readonly file: string; readonly text: string } {
  return { file: 'a.json', text: `{ "consumes": { "x": ${JSON.stringify(range)} } }` };
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof RegistryError && thrown.code === 'config_invalid' ? thrown.message : String(thrown);
  }
  return 'nothing was thrown';
}
