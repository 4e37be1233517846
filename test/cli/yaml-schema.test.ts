import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { jsonOfYaml } from '../../cli/yaml-schema.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';
import { makeRepository } from './repository.ts';

const read = (text: string): ReturnType<typeof jsonOfYaml> => jsonOfYaml({ label: 'a.yaml', text });

const TAKEN = [
  { title: 'digits of numbers', yaml: 'a: 9007199254740993\nb: 1e400\nc: -1.50', json: '{"a":9007199254740993,"b":1e400,"c":-1.50}' },
  {
    title: 'words that other YAMLs take for something else',
    yaml: 'a: [yes, on, 2001-01-01, 1_000]',
    json: '{"a":["yes","on","2001-01-01","1_000"]}',
  },
  { title: 'nothing after a colon', yaml: 'a:', json: '{"a":null}' },
  { title: 'anchors', yaml: 'a: &x { b: 1 }\nc: *x', json: '{"a":{"b":1},"c":{"b":1}}' },
  { title: 'text over several lines', yaml: 'a: |\n  b\n  c\n', json: '{"a":"b\\nc\\n"}' },
  { title: 'JSON, which is YAML', yaml: '{"a": ["\\u0041", true, null]}', json: '{"a":["A",true,null]}' },
];
for (const { title, yaml, json } of TAKEN) {
  test(`YAML stands for JSON: ${title}`, async () => expect((await read(yaml)).text).toBe(json));
}

