import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere, withoutProgress } from './in-process.ts';
import { folderWith } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';

let cwd = '';
let server: ServerHere;

beforeAll(async () => {
  cwd = await folderWith({
    'v1.json': ORDER_V1,
    'broken.json': ORDER_BROKEN,
    'event.json': WRONG_EVENT,
    'draft7.json': { $schema: 'http://json-schema.org/draft-07/schema#', multipleOf: 0.01 },
    'cut.json': '{\n  "type": ',
    'releases/v1/order.json': ORDER_V1,
    'releases/v2/order.json': ORDER_BROKEN,
  });
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
  await sluiceHere(['register', 'v1.json', '--subject', 'order', '--registry', server.registry], { cwd });
});

afterAll(async () => {
  await server.stop();
});

// What fails is a finding of a command that has findings; what another prints is data, and stays so.
for (const { args, stdout } of [
  { args: ['events', 'rejudge'], stdout: /^::error title=sluice events rejudge%3A gateway_unavailable::/ },
  { args: ['events', 'list'], stdout: /^$/ },
  { args: ['events', 'show', '13'], stdout: /^$/ },
  { args: ['export', 'asyncapi'], stdout: /^$/ },
]) {
  test(`in a workflow, ${args.join(' ')} that fails says so ${stdout.source === '^$' ? 'on standard error alone' : 'at its line'}`, async () => {
    const finished = await sluiceHere(args, { cwd, env: { GITHUB_ACTIONS: 'true', SLUICE_GATEWAY: 'http://127.0.0.1:2' } });
    expect(finished).toEqual({
      code: 3,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(/^error (gateway|registry)_unavailable: /),
    });
  });
}

test('what is wrong with a file goes where findings are wanted, in each format', async () => {
  const args = [
    'compat',
    'cut.json',
    '--against',
    'v1.json',
    '--format',
    'sarif',
    '--output',
    'cut.sarif',
    '--also=junit=cut.xml',
    '--also',
    'text=cut.txt',
  ];
  const finished = await sluiceHere(args, { cwd });
  expect(finished).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^error schema_invalid: /) });
  expect(JSON.parse(await readFile(join(cwd, 'cut.sarif'), 'utf8'))).toMatchObject({ runs: [{ results: [{ ruleId: 'compat/schema_invalid' }] }] });
  expect(await readFile(join(cwd, 'cut.xml'), 'utf8')).toContain('<failure type="schema_invalid"');
  const gone = args.map((word) => (word === 'cut.sarif' ? 'gone/cut.sarif' : word));
  await expect(sluiceHere(gone, { cwd })).resolves.toMatchObject({ code: 1, stdout: '' });
});

const ROWS = [
  {
    title: 'a refused registration',
    args: ['register', 'broken.json', '--subject', 'order'],
    code: 1,
    first: /^::error file=broken\.json,line=\d+,col=\d+,title=sluice register%3A required_missing::/,
  },
  {
    title: 'a warning of a registration',
    args: ['register', 'draft7.json', '--subject', 'price', '--dry-run'],
    code: 0,
    first: /^::warning file=draft7\.json,line=1,col=1,title=sluice register%3A multiple_of_fraction::/,
  },
  {
    title: 'an invalid event',
    args: ['validate', 'event.json', '--subject', 'order'],
    code: 1,
    first: /^::error file=event\.json,line=3,col=\d+,title=sluice validate%3A/,
  },
  {
    title: 'a step of an audit',
    args: ['audit', 'releases'],
    code: 1,
    first: /^::error file=releases\/v2\/order\.json,line=\d+,col=\d+,title=sluice audit%3A required_missing::/,
  },
];
for (const { title, args, code, first } of ROWS) {
  test(`${title} is an annotation at its line`, async () => {
    const finished = await sluiceHere([...args, '--format', 'github'], { cwd, env: { SLUICE_REGISTRY: server.registry } });
    expect([finished.code, withoutProgress(finished.stderr)]).toEqual([code, '']);
    expect(finished.stdout).toMatch(first);
  });

  test(`${title}: JSON says its schemaVersion, and every other format is written`, async () => {
    const also = ['ndjson', 'markdown', 'gitlab', 'sarif', 'junit'].flatMap((format) => ['--also', `${format}=out.${format}`]);
    const { stdout } = await sluiceHere([...args, '--format', 'json', ...also], { cwd, env: { SLUICE_REGISTRY: server.registry } });
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  });
}
