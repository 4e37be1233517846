import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { COMMIT_ALL, git, makeRepository } from './repository.ts';

let cwd = '';

beforeAll(async () => {
  cwd = await folderWith({
    'v1.json': ORDER_V1,
    'v2.json': ORDER_V2,
    'broken.json': ORDER_BROKEN,
    'closed.json': { ...ORDER_V1, additionalProperties: false },
    'not-json.json': '{\n  "type": "object",,\n}',
    'not-schema.json': '{\n  "type": "objekt"\n}',
    'dialect.json': { $schema: 'https://example.com/my-own' },
    'open-ref.json': { $ref: 'https://example.com/elsewhere.json' },
    'twice.json': '{ "type": "object", "type": "string" }',
    'latin1.json': Buffer.from('{ "title": "caf\u00e9" }', 'latin1'),
    'schema.yaml': 'type: strng\n',
    'order/old.json': { properties: { price: { $ref: 'common/money.json' } } },
    'order/new.json': { properties: { price: { $ref: 'common/money.json' } }, title: 't' },
    'order/wider.json': { properties: { price: { $ref: 'common/wider.json' } } },
    'order/common/money.json': { $ref: 'cents.json' },
    'order/common/cents.json': { type: 'integer' },
    'order/common/wider.json': { type: 'number' },
  });
});

const ANSWERS = [
  {
    args: ['v1.json', '--against', 'v1.json'],
    code: 0,
    answer: { compatible: true, level: 'BACKWARD', profile: 'declared' },
    directions: [['v1.json', 'v1.json', 'contained']],
  },
  {
    args: ['v2.json', '--against', 'v1.json'],
    code: 0,
    answer: { compatible: true, level: 'BACKWARD', profile: 'declared' },
    directions: [['v1.json', 'v2.json', 'contained']],
  },
  {
    args: ['broken.json', '--against', 'v1.json'],
    code: 1,
    answer: { compatible: false },
    directions: [['v1.json', 'broken.json', 'not_contained']],
  },
  {
    args: ['broken.json', '--against', 'v1.json', '--level', 'FORWARD'],
    code: 0,
    answer: { compatible: true, level: 'FORWARD' },
    directions: [['broken.json', 'v1.json', 'contained']],
  },
  {
    args: ['broken.json', '--against', 'v1.json', '--level', 'full_transitive'],
    code: 1,
    answer: { compatible: false, level: 'FULL_TRANSITIVE' },
    directions: [
      ['v1.json', 'broken.json', 'not_contained'],
      ['broken.json', 'v1.json', 'contained'],
    ],
  },
  {
    args: ['broken.json', '--against', 'v1.json', '--level', 'NONE'],
    code: 0,
    answer: { compatible: true, level: 'NONE' },
    directions: [
      ['v1.json', 'broken.json', 'not_contained'],
      ['broken.json', 'v1.json', 'contained'],
    ],
  },
  {
    args: ['v2.json', '--against', 'v1.json', '--profile', 'strict'],
    code: 1,
    answer: { compatible: false, profile: 'strict' },
    directions: [['v1.json', 'v2.json', 'not_contained']],
  },
];

for (const { args, code, answer, directions } of ANSWERS) {
  test(`compat ${args.join(' ')} exits with ${code}`, async () => {
    const run = await sluiceHere(['compat', ...args, '--format', 'json'], { cwd });
    const json = JSON.parse(run.stdout) as { checks: { writer: { label: string }; reader: { label: string }; verdict: { kind: string } }[] };
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code, stderr: '' });
    expect(json).toMatchObject(answer);
    expect(json.checks.map(({ writer, reader, verdict }) => [writer.label, reader.label, verdict.kind])).toEqual(directions);
  });
}

test('the sides of files carry a label and a fingerprint, and nothing of a registry', async () => {
  const { stdout } = await sluiceHere(['compat', 'v2.json', '--against', 'v1.json', '--format', 'json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    checks: [{ writer: { label: 'v1.json', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) }, reader: { label: 'v2.json' } }],
  });
  expect(stdout).not.toContain('"subject"');
});

