import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluice, MAIN } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';
import { git as gitIn, word } from './repository.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const SCRIPT = join(ROOT, 'action', 'run.sh');

let cwd = '';
let base = '';
let bin = '';

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sluice-action-'));
  await put('schemas/a.schema.json', ORDER_V1);
  await put('schemas/b.schema.json', ORDER_V1);
  await put('other.json', ORDER_V1);
  base = commit('base', 'init -q');
  await put('schemas/a.schema.json', ORDER_V2);
  await put('schemas/new.schema.json', ORDER_V1);
  commit('fine');
  git('tag fine');
  await put('schemas/b.schema.json', ORDER_BROKEN);
  await put('other.json', ORDER_BROKEN);
  commit('broken');
  // What `npm ci` leaves, and a gh that writes down what it is asked for.
  await mkdir(join(cwd, 'node_modules', '.bin'), { recursive: true });
  await symlink(MAIN, join(cwd, 'node_modules', '.bin', 'sluice'));
  await chmod(MAIN, 0o755);
  bin = await mkdtemp(join(tmpdir(), 'sluice-action-bin-'));
  await writeFile(join(bin, 'gh'), '#!/bin/sh\nprintf "%s\\n" "$@" >> "$GH_LOG"\nif [ "$2" = --paginate ]; then seq "${GH_COMMENTS:-0}"; fi\n');
  await chmod(join(bin, 'gh'), 0o755);
});

test('a break is an annotation at its line of the changed file, a summary and exit code 1', async () => {
  const { code, stdout, outputs, summary } = await action({ SLUICE_BASE: base });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^::error file=schemas\/b\.schema\.json,line=\d+,col=\d+,title=sluice compat%3A required_missing::the reader requires "currency"/m,
  );
  expect(stdout).not.toContain('other.json');
  expect(outputs).toBe('compatible=false\n');
  expect(summary).toContain('The event:');
});

test('changes that are fine, and files that the base does not have, are exit code 0', async () => {
  git('checkout --quiet fine');
  const { code, stdout, outputs } = await action({ SLUICE_BASE: base });
  git('checkout --quiet -');
  expect({ code, stdout, outputs }).toEqual({ code: 0, stdout: 'sluice compat: 2 files, all fine\n', outputs: 'compatible=true\n' });
});

const NOTHING_CHANGED = 'sluice compat: no schema file changed\n';
const NOTHING = [
  { title: 'files that did not change', env: { SLUICE_FILES: 'docs/*.md' }, said: NOTHING_CHANGED },
  { title: 'a branch that was just made', env: { SLUICE_BASE: '0'.repeat(40) }, said: `sluice: no base to compare with\n${NOTHING_CHANGED}` },
  { title: 'no base', env: { SLUICE_BASE: '' }, said: `sluice: no base to compare with\n${NOTHING_CHANGED}` },
];
for (const { title, env, said } of NOTHING) {
  test(`nothing to compare is fine: ${title}`, async () => {
    const sarif = join(await mkdtemp(join(tmpdir(), 'sluice-sarif-')), 'out.sarif');
    const { code, stdout, outputs, summary } = await action({ SLUICE_BASE: base, SLUICE_SARIF: sarif, ...env });
    expect({ code, stdout, outputs, summary }).toEqual({
      ...{ code: 0, stdout: said, outputs: 'compatible=true\n' },
      summary: '### ✅ sluice compat: no schema file changed\n',
    });
    expect(JSON.parse(await readFile(sarif, 'utf8'))).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  });
}

test('the comment about a break is brought up to date when the break is taken back', async () => {
  const { log } = await action({
    ...{ SLUICE_BASE: git('rev-parse HEAD').trim(), SLUICE_COMMENT: 'true', SLUICE_PULL_REQUEST: '7', GITHUB_REPOSITORY: 'shop/orders' },
    GH_COMMENTS: '1',
  });
  expect(log).toContain(
    'PATCH\nrepos/shop/orders/issues/comments/1\n--raw-field\nbody=<!-- sluice -->\n### ✅ sluice compat: no schema file changed',
  );
});

