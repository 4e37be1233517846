import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { auditHere, sluiceHere, withoutProgress } from './in-process.ts';
import { folderWith, MAIN, sluice } from './process.ts';
import { git, shell, word } from './repository.ts';

interface AuditJson {
  readonly steps: readonly {
    readonly contract: string;
    readonly from: { readonly name: string; readonly title?: string };
    readonly to: { readonly name: string; readonly title?: string };
    readonly outcome: string;
    readonly checks: readonly { readonly verdict: { readonly kind: string; readonly witness?: unknown } }[];
  }[];
  readonly skipped: readonly { readonly file: string; readonly release: string; readonly code: string; readonly line?: number }[];
  readonly disappeared: readonly unknown[];
  readonly warnings: readonly string[];
  readonly summary: Readonly<Record<string, unknown>> & { readonly text: string };
}

const auditing = auditHere();
afterAll(() => auditing.close());

async function auditJson(args: readonly string[], cwd: string): Promise<AuditJson & { readonly code: number | null }> {
  const { code, stdout, stderr } = await auditing.run([...args, '--format', 'json'], { cwd });
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as AuditJson), code };
}

/** `contract from→to outcome`, as they are listed. */
function stepsOf({ steps }: AuditJson): string[] {
  return steps.map(({ contract, from, to, outcome }) => `${contract} ${from.name}→${to.name} ${outcome}`);
}

const MONEY = { type: 'integer' };
const PRICED = { type: 'object', properties: { price: { $ref: '../common/money.json' } }, required: ['price'] };

test('steps that break for the same cause are told together, ten of them, and another cause by itself', async () => {
  const releases = Array.from({ length: 24 }, (_, at) => ({
    [`v${at}/a.json`]: at % 2 === 0 ? MONEY : { type: 'string' },
    [`v${at}/b.json`]: at === 0 ? {} : { type: 'boolean' },
  }));
  const cwd = await folderWith(Object.assign({}, ...releases) as Readonly<Record<string, unknown>>);
  const { stdout } = await auditing.run(['.'], { cwd });
  const heads = stdout.split('\n\n').map((section) => section.split('\n').filter((line) => /^(broke|…)/.test(line)));
  const tenBefore = (newest: number): string[] =>
    Array.from({ length: 10 }, (_, at) => `broke  a.json  v${newest - 2 * at - 1} → v${newest - 2 * at}`);
  expect(heads).toEqual([
    [...tenBefore(23), '… and 2 more steps for the same cause; all of them with --format json'],
    [...tenBefore(22), '… and 1 more step for the same cause; all of them with --format json'],
    ['broke  b.json  v0 → v1'],
    [],
  ]);
  expect(stdout.match(/^ {4}event /gm)).toHaveLength(3);
  expect((await auditJson(['.'], cwd)).steps).toHaveLength(24);
});

interface FolderCase {
  readonly title: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  readonly code: number;
  readonly steps: readonly string[];
  readonly text: string;
}

