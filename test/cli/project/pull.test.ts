import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ORDER_V1, ORDER_V2, orderWithNote } from '../contracts.ts';
import { sluiceHere } from '../in-process.ts';
import { folderWith, type Finished } from '../process.ts';
import { bytesOf, edit, run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();
const UPCASTERS = "  upcasters to write, for createConsumer(handlers, { upcast }):\n    upcast['p.moved']['1']  from 1.0.0 to 2.0.0\n";

describe('pull', () => {
  test('locks what the ranges admit, the older majors of a consumer, and all that is referred to', async () => {
    const cwd = await registry.pulled();
    const lock = JSON.parse(readFileSync(join(cwd, 'sluice.lock'), 'utf8')) as {
      events: Record<string, { semver: string; older: object[]; references: string[]; dataschema: string; fingerprint: string }>;
    };
    expect(Object.entries(lock.events).map(([subject, { semver, older, references }]) => [subject, semver, older.length, references.length])).toEqual(
      [
        ['p.moved', '2.0.0', 1, 0],
        ['p.order.placed', '1.0.0', 0, 0],
        ['p.paid', '1.0.0', 0, 1],
      ],
    );
    expect(readdirSync(join(cwd, '.sluice/store'))).toHaveLength(5);
    expect(lock.events['p.paid']?.dataschema).toBe(`urn:sluice:p.paid:${lock.events['p.paid']?.fingerprint}`);
  });

  test('says nothing of a host or of a number of the registry', async () => {
    const cwd = await registry.pulled();
    const port = new URL(registry.server.registry).port;
    for (const text of Object.values(bytesOf(cwd)).filter((content) => !content.includes('"registry"'))) {
      expect(text).not.toContain('127.0.0.1');
      expect(text).not.toContain(port);
      expect(text).not.toMatch(/"(id|schemaId|version)":\d/);
    }
  });

  test('prints its plan exactly, and a dry run writes nothing', async () => {
    const cwd = await folderWith({ 'sluice.config.json': registry.config() });
    const plan = await run(cwd, ['pull', '--dry-run']);
    expect(plan.stdout).toContain('sluice.lock: would be changed\n  + p.moved  2.0.0  (for upcasting: 1.0.0)\n  + p.order.placed  1.0.0\n');
    expect(readdirSync(cwd)).toEqual(['sluice.config.json']);
    expect(plan.stdout).toContain(`.json\n${UPCASTERS}`);
    const done = await run(cwd, ['pull']);
    expect(done.stdout).toBe(plan.stdout.replace('would be changed', 'changed'));
    expect((await run(cwd, ['pull'])).stdout).toBe('sluice.lock: 3 events, up to date\n');
  });

  test('asks nobody where lock and store say everything, also after the output was changed', async () => {
    const cwd = await registry.pulled();
    edit(cwd, 'sluice.config.json', (text) =>
      text.replace('"src/events"', '"src/events", "formats": "assert"').replace(registry.server.registry, 'http://127.0.0.1:2'),
    );
    expect(await run(cwd, ['pull'])).toMatchObject({ code: 0, stdout: 'sluice.lock: changed\n  ~ generator\n' });
  });

  test('with a registry that is down changes nothing', async () => {
    const cwd = await registry.pulled();
    edit(cwd, 'sluice.config.json', (text) => text.replace('"@1"', '"^1"').replace(registry.server.registry, 'http://127.0.0.1:2'));
    const before = bytesOf(cwd);
    expect(await run(cwd, ['pull'])).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('registry_unavailable') });
    expect(bytesOf(cwd)).toEqual(before);
  });

  test('brings back what the store lost, and removes what nobody needs any more', async () => {
    const cwd = await registry.pulled();
    const before = bytesOf(cwd);
    rmSync(join(cwd, '.sluice'), { recursive: true });
    writeFileSync(join(cwd, 'note.txt'), 'mine');
    expect(await run(cwd, ['pull'])).toMatchObject({ code: 0, stdout: expect.stringContaining('sluice.lock: unchanged\n  + .sluice/store/') });
    rmSync(join(cwd, 'note.txt'));
    expect(bytesOf(cwd)).toEqual(before);
    edit(cwd, 'sluice.config.json', (text) => text.replace('"p.moved": ">=1 <3"', '"p.order.placed": "^1"'));
    expect((await run(cwd, ['pull'])).stdout).toMatch(/- p\.moved {2}2\.0\.0\n {2}~ p\.order\.placed {2}1\.0\.0\n( {2}- \.sluice\/store\/.*\n){2}$/);
  });

  for (const { title, changes, code, says } of [
    {
      title: 'a range that nothing meets',
      changes: { consumes: { 'p.moved': '^9' } },
      code: 1,
      says: 'p.moved: no live version is within consumes "^9"; there is 1.0.0 (@1), 2.0.0 (@2)',
    },
    {
      title: 'an event that there is not',
      changes: { consumes: { 'p.nobody': '^1' } },
      code: 2,
      says: 'the configuration names p.nobody, which the registry does not have',
    },
    {
      title: 'a range that is none',
      changes: { consumes: { 'p.moved': 'newest' } },
      code: 2,
      says: 'sluice.config.json:7:16 (/consumes/p.moved): version range "newest"',
    },
  ]) {
    test(`${title} is refused, and nothing is written`, async () => {
      const cwd = await folderWith({ 'sluice.config.json': registry.config(changes) });
      expect(await run(cwd, ['pull'])).toMatchObject({ code, stderr: expect.stringContaining(says) });
      expect(readdirSync(cwd)).toEqual(['sluice.config.json']);
    });
  }
});

