import { expect, test } from 'vitest';
import { sluiceHere } from '../in-process.ts';
import { folderWith } from '../process.ts';
import { serveHere } from '../serve-here.ts';
import { run, seededRegistry } from './seeded.ts';

// What the generated code asserts, the registry has to judge as well.

const registry = seededRegistry();

function dated(format?: string): object {
  return { type: 'object', required: ['t'], properties: { t: { type: 'string', ...(format === undefined ? {} : { format }) } } };
}

async function registered(subject: string, ...formats: readonly (string | undefined)[]): Promise<void> {
  const cwd = await folderWith(Object.fromEntries(formats.map((format, index) => [`${index}.json`, dated(format)])));
  for (const index of formats.keys()) {
    const words = ['register', `${index}.json`, '--subject', subject, '--allow-breaking', '--reason', 'test'];
    expect(await sluiceHere(words, { cwd, env: registry.env() })).toMatchObject({ code: 0 });
  }
}

const asserting = { dir: 'src/events', formats: 'assert' };

test('a consumer that asserts formats fails check with the event that it would refuse, and a warning says what differs', async () => {
  await registered('fm.a', 'date-time', 'date');
  const cwd = await registry.generated({ produces: {}, consumes: { 'fm.a': '^1' }, output: asserting });
  const { code, stdout } = await run(cwd, ['check']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/warning formats_differ: sluice\.config\.json:\d+:\d+: .*`sluice config fm\.a --formats assert`/);
  expect(stdout).toMatch(/error formats_refused: sluice\.lock: fm\.a 1\.0\.1 is locked, .* refuses events of 1\.0\.0 .*\{"t":"[^"]*T[^"]*"\}/);
  const sarif = await run(cwd, ['check', '--format', 'sarif']);
  for (const rule of ['formats_differ', 'formats_refused']) expect(sarif.stdout).toContain(`"ruleId": "check/${rule}"`);
});

test.each([
  ['no format at all', 'fm.none', undefined, asserting],
  ['code that takes formats for annotations', 'fm.ann', 'date', { dir: 'src/events' }],
])('%s is told of nothing', async (_title, subject, format, output) => {
  await registered(subject, format);
  const cwd = await registry.generated({ produces: {}, consumes: { [subject]: '^1' }, output });
  const { code, stdout } = await run(cwd, ['check']);
  expect({ code, told: stdout.includes('formats_') }).toEqual({ code: 0, told: false });
});

test('one version with a format is a warning, of publish as well, until the subject asserts it', async () => {
  const publishes = [{ files: 'a.json', subject: 'fm.pub' }];
  const cwd = await folderWith({
    'sluice.config.json': registry.config({ publishes, produces: {}, consumes: {}, output: asserting }),
    'a.json': dated('date'),
  });
  for (const words of [['check'], ['publish', '--dry-run'], ['publish']]) {
    const { code, stdout } = await run(cwd, words);
    expect({ code, told: stdout.split('warning formats_differ').length - 1 }).toEqual({ code: 0, told: 1 });
  }
  await sluiceHere(['config', 'fm.pub', '--formats', 'assert'], { env: registry.env() });
  expect((await run(cwd, ['check'])).stdout).not.toContain('formats_differ');
});

test('a published file that breaks what is live by its formats alone is refused where the project asserts them', async () => {
  await registered('fm.file', 'date-time');
  const publishes = [{ files: 'a.json', subject: 'fm.file' }];
  const folder = (output: object): Promise<string> =>
    folderWith({ 'sluice.config.json': registry.config({ publishes, produces: {}, consumes: {}, output }), 'a.json': dated('date') });
  const cwd = await folder(asserting);
  for (const words of [['check'], ['publish', '--dry-run'], ['publish']]) {
    const { code, stdout } = await run(cwd, words);
    expect(code).toBe(1);
    expect(stdout).toMatch(/! +a\.json as fm\.file: refused\n {2}incompatible: [^\n]*"output\.formats" is "assert"/);
    expect(stdout).toContain('an event that is valid under a.json is refused by fm.file@1');
  }
  const sarif = JSON.parse((await run(cwd, ['check', '--format', 'sarif'])).stdout) as {
    readonly runs: readonly [{ readonly results: readonly object[] }];
  };
  expect(JSON.stringify(sarif.runs[0].results)).toMatch(/"check\/format_mismatch".*"uri":"a\.json"/);
  expect(await run(await folder({ dir: 'src/events' }), ['publish', '--dry-run'])).toMatchObject({ code: 0 });
});