const MONEY = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] };
const PRICED = { type: 'object', properties: { price: { $ref: 'common/money.json' } } };
const PLAYER = { type: 'object', properties: { id: { type: 'string' }, rank: { type: 'integer' }, team: { type: 'string' } }, required: ['id'] };
const APPLICATION = {
  asyncapi: '3.0.0',
  info: { title: 'a', version: '1' },
  channels: { c: { address: 'c', messages: { m: { payload: PLAYER } } } },
};

const SENDS = {
  base: { 'c/app.json': { ...APPLICATION, operations: { o: { action: 'send', channel: { $ref: '#/channels/c' } } } } },
  after: {
    'c/app.json': {
      ...APPLICATION,
      channels: { c: { address: 'c', messages: { m: { payload: { ...PLAYER, required: [] } } } } },
      operations: { o: { action: 'send', channel: { $ref: '#/channels/c' } } },
    },
  },
};

/** What a branch does to a tree of contracts, and what is said of it. */
const BRANCHES: readonly {
  readonly title: string;
  readonly base: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly said: RegExp;
}[] = [
  {
    title: 'a contract that is gone is a warning',
    base: { 'c/a.json': PLAYER, 'c/b.json': MONEY },
    after: { 'c/b.json': undefined },
    code: 0,
    said: /^::warning file=c\/b\.json,title=sluice compat%3A gone::c\/b\.json is gone: git:[0-9a-f]{10} has it%0Ato do: /m,
  },
  {
    title: 'a part that is gone breaks what refers to it',
    base: { 'c/a.json': PRICED, 'c/common/money.json': MONEY },
    after: { 'c/common/money.json': undefined },
    code: 1,
    said: /^::error file=c\/a\.json,line=\d+,col=\d+,title=sluice compat%3A reference_unresolved::/m,
  },
  {
    title: 'a part that is narrowed breaks what refers to it, though no pattern means the part',
    base: { 'c/a.json': PRICED, 'c/common/money.json': MONEY },
    after: { 'c/common/money.json': { ...MONEY, properties: { amount: { type: 'integer', maximum: 9 } } } },
    code: 1,
    said: /^::error file=c\/common\/money\.json,line=\d+,col=\d+,title=sluice compat%3A above_maximum/m,
  },
  {
    title: 'a contract that is moved is compared with what it was',
    base: { 'c/a.json': PLAYER },
    after: { 'c/a.json': undefined, 'c/players/a.json': { ...PLAYER, required: ['id', 'team'] } },
    env: { SLUICE_FILES: 'c/**/*.json' },
    code: 1,
    said: /^::error file=c\/players\/a\.json,line=\d+,col=\d+,title=sluice compat%3A required_missing::/m,
  },
  {
    title: 'a contract that is moved to where no pattern looks is compared all the same',
    base: { 'c/a.json': PLAYER },
    after: { 'c/a.json': undefined, 'elsewhere/a.json': { ...PLAYER, required: ['id', 'team'] } },
    code: 1,
    said: /^::error file=elsewhere\/a\.json,line=\d+,col=\d+,title=sluice compat%3A required_missing::/m,
  },
  {
    ...SENDS,
    title: 'what an AsyncAPI document sends is judged by its operations, where no level is set',
    code: 1,
    said: /^::error file=c\/app\.json,.*required_missing/m,
  },
  {
    ...SENDS,
    title: 'an AsyncAPI document is judged by the level that is set',
    env: { SLUICE_LEVEL: 'BACKWARD' },
    code: 0,
    said: /BACKWARD × declared/,
  },
];
for (const { title, base: before, after, env, code, said } of BRANCHES) {
  test(title, async () => {
    for (const [path, content] of Object.entries(before)) await put(path, content);
    const from = commit('before', `checkout -q -B tree ${base}`);
    for (const [path, content] of Object.entries(after)) await (content === undefined ? rm(join(cwd, path)) : put(path, content));
    commit('after');
    const ran = await action({ SLUICE_BASE: from, SLUICE_FILES: 'c/*.json', ...env });
    git('checkout --quiet -');
    expect(ran.stdout).toMatch(said);
    expect(ran).toMatchObject({ code, outputs: `compatible=${code === 0}\n` });
  });
}

