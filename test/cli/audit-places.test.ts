import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1 } from './contracts.ts';
import { auditHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { git, makeRepository, word } from './repository.ts';

const { run, close } = auditHere();
afterAll(close);

const pretty = (schema: object): string => JSON.stringify(schema, null, 2);
const LINE =
  pretty(ORDER_BROKEN)
    .split('\n')
    .findIndex((line) => line.includes('"required"')) + 1;

interface Sarif {
  readonly runs: readonly { readonly results: readonly { readonly locations: readonly unknown[] }[] }[];
}

/** A break, a deletion, a rename and a file that is no JSON, one commit each. */
async function repository(): Promise<string> {
  const cwd = await folderWith({
    'schemas/orders/placed.json': pretty(ORDER_V1),
    'schemas/gone.json': pretty({ type: 'integer' }),
    'schemas/old.json': pretty({ type: 'string', title: 'A name that is moved' }),
  });
  const commit = (message: string): string => git(cwd, 'add -A', `commit -qm ${word(message)}`);
  makeRepository(cwd);
  await writeFile(join(cwd, 'schemas/orders/placed.json'), pretty(ORDER_BROKEN));
  commit('break');
  await rm(join(cwd, 'schemas/gone.json'));
  commit('delete');
  await mkdir(join(cwd, 'schemas/names'));
  await rename(join(cwd, 'schemas/old.json'), join(cwd, 'schemas/names/new.json'));
  commit('move');
  await writeFile(join(cwd, 'schemas/broken.json'), '{\n  "type": "object",,\n}');
  commit('no JSON');
  return cwd;
}

const PLACES = [
  { rule: 'break', said: `::error file=schemas/orders/placed.json,line=${LINE},col=15,` },
  { rule: 'deletion', said: '::notice file=schemas/gone.json,title=sluice audit%3A contract_gone::gone.json is no longer there, since ' },
  { rule: 'rename', said: '::notice file=schemas/names/new.json,title=sluice audit%3A contract_renamed::old.json is no longer there, since ' },
  { rule: 'file that was skipped', said: '::warning file=schemas/broken.json,line=2,col=20,title=sluice audit%3A json_invalid::' },
];

const WHERE = [
  { from: 'the root', folder: '.', asked: 'schemas' },
  { from: 'the folder itself, in a workspace', folder: 'schemas', asked: '.' },
  { from: 'elsewhere, in a workspace', folder: 'schemas/orders', asked: '..' },
];

for (const { from, folder, asked } of WHERE) {
  test(`--git: a finding is at the file as the newer commit calls it, asked from ${from}`, async () => {
    const cwd = await repository();
    const env = folder === '.' ? {} : { GITHUB_WORKSPACE: cwd };
    const { code, stdout } = await run(['--git', asked, '--format', 'github'], { cwd: join(cwd, folder), env });
    expect(code).toBe(1);
    for (const { said } of PLACES) expect(stdout).toContain(said);
  });
}

test('--git: a file that is named is at its path', async () => {
  const { stdout } = await run(['--git', 'schemas/orders/placed.json', '--format', 'github'], { cwd: await repository() });
  expect(stdout).toContain(PLACES[0]?.said);
});

test('--git: each of them is told in every format, with its file, and has a location in SARIF', async () => {
  const cwd = await repository();
  const formats = ['sarif', 'gitlab', 'ndjson', 'junit', 'markdown'];
  await run(['--git', 'schemas', ...formats.flatMap((format) => ['--also', `${format}=${format}.out`])], { cwd });
  for (const format of formats) {
    const report = await readFile(join(cwd, `${format}.out`), 'utf8');
    const untold = PLACES.filter(({ said }) => !report.includes(/file=([^,]+)/.exec(said)?.[1] ?? '?')).map(({ rule }) => rule);
    expect({ format, untold }).toEqual({ format, untold: [] });
  }
  const { runs } = JSON.parse(await readFile(join(cwd, 'sarif.out'), 'utf8')) as Sarif;
  expect(runs[0]?.results.map(({ locations }) => locations.length)).toEqual([1, 1, 1, 1]);
});

test('releases in folders: what is no longer there is a note, and what was skipped at its line', async () => {
  const cwd = await folderWith({
    'all/v1/a.json': {},
    'all/v1/b.json': {},
    'all/v2/a.json': '{\n"type": }',
    'all/v2/c.json': {},
    'all/v1/d.json': {},
    'all/v2/d.json': {},
  });
  const { code, stdout } = await run(['all', '--format', 'github'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('::notice file=all/v2,title=sluice audit%3A contract_gone::b.json is no longer there, since v2\n');
  expect(stdout).toContain('::warning file=all/v2/a.json,line=2,col=9,');
});
