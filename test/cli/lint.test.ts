import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await folderWith({
    'wrong.json': '{\n  "type": "array",\n  "additionalItems": false\n}',
    'warned.json': '{\n  "type": "string"\n}',
    'bad.json': '{\n  "type": "objekt"\n}',
    'beside.json': { $ref: 'warned.json' },
    'project/order.json': '{}',
  });
});

const EXITS = [
  { args: ['wrong.json'], code: 1 },
  { args: ['warned.json'], code: 0 },
  { args: ['beside.json'], code: 0 },
  { args: ['bad.json', 'warned.json'], code: 1 },
  { args: ['warned.json', '--rule', 'no_schema=error'], code: 1 },
  { args: ['wrong.json', '--rule', 'other_dialect=off'], code: 0 },
  { args: ['wrong.json', '--rule', 'no_such=off'], code: 2 },
  { args: ['wrong.json', '--rule', 'other_dialect=maybe'], code: 2 },
  { args: ['nowhere.json'], code: 2 },
  { args: [], code: 2 },
];
for (const { args, code } of EXITS) {
  test(`lint ${args.join(' ')} exits with ${code}`, async () => expect(await sluiceHere(['lint', ...args], { cwd })).toMatchObject({ code }));
}

test('each finding has line and column, the rule and what to do', async () => {
  const { stdout } = await sluice(['lint', 'wrong.json', '--rule', 'no_schema=off', '--rule', 'missing_description=off'], { cwd });
  expect(stdout)
    .toBe(`wrong.json:3:22  error  "additionalItems" is a keyword of draft-04, draft-06, draft-07, draft-2019-09, and says nothing in draft-2020-12  other_dialect
    to do write the first items as "prefixItems" and the rest as "items"
1 file: 1 error, 0 warnings
`);
});

test('warnings and errors are annotations of their kind, and a bad file does not keep the others from being linted', async () => {
  const { stdout } = await sluiceHere(['lint', 'bad.json', 'warned.json', '--format', 'github'], { cwd });
  expect(stdout.split('\n').map((line) => /^::(\w+ file=[^,]*,line=\d+)/.exec(line)?.[1])).toEqual([
    'error file=bad.json,line=2',
    'warning file=warned.json,line=1',
    'warning file=warned.json,line=1',
    undefined,
    undefined,
  ]);
});

test('a project sets severities in sluice.config.json, and the flag goes over them', async () => {
  await writeFile(join(cwd, 'project/sluice.config.json'), JSON.stringify({ lint: { no_schema: 'error', missing_description: 'off' } }));
  const run = (...more: string[]): ReturnType<typeof sluiceHere> => sluiceHere(['lint', 'order.json', ...more], { cwd: join(cwd, 'project') });
  expect(await run()).toMatchObject({ code: 1, stdout: expect.stringContaining('1 error, 0 warnings') as unknown });
  expect(await run('--rule', 'no_schema=warn')).toMatchObject({ code: 0 });
});

test('the project is the nearest above each file, wherever the command runs', async () => {
  const folder = await folderWith({
    'a/sluice.config.json': { lint: { no_schema: 'error', missing_description: 'off' } },
    'a/schemas/order.json': '{}',
    'b/order.json': '{}',
    'c/sluice.config.json': { lint: { no_shema: 'off' } },
    'c/order.json': '{}',
  });
  expect(await sluiceHere(['lint', 'a/schemas/order.json', 'b/order.json'], { cwd: folder })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('2 files: 1 error, 2 warnings') as unknown,
  });
  expect(await sluiceHere(['lint', 'b/order.json', 'c/order.json'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('c/sluice.config.json:3:17 (/lint/no_shema): there is no rule "no_shema" (did you mean "no_schema"?)') as unknown,
  });
});

test('in a project, all that it publishes is linted, errors first, then in the order of its lines', async () => {
  const project = await folderWith({
    'package.json': {},
    'sluice.config.json': { publishes: [{ files: 'schemas/*.json', subject: '{name}' }], lint: { no_schema: 'off' } },
    'schemas/a.json': '{\n  "description": "a",\n  "properties": {\n    "b": { "tpye": 1 },\n    "c": {}\n  }\n}',
    'schemas/bad.json': '{',
    'other.json': '{}',
  });
  const { code, stdout } = await sluiceHere(['lint'], { cwd: project });
  expect({ code, places: stdout.match(/^\S+:\d+(?=:)/gm) }).toEqual({
    code: 1,
    places: ['schemas/bad.json:1', 'schemas/a.json:4', 'schemas/a.json:4', 'schemas/a.json:5'],
  });
});