test('sluice that is not installed is said, and no registry of packages is asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-not-installed-'));
  await writeFile(join(folder, 'npm'), '#!/bin/sh\necho npm was run\n');
  await chmod(join(folder, 'npm'), 0o755);
  const ran = await action({ SLUICE_BASE: base, PATH: `${folder}:/usr/bin:/bin` }, folder);
  expect(ran).toMatchObject({
    code: 2,
    stdout:
      '::error title=sluice::sluice is not installed here: run npm ci before this step, with sluice among the devDependencies, or set package\n',
  });
});

test('files are pathspecs, several of them', async () => {
  const { stdout } = await action({ SLUICE_BASE: base, SLUICE_FILES: 'other.json\nschemas/**/b*.json' });
  expect([...stdout.matchAll(/::error file=([^,]*)/g)].map(([, file]) => file)).toEqual(['other.json', 'schemas/b.schema.json']);
});

const NEVER_CODE = ['$(touch injected)', '`touch injected`', '; touch injected', '--output=/etc/x'];
for (const [name, value] of [
  ['SLUICE_FILES', NEVER_CODE.join('\n')],
  ['SLUICE_LEVEL', NEVER_CODE.join(' ')],
] as const) {
  test(`no input is code: ${name}`, async () => {
    const { stdout } = await action({ SLUICE_BASE: base, [name]: value });
    expect(stdout).not.toContain('injected');
    expect(git('status --porcelain')).not.toContain('injected');
  });
}

test('the comment is begun for a break, with the event', async () => {
  const { log } = await action({ SLUICE_BASE: base, SLUICE_COMMENT: 'true', SLUICE_PULL_REQUEST: '7', GITHUB_REPOSITORY: 'shop/orders' });
  expect(log).toContain('POST\nrepos/shop/orders/issues/7/comments\n--raw-field\nbody=<!-- sluice -->\n### ❌ sluice compat');
});

test('of the comments that are ours, however many somebody copied, the first is kept up to date', async () => {
  const pull = { SLUICE_COMMENT: 'true', SLUICE_PULL_REQUEST: '7', GITHUB_REPOSITORY: 'shop/orders' };
  const { log } = await action({ SLUICE_BASE: base, ...pull, GH_COMMENTS: '100000' });
  expect(log).toContain('PATCH\nrepos/shop/orders/issues/comments/1\n--raw-field\nbody=<!-- sluice -->\n### ❌ sluice compat');
  expect(log).not.toContain('POST');
});