const bomb = Array.from({ length: 30 }, (_, index) => `k${index + 1}: &k${index + 1} [*k${index}, *k${index}]`).join('\n');
const REFUSED = [
  { title: 'a name twice', yaml: 'a: 1\na: 2', code: 'json_duplicate_key', at: [2, 1] },
  { title: 'a hexadecimal number', yaml: 'a: 0x1F', code: 'schema_invalid', at: [1, 4] },
  { title: 'an octal number', yaml: 'a: 0o17', code: 'schema_invalid', at: [1, 4] },
  { title: 'a number with zeros in front', yaml: 'a: 007', code: 'schema_invalid', at: [1, 4] },
  { title: 'infinity', yaml: 'a: .inf', code: 'schema_invalid', at: [1, 4] },
  { title: 'no number', yaml: 'a: .nan', code: 'schema_invalid', at: [1, 4] },
  { title: 'a merge key', yaml: 'a: 1\n<<: { b: 1 }', code: 'schema_invalid', at: [2, 1] },
  { title: 'a name that is a number', yaml: '1: a', code: 'schema_invalid', at: [1, 1] },
  { title: 'a name that is null', yaml: 'null: a', code: 'schema_invalid', at: [1, 1] },
  { title: 'a name that JSON may not have', yaml: 'a: { __proto__: 1 }', code: 'json_forbidden_key', at: [1, 6] },
  { title: 'a name that is a list', yaml: '? [a]\n: 1', code: 'schema_invalid', at: [1, 3] },
  { title: 'binary', yaml: 'a: !!binary aGk=', code: 'schema_invalid', at: [1, 13] },
  { title: 'a tag of its own', yaml: 'a: !Ref b', code: 'schema_invalid', at: [1, 4] },
  { title: 'two documents', yaml: 'a: 1\n---\nb: 1', code: 'schema_invalid', at: [2, 1] },
  { title: 'nothing', yaml: '# nothing\n', code: 'schema_invalid', at: [1, 1] },
  { title: 'tabs for spaces', yaml: 'a:\n\tb: 1', code: 'schema_invalid', at: [2, 1] },
  { title: 'an alias without an anchor', yaml: 'a: *b', code: 'schema_invalid', at: [1, 4] },
  { title: 'an alias within itself', yaml: 'a: &x [*x]', code: 'too_deep', at: [1, 7] },
  { title: 'aliases that double', yaml: `k0: &k0 [a]\n${bomb}`, code: 'schema_too_large' },
  { title: 'a long text again and again', yaml: `a: &x ${'y'.repeat(1e6)}\nb: [*x, *x]`, code: 'schema_too_large', at: [1, 7] },
  { title: 'brackets that nest', yaml: '['.repeat(1e5), code: 'too_deep' },
  { title: 'brackets that nest, and close', yaml: `${'['.repeat(1e5)}${']'.repeat(1e5)}`, code: 'too_deep' },
  { title: 'lists that nest', yaml: `${'- '.repeat(1e5)}a`, code: 'too_deep' },
  { title: 'names that nest', yaml: `${'? '.repeat(1e5)}a`, code: 'too_deep' },
  { title: 'members that nest', yaml: Array.from({ length: 900 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'), code: 'too_deep' },
] as const;
for (const { title, yaml, code, ...more } of REFUSED) {
  test(`YAML is refused: ${title}`, async () => {
    const place = 'at' in more ? { line: more.at[0], column: more.at[1] } : {};
    await expect(read(yaml)).rejects.toMatchObject({ code, data: { file: 'a.yaml', ...place } });
  });
}

test('what a writer of YAML writes for a value is read as that value', () =>
  fc.assert(
    fc.asyncProperty(fc.jsonValue().filter(isWritten), async (found) => {
      const value: unknown = JSON.parse(JSON.stringify(found)); // Without -0.
      expect(JSON.parse((await read(stringify(value, { version: '1.2' }))).text)).toEqual(value);
    }),
  ));

// What is refused on purpose.
function isWritten(value: unknown): boolean {
  return !/"(?:__proto__|<<)":/.test(JSON.stringify(value));
}

describe('schema files in YAML', () => {
  let server: ServerHere;
  let cwd = '';
  const ORDER = 'title: Order\ntype: object\nrequired: [id]\nproperties:\n  id: { type: string }\n  total: { $ref: parts/money.yml }\n';
  const MONEY = '# in cents\ntype: integer\nminimum: 0\n';

  beforeAll(async () => {
    server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
    const publishes = [{ files: 'schemas/*.yaml', subject: 'yaml.{name}' }];
    const config = { registry: server.registry, publishes };
    cwd = await folderWith({ 'sluice.config.json': config, 'schemas/order.schema.yaml': ORDER, 'schemas/parts/money.yml': MONEY });
    makeRepository(cwd);
    expect(await run('publish')).toMatchObject({ code: 0, stdout: expect.stringContaining('registered yaml.order@1') as unknown });
    writeFileSync(join(cwd, 'schemas/parts/money.yml'), MONEY.replace('0', '10'));
  });
  afterAll(() => server.stop());

  const run = (...words: string[]): ReturnType<typeof sluiceHere> => sluiceHere(words, { cwd, env: { SLUICE_REGISTRY: server.registry } });
  const FILE = 'schemas/order.schema.yaml';

  const ROWS = [
    { words: ['check'], code: 1, says: /reader {2}schemas\/parts\/money\.yml:3:10 \(\/minimum\)/ },
    { words: ['check', '--format', 'github'], code: 1, says: /^::error file=schemas\/parts\/money\.yml,line=3,col=10,/ },
    {
      words: ['compat', FILE, '--against', 'git:HEAD'],
      code: 1,
      says: /writer {2}HEAD:schemas\/parts\/money\.yml:3:10 .*\n.*reader {2}schemas\/parts\/money\.yml:3:10 /,
    },
    { words: ['diff', 'git:HEAD', FILE], code: 0, says: /minimum: 0 → 10\n {4}schemas\/parts\/money\.yml:3:10/ },
    { words: ['lint', FILE], code: 0, says: /schemas\/order\.schema\.yaml:\d+:\d+/ },
    { words: ['mock', FILE], code: 0, says: /"id"/ },
    { words: ['generate', '--schema', FILE, '--out', 'src'], code: 0, says: /^src: 4 created/ },
    { words: ['register', 'schemas/parts/money.yml', '--subject', 'yaml.money'], code: 0, says: /registered yaml\.money@1/ },
  ];
  for (const { words, code, says } of ROWS) {
    test(`are read by ${words.join(' ')}`, async () =>
      expect(await run(...words)).toMatchObject({ code, stdout: expect.stringMatching(says) as unknown, stderr: '' }));
  }

  for (const { title, yaml, says } of [
    { title: 'a number that is not exact', yaml: 'type: integer\nmaximum: 9007199254740993', says: /number_inexact: .*2:10/s },
    { title: 'a number that is too large', yaml: 'type: integer\nmaximum: 1e400', says: /number_inexact: .*2:10/s },
    { title: 'what is no schema', yaml: 'title: a\n\ntype: strng', says: /schema_invalid: .*3:7/s },
    { title: 'a forbidden name', yaml: 'properties:\n  __proto__: {}', says: /json_forbidden_key: .*2:3/s },
  ]) {
    test(`are refused with the line: ${title}`, async () => {
      const folder = await folderWith({ 'a.yaml': yaml, 'b.json': {} });
      for (const words of [
        ['compat', 'a.yaml', '--against', 'b.json'],
        ['register', 'a.yaml', '--subject', 'yaml.bad'],
      ]) {
        const { code, stderr } = await sluiceHere(words, { cwd: folder, env: { SLUICE_REGISTRY: server.registry } });
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) as unknown });
        expect(stderr).not.toContain('line 1, column 2');
      }
    });
  }

  test('are registered as JSON', async () => {
    const shown = await sluice(['show', 'yaml.order@1', '--format', 'json'], { env: { SLUICE_REGISTRY: server.registry } });
    expect(JSON.parse(shown.stdout)).toMatchObject({ schema: { title: 'Order', $defs: { 'parts/money.yml': { type: 'integer', minimum: 0 } } } });
  });
});