test('what was broken by formats before a file came is not held against it', async () => {
  await registered('fm.past', 'date-time', 'date');
  const wider = { ...dated('date'), properties: { t: { type: 'string', format: 'date' }, n: { type: 'integer' } } };
  const publishes = [{ files: 'a.json', subject: 'fm.past' }];
  const cwd = await folderWith({
    'sluice.config.json': registry.config({ publishes, produces: {}, consumes: {}, output: asserting }),
    'a.json': wider,
  });
  expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('a.json as fm.past: 1.1.0') });
});

test('a format that changed and was not judged is a warning of register, compat and check', async () => {
  await registered('fm.warn', 'date-time');
  const rule = { files: 'a.json', subject: 'fm.warn' };
  const config = registry.config({ publishes: [rule], produces: {}, consumes: {} });
  const cwd = await folderWith({ 'sluice.config.json': config, 'a.json': dated('date'), 'old.json': dated('date-time') });
  const told = 'format was "date-time" in fm.warn@1 and is "date" now, which was not judged';
  for (const words of [['check'], ['compat', 'a.json'], ['register', 'a.json', '--subject', 'fm.warn', '--dry-run']]) {
    expect(await run(cwd, words)).toMatchObject({ code: 0, stdout: expect.stringContaining(told) });
  }
  for (const against of ['fm.warn', 'old.json']) {
    const asserted = await run(cwd, ['compat', 'a.json', '--against', against, '--formats', 'assert', '--format', 'json']);
    expect(asserted.code).toBe(1);
    expect(JSON.parse(asserted.stdout)).toMatchObject({ compatible: false, formats: 'assert' });
    expect(asserted.stdout).not.toContain('format_not_judged');
    expect(await run(cwd, ['compat', 'a.json', '--against', against])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('format_not_judged'),
    });
  }
  const plain = await run(cwd, ['diff', 'old.json', 'a.json']);
  expect(plain.stdout).toContain('equal');
  expect(plain.stdout).toContain('the change of format was not judged, since formats are annotations: --formats assert judges it');
  const asserted = await run(cwd, ['diff', 'old.json', 'a.json', '--formats', 'assert']);
  expect(asserted.stdout).toContain('breaking');
  expect(asserted.stdout).not.toContain('not judged');
});

test('a locked version that the registry does not have is to be promoted there', async () => {
  await registered('fm.here', 'date');
  const cwd = await registry.generated({ produces: {}, consumes: { 'fm.here': '^1' } });
  expect(await sluiceHere(['delete', 'fm.here'], { env: registry.env() })).toMatchObject({ code: 0 });
  const { registry: url } = registry.server;
  const gone = await run(cwd, ['check']);
  expect(gone).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(
      `error not_live: sluice.lock: fm.here 1.0.0 is locked and not in the registry at ${url}: promote it there (\`sluice promote fm.here --from URL --to ${url}\`), or run \`sluice update fm.here\``,
    ),
  });
});

test('a range of which the registry that is asked has nothing fails, though it has the content', async () => {
  await registered('fm.major', undefined, 'date');
  const files = await folderWith({ 'a.json': { type: 'object', required: ['n'] } });
  const broken = ['register', 'a.json', '--subject', 'fm.major', '--allow-breaking', '--reason', 'test'];
  expect(await sluiceHere(broken, { cwd: files, env: registry.env() })).toMatchObject({ code: 0 });
  const cwd = await registry.generated({ produces: {}, consumes: { 'fm.major': '^2' } });
  const other = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
  try {
    await sluiceHere(['register', 'a.json', '--subject', 'fm.major'], { cwd: files, env: { SLUICE_REGISTRY: other.registry } });
    const told = `error range_unmet: sluice.lock: fm.major: no live version is within consumes "^2"; there is 1.0.0 (@1), at ${other.registry}`;
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0 });
    expect(await run(cwd, ['check', '--registry', other.registry])).toMatchObject({ code: 1, stdout: expect.stringContaining(told) });
  } finally {
    await other.stop();
  }
});