describe('where the checkout has a project', () => {
  let server: ServerHere;

  beforeAll(async () => {
    server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
    git(`checkout -q -b project ${base}`);
    const publishes = [{ files: 'schemas/*.json', subject: 'shop.{name}' }];
    await put('sluice.config.json', { registry: server.registry, publishes });
    commit('a project');
    expect(await sluice(['publish'], { cwd, env: { SLUICE_REGISTRY: server.registry } })).toMatchObject({ code: 0, stderr: '' });
  });

  afterAll(async () => {
    git('checkout --quiet -f -');
    await server.stop();
  });

  test('it is checked, and needs no base', async () => {
    const { code, stdout, outputs } = await action({});
    expect({ code, stdout, outputs }).toEqual({ code: 0, stdout: 'sluice check: 1 project, 0 errors\n', outputs: 'compatible=true\n' });
  });

  test('a break of a published file is an annotation at its line, and in the summary', async () => {
    await put('schemas/b.schema.json', ORDER_BROKEN);
    const { code, stdout, outputs, summary } = await action({});
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=schemas\/b\.schema\.json,line=\d+,col=\d+,title=sluice check%3A required_missing::/m);
    expect(outputs).toBe('compatible=false\n');
    expect(summary).toContain('### ❌ sluice check');
  });

  test('offline leaves out what needs the registry', async () =>
    expect(await action({ SLUICE_OFFLINE: 'true', SLUICE_BASE: base })).toMatchObject({ code: 0, stdout: 'sluice check: 1 project, 0 errors\n' }));

  test('affected leaves out the projects that did not change since the base, and without a base checks all', async () => {
    const ask = (env: Readonly<Record<string, string>>): ReturnType<typeof action> =>
      action({ SLUICE_OFFLINE: 'true', SLUICE_AFFECTED: 'true', ...env });
    expect(await ask({ SLUICE_BASE: base })).toMatchObject({ code: 0, stdout: 'sluice check: 1 project, 0 errors\n' });
    git('stash --quiet');
    expect(await ask({ SLUICE_BASE: 'HEAD' })).toMatchObject({
      code: 0,
      stdout: 'sluice check: no project is affected\n',
      outputs: 'compatible=true\n',
    });
    git('stash pop --quiet');
    for (const SLUICE_BASE of ['', '0'.repeat(40)])
      expect(await ask({ SLUICE_BASE })).toMatchObject({ stdout: 'sluice check: 1 project, 0 errors\n' });
    expect(await ask({ SLUICE_AFFECTED: '--output=x' })).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('expected a revision') as unknown,
    });
  });

  test('a registry that is not there says nothing of the schemas', async () =>
    expect(await action({ SLUICE_REGISTRY: 'http://127.0.0.1:1' })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('registry_unavailable') as unknown,
      outputs: '',
    }));

  test('compat is run where it is asked for, and no other command is', async () => {
    expect(await action({ SLUICE_COMMAND: 'compat', SLUICE_BASE: base, SLUICE_FILES: 'docs/*' })).toMatchObject({ code: 0, stdout: NOTHING_CHANGED });
    expect(await action({ SLUICE_COMMAND: 'serve' })).toMatchObject({
      code: 2,
      stdout: '::error title=sluice::command: expected check or compat; found serve\n',
    });
  });
});

test('action.yml passes every input by the environment, and none within a script', async () => {
  const { inputs, runs } = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as {
    inputs: Record<string, unknown>;
    runs: { steps: { run: string; env: Record<string, string> }[] };
  };
  const [step] = runs.steps;
  expect(step?.run).not.toContain('${{');
  const passed = JSON.stringify(runs);
  expect(Object.keys(inputs).filter((name) => !passed.includes(`inputs.${name}`))).toEqual([]);
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly outputs: string;
  readonly summary: string;
  readonly log: string;
}

/** Run the step's script as a runner does, where the repository is. */
async function action(inputs: Readonly<Record<string, string>>, at: string = cwd): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-runner-'));
  const files = { GITHUB_OUTPUT: join(folder, 'outputs'), GITHUB_STEP_SUMMARY: join(folder, 'summary'), GH_LOG: join(folder, 'log') };
  for (const file of Object.values(files)) await writeFile(file, '');
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    ...files,
    ...inputs,
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_WORKSPACE: cwd,
    GITHUB_ACTIONS: 'true',
  };
  const ran = await new Promise<{ code: number; stdout: string }>((done) => {
    const child = execFile(SCRIPT, { cwd: at, env }, (_error, stdout) => done({ code: child.exitCode ?? -1, stdout }));
  });
  const [outputs = '', summary = '', log = ''] = await Promise.all(Object.values(files).map((file) => readFile(file, 'utf8')));
  return { ...ran, outputs, summary, log };
}

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), JSON.stringify(content, null, 2));
}

function git(...commands: readonly string[]): string {
  return gitIn(cwd, ...commands);
}

/** Its hash. */
function commit(message: string, ...before: readonly string[]): string {
  return git(...before, "add --all ':!node_modules'", `commit -q -m ${word(message)}`, 'rev-parse HEAD').trim();
}