test('the text shows the sentence, the event, both places and what to do', async () => {
  const { code, stdout } = await sluice(['compat', 'broken.json', '--against', 'v1.json'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain('not compatible  BACKWARD × declared, 1 check');
  expect(stdout).toContain('an event that is valid under v1.json is refused by broken.json');
  expect(stdout).toMatch(/event:\n {6}\{/);
  expect(stdout).toMatch(/reader {2}broken\.json:\d+:\d+ \(\/required/);
});

const STRENGTHS = [
  {
    args: ['v2.json', '--against', 'v1.json', '--level', 'FULL'],
    says: [/v2\.json\n {4}strict fails only for events with undeclared members, e\.g\. \{.*"note":/, /under v1\.json \(holds under strict\)/],
  },
  { args: ['v2.json', '--against', 'v1.json', '--profile', 'strict'], says: [/\n {4}holds under declared: events with declared members only/] },
  { args: ['closed.json', '--against', 'v2.json'], says: [/\n {4}holds under tolerant: readers that ignore members they don't know/] },
  {
    args: ['closed.json', '--against', 'v2.json', '--profile', 'tolerant'],
    says: [/\n {4}declared fails only where readers refuse members they don't know, e\.g\. \{.*"note":/],
  },
  { args: ['broken.json', '--against', 'v1.json'], says: [/\n {4}holds under no profile/] },
];

for (const { args, says } of STRENGTHS) {
  test(`compat ${args.join(' ')} says how far the answer carries`, async () => {
    const { stdout } = await sluiceHere(['compat', ...args], { cwd });
    for (const line of says) expect(stdout).toMatch(line);
  });
}

test('the strongest profile is in the JSON, with the event on which the next one fails', async () => {
  const { stdout } = await sluiceHere(['compat', 'v2.json', '--against', 'v1.json', '--format', 'json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    checks: [{ strongest: 'declared', stricter: { profile: 'strict', witness: { note: expect.anything() } } }],
  });
});

test('--output writes the report to a file and nothing to standard output', async () => {
  const { code, stdout } = await sluiceHere(['compat', 'v2.json', '--against', 'v1.json', '--format', 'json', '--output', 'report.json'], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ compatible: true });
});

test('a report that cannot be written is an error that names the file', async () => {
  const { code, stderr } = await sluiceHere(['compat', 'v2.json', '--against', 'v1.json', '--output', 'gone/report.txt'], { cwd });
  expect({ code, named: stderr.includes('cannot write gone/report.txt') }).toEqual({ code: 2, named: true });
});

const BAD_FILES = [
  { file: 'not-json.json', code: 1, says: 'not-json.json:2:20' },
  { file: 'not-schema.json', code: 1, says: 'not-schema.json:2:' },
  { file: 'twice.json', code: 1, says: 'twice.json:1:21' },
  { file: 'latin1.json', code: 1, says: 'latin1.json is not UTF-8' },
  { file: 'dialect.json', code: 1, says: 'draft-07' },
  { file: 'open-ref.json', code: 1, says: 'https://example.com/elsewhere.json' },
  { file: 'schema.yaml', code: 1, says: 'schema.yaml:1:7' },
  { file: 'missing.json', code: 2, says: 'cannot read missing.json' },
];

for (const { file, code, says } of BAD_FILES) {
  test(`compat ${file}: ${says}`, async () => {
    const run = await sluiceHere(['compat', file, '--against', 'v1.json'], { cwd });
    expect(run.stderr).toContain(says);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  });
}

test('a path that is meant as one and is missing is a missing file, not a missing subject', async () => {
  const { code, stderr } = await sluiceHere(['compat', 'v1.json', '--against', './gone.json'], { cwd });
  expect({ code, named: stderr.includes('cannot read ./gone.json') }).toEqual({ code: 2, named: true });
});

test('git:REF is the same file at that revision, from a subfolder as well', async () => {
  const repository = await folderWith();
  const schemas = join(repository, 'schemas');
  await mkdir(schemas);
  await writeFile(join(schemas, 'order.json'), JSON.stringify(ORDER_V1));
  makeRepository(repository);
  await writeFile(join(schemas, 'order.json'), JSON.stringify(ORDER_BROKEN));

  const run = await sluiceHere(['compat', 'order.json', '--against', 'git:HEAD', '--format', 'json'], { cwd: schemas });
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({
    compatible: false,
    checks: [{ writer: { label: 'HEAD:order.json' }, reader: { label: 'order.json' } }],
  });

  const unknown = await sluiceHere(['compat', 'order.json', '--against', 'git:nowhere'], { cwd: schemas });
  expect({ code: unknown.code, named: unknown.stderr.includes('nowhere:order.json') }).toEqual({ code: 2, named: true });

  const option = await sluiceHere(['compat', 'order.json', '--against', 'git:--output=x'], { cwd: schemas });
  expect({ code: option.code, refused: option.stderr.includes('expected git:REF') }).toEqual({ code: 2, refused: true });
});

const NEIGHBOURS = [
  { args: ['order/new.json', '--against', 'order/old.json', '--level', 'FULL'], code: 0 },
  { args: ['order/wider.json', '--against', 'order/old.json'], code: 0 },
  { args: ['order/old.json', '--against', 'order/wider.json'], code: 1 },
];

for (const { args, code } of NEIGHBOURS) {
  test(`compat ${args.join(' ')} reads what the files refer to beside them, and exits with ${code}`, async () => {
    expect(await sluiceHere(['compat', ...args], { cwd })).toMatchObject({ code, stderr: '' });
  });
}

test('compat against git reads what the old file refers to as it was there', async () => {
  const repository = await folderWith({ 'order.json': { properties: { price: { $ref: 'money.json' } } }, 'money.json': { type: 'integer' } });
  git(repository, 'init -q');
  expect(await sluiceHere(['compat', 'order.json', '--against', 'git:HEAD'], { cwd: repository })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/why: +There is no such branch, tag or commit; a repository without commits has none\./),
  });
  const audited = await sluiceHere(['audit', '--git', '.'], { cwd: repository });
  expect(audited).toMatchObject({ code: 2, stderr: expect.stringMatching(/why: +The repository has no commits.*\n +next: +Commit the schemas/) });
  git(repository, ...COMMIT_ALL);
  await writeFile(join(repository, 'money.json'), JSON.stringify({ type: 'string' }));
  expect(await sluiceHere(['compat', 'order.json', '--against', 'git:HEAD'], { cwd: repository })).toMatchObject({ code: 1, stderr: '' });
});

test('a schema file that nests too deep says so', async () => {
  const deep = await sluiceHere(['compat', '-', '--against', 'v1.json'], { cwd, stdin: `${'{"not":'.repeat(300)}{}${'}'.repeat(300)}` });
  expect(deep).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error too_deep: .*\n.*\n +why: +A document nests deeper/) });
});

test('a file that git sees to be moved is compared with what it was called, and a branch with what it changed', async () => {
  const player = { type: 'object', properties: { id: { type: 'string' }, team: { type: 'string' } }, required: ['id'] };
  const repository = await folderWith({
    'in/a.json': JSON.stringify(player, null, 2),
    'in/b.json': ORDER_V1,
    'in/c.json': { type: 'string', title: 'c' },
  });
  makeRepository(repository);
  await mkdir(join(repository, 'in/to'));
  git(repository, 'mv in/a.json "in/to/a b.json"', 'rm -q in/c.json');
  await writeFile(join(repository, 'in/to/a b.json'), JSON.stringify({ ...player, required: ['id', 'team'] }, null, 2));
  await writeFile(join(repository, 'in/new.json'), 'true');
  const ask = async (...args: string[]): ReturnType<typeof sluiceHere> =>
    sluiceHere(['compat', ...args, '--against', 'git:HEAD'], { cwd: join(repository, 'in') });
  const moved = await ask('to/a b.json');
  expect(moved).toMatchObject({ code: 1, stderr: '' });
  expect(moved.stdout).toContain('HEAD:a.json is refused by to/a b.json');
  expect(await ask(join(repository, 'in/to/a b.json'), '--changed')).toMatchObject({ code: 1, stderr: '' });
  expect(await ask(join(repository, 'in/b.json'), '--changed')).toMatchObject({ code: 0, stdout: expect.stringContaining('no schema file changed') });
  const { code, stdout } = await ask(
    'a.json',
    'b.json',
    'c.json',
    'new.json',
    'to/a b.json',
    '--changed',
    '--allow-gone',
    '--allow-new',
    '--format',
    'json',
  );
  const { files } = JSON.parse(stdout) as { files: readonly object[] };
  expect({ code, files }).toMatchObject({
    code: 1,
    files: [
      { file: 'to/a b.json', compatible: false },
      { file: 'c.json', compatible: true, gone: true },
      { file: 'new.json', compatible: true, new: true },
    ],
  });
  expect(await ask('b.json', '--changed')).toMatchObject({ code: 0, stdout: 'no schema file changed\n' });
  expect(await ask('c.json', '--allow-gone')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('c.json is gone: git:HEAD has it') as unknown,
  });
  expect((await ask('c.json')).code).not.toBe(0);
});

const REVISION_NEEDED = [
  { args: ['--changed', '--against', 'v1.json'], said: '--changed compares with a revision' },
  { args: ['v2.json', '--allow-gone'], said: '--allow-gone compares with a revision' },
  { args: ['--against', 'v1.json'], said: 'name the new version' },
];
for (const { args, said } of REVISION_NEEDED) {
  test(`compat ${args.join(' ')} is refused`, async () =>
    expect(await sluiceHere(['compat', ...args], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(said) as unknown }));
}

test('more breaks than the engine tells are said to be more, in every format; fewer are not', async () => {
  const schema = (fields: number, type: string): object => ({
    type: 'object',
    properties: Object.fromEntries(Array.from({ length: fields }, (_, index) => [`f${index}`, { type }])),
  });
  const folder = await folderWith({ 'old.json': schema(40, 'string'), 'new.json': schema(40, 'integer'), 'few.json': { ...schema(3, 'integer') } });
  const also = ['github', 'markdown', 'ndjson', 'sarif', 'gitlab', 'junit'];
  const ask = async (file: string, format: string): Promise<string> =>
    (await sluiceHere(['compat', file, '--against', 'old.json', '--format', format], { cwd: folder })).stdout;
  for (const format of ['text', ...also])
    expect(await ask('new.json', format)).toContain('at least 10 findings; more may follow when these are mended');
  expect(JSON.parse(await ask('new.json', 'json'))).toMatchObject({ moreMayFollow: true });
  expect(await ask('few.json', 'markdown')).not.toContain('more may follow');
  expect(JSON.parse(await ask('few.json', 'json'))).not.toHaveProperty('moreMayFollow');
});

test('in markdown the heading over a break is what is true, and a full hash is its first digits', async () => {
  const repository = await folderWith({ 'a.json': ORDER_V1 });
  makeRepository(repository);
  await writeFile(join(repository, 'a.json'), JSON.stringify(ORDER_BROKEN));
  const commit = git(repository, 'rev-parse HEAD').trim();
  const { stdout } = await sluiceHere(['compat', './a.json', '--changed', '--against', `git:${commit}`, '--format', 'markdown'], { cwd: repository });
  expect(stdout).toContain(`#### an event that is valid under ${commit.slice(0, 10)}:a.json is refused by a.json\n`);
  expect(stdout).not.toContain(commit);
});