const FOLDERS: readonly FolderCase[] = [
  {
    title: 'a step that widens is fine, and the exit code is 0',
    files: { 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_V2 },
    code: 0,
    steps: ['order.json v1→v2 fine'],
    text: '1 step over 2 releases of 1 contract: 0 broke a reader, 1 fine, 0 undecided',
  },
  {
    title: 'steps come newest first, and numbers in names count as numbers',
    files: { 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_BROKEN, 'v10/order.json': ORDER_V2 },
    code: 1,
    steps: ['order.json v2→v10 fine', 'order.json v1→v2 broken'],
    text: '2 steps over 3 releases of 1 contract: 1 broke a reader, 1 fine, 0 undecided',
  },
  {
    title: 'files that are skipped are counted, once each',
    files: { 'v1/a.json': '{', 'v1/README.md': '#', 'v1/order.json': ORDER_V1, 'v2/a.json': '[', 'v2/order.json': ORDER_V1 },
    code: 0,
    steps: [],
    text: '0 steps over 2 releases of 1 contract: 0 broke a reader, 0 fine, 0 undecided, 2 files skipped',
  },
  {
    title: 'members in another order are no step',
    files: { 'v1/a.json': '{"type":"object","title":"A"}', 'v2/a.json': '{ "title": "A", "type": "object" }' },
    code: 0,
    steps: [],
    text: '0 steps over 2 releases of 1 contract: 0 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: 'a release without the contract is passed over',
    files: { 'v1/order.json': ORDER_V1, 'v1/b.json': {}, 'v2/b.json': {}, 'v3/order.json': ORDER_BROKEN, 'v3/b.json': {} },
    code: 1,
    steps: ['order.json v1→v3 broken'],
    text: '1 step over 3 releases of 2 contracts: 1 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: 'a step begins at the release just before, not where the content began',
    files: { '4.9.0/order.json': ORDER_V1, '4.10.0-rc.1/order.json': ORDER_V1, '4.10.0/order.json': ORDER_BROKEN },
    code: 1,
    steps: ['order.json 4.10.0-rc.1→4.10.0 broken'],
    text: '1 step over 3 releases of 1 contract: 1 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: 'a contract changes with what it refers to in its release',
    files: {
      'v1/common/money.json': MONEY,
      'v1/orders/placed.json': PRICED,
      'v2/common/money.json': { type: 'string' },
      'v2/orders/placed.json': PRICED,
    },
    code: 1,
    steps: ['common/money.json v1→v2 broken', 'orders/placed.json v1→v2 broken'],
    text: '2 steps over 2 releases of 2 contracts: 2 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: 'a reference by URI finds the file that has it as its $id, and follows it when it appears later',
    files: {
      'v1/order.json': { $id: 'https://example.com/order', properties: { price: { $ref: 'https://example.com/money' } } },
      'v2/order.json': { $id: 'https://example.com/order', properties: { price: { $ref: 'https://example.com/money' } } },
      'v2/shared/money.json': { $id: 'https://example.com/money', $ref: 'amount' },
      'v2/shared/amount.json': { $id: 'https://example.com/amount', type: 'integer' },
      'v3/order.json': { $id: 'https://example.com/order', properties: { price: { $ref: 'https://example.com/money' } } },
      'v3/shared/money.json': { $id: 'https://example.com/money', $ref: 'amount' },
      'v3/shared/amount.json': { $id: 'https://example.com/amount', type: 'string' },
    },
    code: 1,
    steps: ['order.json v2→v3 broken', 'shared/amount.json v2→v3 broken', 'shared/money.json v2→v3 broken'],
    text: '3 steps over 3 releases of 3 contracts: 3 broke a reader, 0 fine, 0 undecided, 1 file skipped',
  },
  {
    title: '--level FORWARD asks the other way round',
    files: { 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_BROKEN },
    args: ['--level', 'forward'],
    code: 0,
    steps: ['order.json v1→v2 fine'],
    text: '1 step over 2 releases of 1 contract: 0 broke a reader, 1 fine, 0 undecided',
  },
  {
    title: '--level FULL asks both',
    files: { 'v1/a.json': { type: 'integer' }, 'v2/a.json': { type: 'number' } },
    args: ['--level', 'FULL'],
    code: 1,
    steps: ['a.json v1→v2 broken'],
    text: '1 step over 2 releases of 1 contract: 1 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: '--profile strict counts events with undeclared members too',
    files: { 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_V2 },
    args: ['--profile', 'strict'],
    code: 1,
    steps: ['order.json v1→v2 broken'],
    text: '1 step over 2 releases of 1 contract: 1 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: '--formats assert judges format',
    files: { 'v1/a.json': { type: 'string' }, 'v2/a.json': { type: 'string', format: 'date' } },
    args: ['--formats', 'assert'],
    code: 1,
    steps: ['a.json v1→v2 broken'],
    text: '1 step over 2 releases of 1 contract: 1 broke a reader, 0 fine, 0 undecided',
  },
  {
    title: 'what the engine cannot decide is a finding of its own kind',
    files: { 'v1/a.json': { type: 'string', pattern: '^(a|b)\\1$' }, 'v2/a.json': { type: 'string', pattern: '^(b|a)\\1$' } },
    code: 1,
    steps: ['a.json v1→v2 undecided'],
    text: '1 step over 2 releases of 1 contract: 0 broke a reader, 0 fine, 1 undecided',
  },
];

for (const { title, files, args = [], code, steps, text } of FOLDERS) {
  test(`a folder: ${title}`, async () => {
    const audit = await auditJson(['.', ...args], await folderWith(files));
    expect({ code: audit.code, steps: stepsOf(audit), text: audit.summary.text }).toEqual({ code, steps, text });
  });
}

