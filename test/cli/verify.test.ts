import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';

const order = { type: 'object', properties: { id: { type: 'string', pattern: '^o-[0-9]+$' }, next: { $ref: 'line.json' } }, required: ['id'] };

test('verify says what it compared, and with which seed', async () => {
  const cwd = await folderWith({ 'order.json': JSON.stringify(order), 'line.json': '{ "type": "integer" }' });
  const { code, stdout } = await sluice(['verify', '--schema', 'order.json', '--runs', '200', '--seed', '5'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^order\.json: the generated validator, the evaluator and ajv.* agree on 200 instances, \d+ valid and \d+ invalid\nseed 5\n$/,
  );
});

test('verify reports to machines', async () => {
  const cwd = await folderWith({ 'a.json': '{ "type": "string" }', 'b.json': '{ "title": "Index", "multipleOf": 0.1 }' });
  const { code, stdout } = await sluiceHere(['verify', '--schema', 'a.json', '--schema', 'b.json', '--runs', '50', '--format', 'json'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    seed: expect.any(Number),
    schemas: [
      expect.objectContaining({ schema: 'a.json', formats: 'annotate', runs: 50, judgedByAjv: 50 }),
      expect.objectContaining({
        schema: 'b.json',
        judgedByAjv: 0,
        ajvReadsOtherwise: [{ construct: '`multipleOf` with a fraction', at: '', isOfSome: false }],
      }),
    ],
  });
  expect((await sluiceHere(['verify', '--schema', 'b.json', '--runs', '5'], { cwd })).stdout).toContain(
    '(ajv is not asked: it is known to read `multipleOf` with a fraction at the root otherwise)',
  );
});

test('verify without a folder for temporary files says which it needs', async () => {
  const cwd = await folderWith({ 'a.json': '{ "type": "string" }' });
  const gone = join(cwd, 'gone');
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('TMPDIR', gone);
  const { code, stderr } = await sluiceHere(['verify', '--schema', 'a.json', '--runs', '5'], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`error file_unreadable: cannot write to ${gone}, where`) });
  expect(stderr).toContain('TMPDIR');
});

for (const [title, args, code, message] of [
  ['no schema', [], 2, '--schema'],
  ['a number that is none', ['--schema', 'a.json', '--runs', '1e3'], 2, '--runs: expected a whole number'],
  ['a broken schema', ['--schema', 'a.json'], 1, 'schema_invalid'],
] as const) {
  test(`verify refuses ${title}`, async () => {
    const cwd = await folderWith({ 'a.json': '{ "type": "strin" }' });
    const finished = await sluiceHere(['verify', ...args], { cwd });
    expect(finished).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
}

test('generate writes the adapters that are asked for', async () => {
  const cwd = await folderWith({ 'order.json': '{ "type": "object" }' });
  const { code, stdout } = await sluiceHere(['generate', '--schema', 'order.json', '--out', 'out', '--adapters', 'koa,lambda'], { cwd });
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('  +'))).toEqual(
    ['_binding', '_runtime', 'index', 'koa', 'lambda', 'order', 'order.validator'].map((name) => `  + ${name}.ts`),
  );
  expect(await sluiceHere(['generate', '--schema', 'order.json', '--out', 'out', '--adapters', 'kao'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--adapters: expected express, fastify, http, kafka, koa, lambda, nats; found "kao"'),
  });
});