test('update takes what is newer within the range, pull leaves what is locked', async () => {
  const files = await folderWith({ 'v1.json': ORDER_V1, 'v2.json': ORDER_V2, 'v3.json': orderWithNote(3) });
  const register = (file: string, subject: string): Promise<Finished> =>
    sluiceHere(['register', file, '--subject', subject], { cwd: files, env: registry.env() });
  await register('v1.json', 'u.one');
  await register('v1.json', 'u.two');
  const cwd = await registry.pulled({ produces: { 'u.one': '^1', 'u.two': '^1' }, consumes: {} });
  await register('v2.json', 'u.one');
  await register('v2.json', 'u.two');
  expect((await run(cwd, ['pull'])).stdout).toBe('sluice.lock: 2 events, up to date\n');
  expect((await run(cwd, ['update', '--dry-run'])).stdout).toContain('  ~ u.one  1.0.0 → 1.1.0\n  ~ u.two  1.0.0 → 1.1.0\n');
  expect((await run(cwd, ['update', 'u.two'])).stdout).toContain('sluice.lock: changed\n  ~ u.two  1.0.0 → 1.1.0\n  +');
  expect((await run(cwd, ['update'])).stdout).toContain('sluice.lock: changed\n  ~ u.one  1.0.0 → 1.1.0\n');
  expect(await run(cwd, ['update', 'u.three'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('u.three is neither produced nor consumed; there is u.one, u.two'),
  });
});

test('update names the next major, and what to write to take it', async () => {
  const cwd = await registry.pulled({ produces: {}, consumes: { 'p.moved': '^1' } });
  expect(await run(cwd, ['update'])).toMatchObject({
    code: 0,
    stdout: [
      'sluice.lock: 1 event, up to date',
      '  p.moved  2.0.0 is there, outside of the range; locked is 1.0.0',
      '    what it changes: sluice diff p.moved@1 p.moved@2',
      '    to take it: ">=1 <3" under consumes in sluice.config.json, then `sluice pull`',
      '',
    ].join('\n'),
  });
  expect((await run(cwd, ['diff', 'p.moved@1', 'p.moved@2'])).code).toBe(0);
  expect(JSON.parse((await run(cwd, ['update', '--format', 'json'])).stdout)).toMatchObject({
    projects: [{ beyond: [{ subject: 'p.moved', semver: '2.0.0', version: 2, locked: { semver: '1.0.0' }, ranges: { consumes: '>=1 <3' } }] }],
  });
  edit(cwd, 'sluice.config.json', (text) => text.replace('"^1"', '">=1 <3"'));
  expect((await run(cwd, ['pull'])).stdout).toContain('  ~ p.moved  1.0.0 → 2.0.0  (for upcasting: 1.0.0)\n');
});