test('the text shows the sentence, the place, the remedy, the event and one line for all', async () => {
  const cwd = await folderWith({ 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_BROKEN, 'v3/other.json': {} });
  const { code, stdout } = await sluice(['audit', '.'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^broke {2}order\.json {2}v1 → v2\n {2}the reader requires "currency", which the writer may leave out\n/);
  expect(stdout).toMatch(/ {4}reader {2}v2\/order\.json:\d+:\d+ \(\/required\)\n {4}to do +make "currency" optional/);
  expect(stdout).toMatch(/ {4}event {3}\{ "orderId": ".*", "amount": 0 \}\n/);
  expect(stdout).toContain('No longer there\n  order.json, since v3\n');
  expect(stdout).toMatch(/\n\n1 step over 3 releases of 2 contracts: 1 broke a reader, 0 fine, 0 undecided\n$/);
});

const BESIDE = [
  { count: 1, says: '1 schema file lies beside the release folders and was not judged; give a folder whose subfolders are the releases' },
  { count: 15, says: '15 schema files lie beside the release folders and were not judged; give a folder whose subfolders are the releases' },
];

for (const { count, says } of BESIDE) {
  test(`a folder: ${says}`, async () => {
    const schemas = Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}.json`, MONEY]));
    const cwd = await folderWith({
      ...schemas,
      'package.json': { name: 'x' },
      'broken.json': '{',
      'common/order.json': ORDER_V1,
      'late/order.json': ORDER_V1,
    });
    const { code, stdout, stderr } = await auditing.run(['.'], { cwd });
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(-4)).toEqual([`  ${says}`, '', expect.stringMatching(/^0 steps over 2 releases /), '']);
    const elsewhere = await auditing.run(['.', '--output', 'audit.txt'], { cwd });
    expect(withoutProgress(elsewhere.stderr)).toBe(`warning: ${says}\n`);
    expect((await auditJson(['.'], cwd)).warnings).toEqual([says]);
  });
}

const NOTHING_COMPARED: readonly { readonly title: string; readonly files: Readonly<Record<string, unknown>>; readonly says: string }[] = [
  {
    title: 'one release',
    files: { 'v1/order.json': ORDER_V1, 'v1/other.json': ORDER_V2 },
    says: '. has one subfolder, and so one release',
  },
  {
    title: 'folders that are no releases',
    files: { 'orders/placed.json': ORDER_V1, 'billing/sent.json': ORDER_V1, 'stock/moved.json': ORDER_V1 },
    says: 'no contract is in two of the 3 subfolders of .; placed.json, for one, is not in stock',
  },
  {
    title: 'what lies beside a release',
    files: { 'order.json': ORDER_V1, 'v1/order.json': ORDER_V1 },
    says: '. has one subfolder, and so one release; 1 schema file lies beside the release folders and was not judged; give a folder whose subfolders are the releases',
  },
];

for (const { title, files, says } of NOTHING_COMPARED) {
  test(`a folder: ${title}: nothing was compared, which is no clean audit`, async () => {
    const { code, stdout, stderr } = await auditing.run(['.'], { cwd: await folderWith(files) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(withoutProgress(stderr)).toMatch(new RegExp(`^error usage_invalid: nothing was compared: .*\n {2}why: .*the same path in two releases`));
    expect(stderr).toContain(says);
  });
}

test('of a folder in which no release has a schema it is said that schemas lie beside them', async () => {
  const { code, stderr } = await auditing.run(['.'], { cwd: await folderWith({ 'order.json': ORDER_V1, 'v1/notes.txt': 'x' }) });
  expect({ code, said: stderr }).toEqual({
    code: 2,
    said: expect.stringMatching(/found no schema in \.; 1 file was skipped, .*; 1 schema file lies beside the release folders/),
  });
});

test('undecided steps stand in a section of their own, with the reason', async () => {
  const cwd = await folderWith({ 'v1/a.json': { type: 'string', pattern: '^(a|b)\\1$' }, 'v2/a.json': { type: 'string', pattern: '^(b|a)\\1$' } });
  const { stdout } = await auditing.run(['.'], { cwd });
  expect(stdout).toMatch(
    /^Not decided\n\nundecided {2}a\.json {2}v1 → v2\n {2}whether every event of v1\/a\.json is valid under v2\/a\.json\n {4}[a-z_]+: /,
  );
});

test('a long event is cut to the part that is refused', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `member${index}`);
  const big = (required: readonly string[]): object => ({
    type: 'object',
    required: ['inner', ...names],
    properties: { inner: { type: 'object', required, properties: { a: {}, b: {} } }, ...Object.fromEntries(names.map((name) => [name, {}])) },
  });
  const cwd = await folderWith({ 'v1/a.json': big(['a']), 'v2/a.json': big(['a', 'b']) });
  const { stdout } = await auditing.run(['.'], { cwd });
  expect(stdout).toMatch(/event {3}\{ …, "inner": \{ "a": .{1,20} \} \} \(\d,\d{3} characters; all of it with --format json\)/);
});

const SKIPPED = [
  { file: 'broken.json', content: '{\n  "type": "object",,\n}', expected: { code: 'json_invalid', line: 2, column: 20 } },
  { file: 'twice.json', content: '{ "type": "object", "type": "string" }', expected: { code: 'json_duplicate_key', line: 1, column: 21 } },
  { file: 'wrong.json', content: '{\n  "type": "objekt"\n}', expected: { code: 'schema_invalid', line: 2, column: 11 } },
  { file: 'list.json', content: '[]', expected: { code: 'schema_invalid' } },
  { file: 'package.json', content: '{ "name": "x", "version": "1.0.0" }', expected: { code: 'no_schema' } },
  { file: 'open.json', content: '{ "$ref": "gone.json" }', expected: { code: 'reference_unresolved' } },
  { file: 'outside.json', content: '{ "$ref": "../../other/gone.json" }', expected: { code: 'reference_unresolved' } },
  { file: 'dialect.json', content: '{ "$schema": "https://example.com/my-own" }', expected: { code: 'dialect_unknown' } },
  { file: 'latin1.json', content: Buffer.from('{ "title": "café" }', 'latin1'), expected: { code: 'not_utf8' } },
  { file: 'schema.yaml', content: 'type: object\n', expected: { code: 'yaml' } },
  { file: 'README.md', content: '# Schemas\n', expected: { code: 'not_json' } },
];

for (const { file, content, expected } of SKIPPED) {
  test(`a folder: ${file} is skipped with ${expected.code}, and the rest is judged`, async () => {
    const cwd = await folderWith({ 'v1/order.json': ORDER_V1, 'v2/order.json': ORDER_V2, [`v2/${file}`]: content, [`v3/${file}`]: content });
    const audit = await auditJson(['.'], cwd);
    expect(audit).toMatchObject({ code: 0, skipped: [{ file, release: 'v2', ...expected }], summary: { steps: 1, skipped: 1 } });
    expect(audit.skipped).toHaveLength(1);
  });
}

const A = { 'a.json': '[]' };
const RANGES: readonly {
  readonly title: string;
  readonly releases: readonly Readonly<Record<string, unknown>>[];
  readonly lines: readonly string[];
}[] = [
  { title: 'in one release', releases: [A, { 'a.json': {} }, { 'a.json': {} }], lines: ['a.json:1:1, in v1: '] },
  { title: 'in several', releases: [A, A, { 'a.json': {} }], lines: ['a.json:1:1, from v1 to v2: '] },
  { title: 'with another fault each', releases: [A, { 'a.json': '{' }, { 'a.json': {} }], lines: ['a.json:1:2, from v1 to v2: '] },
  { title: 'to the end', releases: [{ 'a.json': {} }, A, { 'a.json': '{' }], lines: ['a.json:1:2, from v2 on: '] },
  { title: 'until it went', releases: [{ 'a.md': '#' }, {}], lines: ['a.md, in v1: '] },
  { title: 'once more', releases: [A, { 'a.json': {} }, A], lines: ['a.json:1:1, in v1, from v3 on: '] },
];

for (const { title, releases, lines } of RANGES) {
  test(`a skipped file is one line that names the releases: ${title}`, async () => {
    const files = releases.flatMap((release, index) => Object.entries(release).map(([path, content]) => [`v${index + 1}/${path}`, content] as const));
    const order = releases.map((_, index) => [`v${index + 1}/order.json`, ORDER_V1] as const);
    const { stdout } = await auditing.run(['.'], { cwd: await folderWith(Object.fromEntries([...files, ...order])) });
    const [, listed = ''] = /(?:^|\n)Skipped\n(.*?)\n\n/s.exec(stdout) ?? [];
    expect(listed.split('\n')).toEqual(lines.map((line) => expect.stringContaining(`  ${line}`) as unknown));
  });
}

/** Two releases that are the same. */
function inBoth(files: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(['v1', 'v2'].flatMap((release) => Object.entries(files).map(([path, content]) => [`${release}/${path}`, content])));
}

test('a fault in a file that is referred to names that file', async () => {
  const cwd = await folderWith(inBoth({ 'common/money.json': '{ "type": }', 'orders/placed.json': PRICED, 'fine.json': {} }));
  const { stdout } = await auditing.run(['.'], { cwd });
  expect(stdout).toContain('  common/money.json:1:11, from v1 on: ');
  expect(stdout).toContain('  orders/placed.json (in v1/common/money.json:1:11), from v1 on: ');
});

test('two references that a schema without $id cannot tell apart are not mixed up: it is skipped', async () => {
  const schema = { properties: { a: { $ref: 'money.json' }, b: { $ref: '../money.json' } } };
  const files = { 'orders/money.json': {}, 'money.json': MONEY, 'orders/a.json': schema };
  const named = { ...files, 'orders/b.json': { $id: 'https://example.com/orders/b.json', ...schema } };
  const { skipped } = await auditJson(['.'], await folderWith(inBoth(named)));
  expect(skipped).toMatchObject([{ file: 'orders/a.json', code: 'reference_conflict' }]);
});

test('a broken state is passed over: the next good one is judged against the last good one', async () => {
  const cwd = await folderWith({ 'v1/order.json': ORDER_V1, 'v2/order.json': '{', 'v3/order.json': ORDER_BROKEN });
  expect(stepsOf(await auditJson(['.'], cwd))).toEqual(['order.json v1→v3 broken']);
});

test('the same history gives the same bytes', async () => {
  const release = (schema: object): Readonly<Record<string, object>> =>
    Object.fromEntries(['c', 'a', 'b', 'd', 'e'].map((name) => [`${name}.json`, schema]));
  const files = [ORDER_V1, ORDER_BROKEN, ORDER_V2].flatMap((schema, index) =>
    Object.entries(release(schema)).map(([name, content]) => [`v${index + 1}/${name}`, content] as const),
  );
  const cwd = await folderWith(Object.fromEntries(files));
  const [first, second] = await Promise.all([0, 1].map(() => auditing.run(['.', '--format', 'json'], { cwd })));
  expect(first?.stdout).toBe(second?.stdout);
  expect(stepsOf(JSON.parse(first?.stdout ?? '') as AuditJson).map((step) => step[0])).toEqual([...'abcdeabcde']);
});

const WRONG_USAGE = [
  { args: [], says: 'the history is missing', code: 2 },
  { args: ['.', '--git', '.'], says: 'an audit has one history', code: 2 },
  { args: ['.', '--level', 'NONE'], says: '--level: expected BACKWARD, FORWARD, FULL; found "NONE"', code: 2 },
  { args: ['.', '--profile', 'lax'], says: '--profile: expected strict, declared, tolerant', code: 2 },
  { args: ['.', '--formats', 'both'], says: '--formats: expected annotate, assert', code: 2 },
  { args: ['v1'], says: 'v1 has no subfolders: expected one for each release', code: 2 },
  { args: ['.'], says: 'found no schema in .; 1 file was skipped, the first of them notes.txt in v1', code: 2 },
  { args: ['gone'], says: 'cannot read gone: there is no such folder', code: 2 },
  { args: ['v1/notes.txt'], says: 'cannot read v1/notes.txt: it is no folder', code: 2 },
  { args: ['--git', 'gone'], says: 'cannot read gone: there is no such file or folder', code: 2 },
  { args: ['--git', '.'], says: 'cannot read the history of .: not a git repository', code: 2 },
  { args: ['http://127.0.0.1:2'], says: 'the registry at http://127.0.0.1:2 does not answer', code: 3 },
];

for (const { args, says, code } of WRONG_USAGE) {
  test(`audit ${args.join(' ')} exits with ${code}: ${says}`, async () => {
    const cwd = await folderWith({ 'v1/notes.txt': 'x' });
    const run = args.includes('--git')
      ? await sluice(['audit', ...args], { cwd, env: { GIT_CEILING_DIRECTORIES: '/' } })
      : await auditing.run(args, { cwd });
    expect(run.stderr).toContain(says);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  });
}

/** A repository in which each commit is a set of files, written over those before it; null takes one away. */
async function repositoryOf(commits: readonly { readonly says: string; readonly files: Readonly<Record<string, unknown>> }[]): Promise<string> {
  const folder = await folderWith({ 'schemas/.keep': '' });
  shell(folder, 'git init -q -b main', ...commits.flatMap(({ says, files }) => commit(says, files)));
  return folder;
}

/** The lines of a shell that do it. */
function commit(says: string, files: Readonly<Record<string, unknown>>): readonly string[] {
  const changes = Object.entries(files).map(([path, content]) =>
    content === null ? `rm ${word(path)}` : `printf %s ${word(JSON.stringify(content))} > ${word(path)}`,
  );
  return [...changes, 'git add -A', `git commit -qm ${word(says)}`];
}

test('--git: every commit that changed a contract is a step, newest first, with hash, date and subject line', async () => {
  const repository = await repositoryOf([
    { says: 'Begin', files: { 'schemas/order.json': ORDER_V1, 'schemas/money.json': MONEY } },
    { says: 'Unrelated', files: { 'README.md': 'x' } },
    { says: 'Add a note', files: { 'schemas/order.json': ORDER_V2 } },
    { says: 'Require currency', files: { 'schemas/order.json': ORDER_BROKEN, 'schemas/money.json': null } },
  ]);
  const hashes = git(repository, 'log --format=%H -- schemas').trim().split('\n');
  const audit = await auditJson(['--git', 'schemas'], repository);
  expect(audit).toMatchObject({
    code: 1,
    steps: [
      { contract: 'order.json', outcome: 'broken', from: { title: 'Add a note' }, to: { title: 'Require currency', commit: hashes[0] } },
      { contract: 'order.json', outcome: 'fine', from: { title: 'Begin' }, to: { title: 'Add a note', commit: hashes[1] } },
    ],
    disappeared: [{ contract: 'money.json', since: hashes[0]?.slice(0, 10) }],
    summary: { text: '2 steps over 3 commits of 2 contracts: 1 broke a reader, 1 fine, 0 undecided', skipped: 0 },
  });
  const { stdout } = await auditing.run(['--git', '.'], { cwd: join(repository, 'schemas') });
  expect(stdout).toMatch(/^broke {2}order\.json {2}[0-9a-f]{10} → [0-9a-f]{10} {2}\d{4}-\d\d-\d\d {2}Require currency\n/);
});

test('--git: a branch is one step, its merge; a file may be named instead of a folder', async () => {
  const repository = await repositoryOf([{ says: 'Begin', files: { 'schemas/order.json': ORDER_V1 } }]);
  const side = [...commit('Break it', { 'schemas/order.json': ORDER_BROKEN }), ...commit('Mend it', { 'schemas/order.json': ORDER_V2 })];
  const main = commit('Meanwhile', { 'schemas/other.json': MONEY });
  shell(repository, 'git checkout -qb side', ...side, 'git checkout -q main', ...main, "git merge -q --no-ff side -m 'Merge side'");
  const audit = await auditJson(['--git', 'schemas/order.json'], repository);
  expect(audit).toMatchObject({ code: 0, steps: [{ outcome: 'fine', to: { title: 'Merge side' } }], summary: { steps: 1, releases: 2 } });
});

test('--git: what is only in the working tree does not count, and nothing is changed', async () => {
  const repository = await repositoryOf([{ says: 'Begin', files: { 'schemas/order.json': ORDER_V1 } }]);
  await writeFile(join(repository, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN));
  const before = git(repository, 'status --porcelain');
  expect(await auditJson(['--git', 'schemas'], repository)).toMatchObject({ code: 0, summary: { steps: 0 } });
  expect(git(repository, 'status --porcelain')).toBe(before);
});

const SHALLOW = [
  { depth: 1, says: 'the clone is shallow: only what is in it (1 commit) was judged; fetch the rest with git fetch --unshallow' },
  { depth: 2, says: 'the clone is shallow: only what is in it (2 commits) was judged; fetch the rest with git fetch --unshallow' },
];

for (const { depth, says } of SHALLOW) {
  test(`--git: a clone of depth ${depth} is judged with a warning`, async () => {
    const schemas = [ORDER_V1, ORDER_BROKEN, ORDER_V2];
    const repository = await repositoryOf(schemas.map((schema, index) => ({ says: `${index}`, files: { 'schemas/order.json': schema } })));
    const clone = await folderWith();
    git(clone, `clone -q --depth ${depth} ${word(`file://${repository}`)} .`);
    const { code, stdout, stderr } = await auditing.run(['--git', 'schemas', '--format', 'json'], { cwd: clone });
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: `warning: ${says}\n` });
    expect(JSON.parse(stdout)).toMatchObject({ warnings: [says], summary: { steps: depth - 1 } });
    expect((await auditJson(['--git', 'schemas'], repository)).warnings).toEqual([]);
  });
}

test('--git: a renamed contract is compared with what it was, and disappeared, with its new name', async () => {
  const money = { type: 'object', properties: { amount: { type: 'integer' }, currency: { type: 'string' } }, required: ['amount'] };
  const repository = await repositoryOf([
    { says: 'Begin', files: { 'schemas/tele.json': money, 'schemas/order.json': ORDER_V1 } },
    { says: 'Rename', files: { 'schemas/tele.json': null, 'schemas/tele2.json': { ...money, required: ['amount', 'currency'] } } },
    { says: 'Note', files: { 'schemas/order.json': ORDER_V2 } },
  ]);
  const since = git(repository, 'log --format=%h --abbrev=10 --grep=Rename').trim();
  expect(await auditJson(['--git', 'schemas'], repository)).toMatchObject({
    code: 1,
    steps: [
      { contract: 'order.json', outcome: 'fine' },
      { contract: 'tele2.json', outcome: 'broken' },
    ],
    disappeared: [{ contract: 'tele.json', since, renamedTo: 'tele2.json' }],
    summary: { contracts: 3, disappeared: 1 },
  });
  const { stdout } = await auditing.run(['--git', 'schemas'], { cwd: repository });
  expect(stdout).toContain(`No longer there\n  tele.json, since ${since}, renamed to tele2.json\n`);
});

test('--git: a contract that was moved to where nobody looks is no longer there', async () => {
  const repository = await repositoryOf([
    { says: 'Begin', files: { 'schemas/money.json': MONEY, 'schemas/order.json': ORDER_V1 } },
    { says: 'Put away', files: { 'schemas/money.json': null, 'schemas/.money.json': MONEY } },
  ]);
  expect(await auditJson(['--git', 'schemas'], repository)).toMatchObject({
    code: 0,
    disappeared: [{ contract: 'money.json', renamedTo: '.money.json' }],
    summary: { contracts: 2, disappeared: 1 },
  });
});

test('--git: a subject line that would steer the terminal is shown with escapes', async () => {
  const repository = await repositoryOf([
    { says: 'Begin', files: { 'schemas/a.json': MONEY } },
    { says: 'Red \u001B[31m alert', files: { 'schemas/a.json': { type: 'string' } } },
  ]);
  const { stdout } = await auditing.run(['--git', 'schemas'], { cwd: repository });
  expect(stdout).toContain('Red \\u001b[31m alert');
});

let server: RegistryServer;

beforeAll(async () => {
  const cwd = await folderWith({ 'v1.json': ORDER_V1, 'v2.json': ORDER_V2, 'broken.json': ORDER_BROKEN });
  server = await startRegistry();
  const env = { SLUICE_REGISTRY: server.url };
  for (const file of ['v1.json', 'v2.json', 'broken.json']) {
    await sluiceHere(['register', file, '--subject', 'a.order', '--allow-breaking', '--reason', 'for the test'], { cwd, env });
  }
  await sluiceHere(['register', 'v1.json', '--subject', 'b.order'], { cwd, env });
});

afterAll(() => server.close());

test('a registry: its versions are judged as stored, one after the other', async () => {
  expect(await auditJson([`${server.url}/`], '.')).toMatchObject({
    code: 1,
    steps: [
      { contract: 'a.order', from: { name: '2', title: '1.1.0' }, to: { name: '3', title: '2.0.0' }, outcome: 'broken' },
      { contract: 'a.order', from: { name: '1' }, to: { name: '2' }, outcome: 'fine' },
    ],
    summary: { text: '2 steps over 4 versions of 2 contracts: 1 broke a reader, 1 fine, 0 undecided' },
  });
});

test('Ctrl-C ends it with 130, and says how far it came', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const asked = once(silent, 'connection');
  const child = spawn(process.execPath, [MAIN, 'audit', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`]);
  const closed = once(child, 'close');
  const [socket] = (await asked) as [Socket];
  const said = readText(child.stderr);
  child.kill('SIGINT');
  expect({ code: ((await closed) as [number])[0], stderr: await said }).toEqual({ code: 130, stderr: 'interrupted after 0 steps\n' });
  socket.destroy();
  silent.close();
});
