import { expect, test } from 'vitest';
import { CATALOGUE } from '../../cli/catalogue.ts';
import { wantsColor } from '../../cli/io.ts';
import { sluiceHere } from './in-process.ts';
import { sluice } from './process.ts';

for (const { name } of CATALOGUE) {
  test(`sluice ${name} --help shows examples`, async () => {
    const { code, stdout, stderr } = await sluiceHere([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: sluice ${name}`);
    expect(stdout).toMatch(/Examples:\n {2}\$ sluice |Examples:\n {2}\$ curl /);
  });
}

test('sluice --help names every command', async () => {
  const { code, stdout } = await sluice(['--help']);
  expect(code).toBe(0);
  expect(CATALOGUE.filter(({ name }) => !stdout.includes(`\n  ${name} `))).toEqual([]);
});

for (const args of [['--version'], ['-V'], ['version']]) {
  test(`sluice ${args.join(' ')} prints the version alone`, async () => {
    const { code, stdout, stderr } = await sluiceHere(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
}

test('a flag may be given twice with one value, and one that takes several with as many', async () => {
  expect(await sluiceHere(['lint', '--rules', '--format', 'json', '--format', 'json'])).toMatchObject({ code: 0, stderr: '' });
  const rules = ['--rule', 'no_schema=off', '--rule', 'missing_description=off'];
  expect(await sluiceHere(['lint', '--rules', ...rules])).toMatchObject({ code: 0, stderr: '' });
});

const WRONG_USAGE: readonly { readonly args: readonly string[]; readonly says: string }[] = [
  { args: [], says: 'a command is missing' },
  { args: [], says: 'See `sluice --help`' },
  { args: ['show', '--help-me'], says: 'See `sluice show --help`' },
  { args: ['regsiter'], says: 'Did you mean register?' },
  { args: ['list', '--frmat', 'json'], says: 'Did you mean --format?' },
  { args: ['serve', '--data-dir', 'x'], says: "unknown option '--data-dir' (Did you mean --dir?)" },
  { args: ['serve', '--listen-port=1'], says: 'Did you mean --port?' },
  { args: ['events', 'list', '--max-limit', '1'], says: 'Did you mean --limit?' },
  { args: ['list', 'surplus'], says: 'too many arguments' },
  { args: ['generate', '--schema', 'a.json', '--out', 'x', '--out=y'], says: '--out takes one value; found 2 different ones' },
  { args: ['generate', '--schema', 'a.json', '--schema', 'b.json', '--subject', 's', '--out', 'x'], says: 'one --schema; found 2 files' },
  { args: ['serve', '--store', 'postgres://a:geheim@h/a', '--store', 'memory:'], says: '--store takes one value; found 2 different ones' },
  { args: ['validate', 'e.json', '--subject', 'a', '--subject', 'b'], says: '--subject takes one value' },
  { args: ['events', 'list', '--type', 'a', '--type', 'b'], says: '--type takes one value' },
  { args: ['list', '--format', 'xml'], says: "argument 'xml' is invalid. Allowed choices are text, json." },
  { args: ['list', '--state', 'gone'], says: '--state: expected active, deprecated, retired; found "gone"' },
  { args: ['list', '--registry', 'localhost:8081'], says: '--registry: expected an http:// or https:// address' },
  { args: ['register', 'a.json'], says: '--subject' },
  { args: ['show'], says: 'missing required argument' },
  { args: ['register', 'a.json', '--subject', 's', '--allow-breaking'], says: 'need --reason TEXT' },
  { args: ['register', 'a.json', '--subject', 's', '--reason', 'r'], says: '--reason goes with' },
  { args: ['register', 'a.json', '--subject', 's', '--reference', 'x'], says: 'expected NAME=SUBJECT@N' },
  { args: ['register', 'a.json', '--subject', 's', '--dialect', 'draft-03'], says: '--dialect: expected draft-04' },
  { args: ['register', 'a.json', '--subject', 's.*'], says: 'is a prefix' },
  { args: ['register', 'missing.json', '--subject', 's'], says: 'cannot read missing.json: there is no such file' },
  { args: ['register', '/', '--subject', 's'], says: 'cannot read /: it is a directory' },
  { args: ['compat', 'a.json'], says: '--against FILE, SUBJECT[@N] or git:REF' },
  { args: ['compat', 'a.json', '--against', 's', '--level', 'SIDEWAYS'], says: '--level: expected NONE, BACKWARD' },
  { args: ['retire', 'com.shop.order'], says: 'expected SUBJECT@N' },
  { args: ['retire', 'com.shop.order@0'], says: 'from 1 to 2147483647' },
  { args: ['deprecate', 's@1', '--sunset', 'soon'], says: '--sunset: expected a date' },
  { args: ['deprecate', 's@1', '--sunset', '2027-02-30'], says: '--sunset: expected a date that there is' },
  { args: ['serve', '--port', '99999'], says: '--port: expected a port' },
  { args: ['serve', '--port', '0', '--registry-port', '0'], says: 'give one of them' },
  { args: ['list', '--registry', 'localhost:8081'], says: 'did you mean http://localhost:8081?' },
  { args: ['list', '--registry', 'registry.example:8081'], says: 'did you mean https://registry.example:8081?' },
  { args: ['login', 'registry.example:8081'], says: 'error usage_invalid: the registry: expected an http:// or https:// address' },
  { args: ['login', 'registry.example'], says: 'did you mean https://registry.example?' },
  { args: ['config', '--prefix', 'com.shop.'], says: '--prefix: the prefix is the name here: `sluice config "com.shop.*"`' },
  { args: ['config', '--prefix', '*', '--level', 'FULL'], says: 'sluice config, without a name, is for the whole registry' },
  { args: ['mode', '--prefix', 'com.shop.*', 'READONLY'], says: '`sluice mode "com.shop.*"`' },
  { args: ['keys', 'create', '--dir', 'd', '--name', 'x', '--scope', 'admni'], says: 'usage_invalid: --scope: scope "admni": expected ACCESS' },
  { args: ['keys', 'create', '--dir', 'd', '--name', 'x', '--scope', 'regster:a.*'], says: 'did you mean "register:a.*"?' },
  {
    args: ['up', '--target', 'http://127.0.0.1:9/', '--registry-port', '18943', '--gateway-port', '18943', '--dir', '/dev/null'],
    says: 'the gateway would have port 18943 of 127.0.0.1, which is that of the registry; choose another with --gateway-port',
  },
  { args: ['serve', '--store', 'postgre://me:secret@db/x'], says: 'found postgre://…; did you mean postgres://…?' },
  { args: ['serve', '--store', 'sqllite:x'], says: 'found "sqllite:x"; did you mean sqlite:?' },
  { args: ['serve', '--store', 'mysql:'], says: '--store: expected sqlite:PATH, postgres://USER@HOST/DATABASE or memory:' },
];

for (const { args, says } of WRONG_USAGE) {
  test(`sluice ${args.join(' ')} is wrong usage: ${says}`, async () => {
    const { code, stdout, stderr } = await sluiceHere(args);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('geheim');
    expect(stderr).toContain('  next:');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
}

test('with --format json an error is a problem document on standard output as well', async () => {
  const { code, stdout, stderr } = await sluiceHere(['retire', 'x', '--format', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ code: 'usage_invalid', title: 'The command line is not valid' });
  expect({ code, told: stderr.startsWith('error usage_invalid: ') }).toEqual({ code: 2, told: true });
});

test('a registry that does not answer is exit code 3, and the message names its address', async () => {
  const { code, stdout, stderr } = await sluice(['list']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('error registry_unavailable');
  expect(stderr).toContain('http://127.0.0.1:2');
});

const COLOURS = [
  { title: 'a terminal gets some', env: {}, isTTY: true, coloured: true },
  { title: 'a pipe gets none', env: {}, isTTY: false, coloured: false },
  { title: 'FORCE_COLOR=1 asks for it', env: { FORCE_COLOR: '1' }, isTTY: false, coloured: true },
  { title: 'FORCE_COLOR=0 refuses it', env: { FORCE_COLOR: '0' }, isTTY: true, coloured: false },
  { title: 'NO_COLOR refuses it', env: { NO_COLOR: '1' }, isTTY: true, coloured: false },
  { title: 'an empty NO_COLOR does not', env: { NO_COLOR: '' }, isTTY: true, coloured: true },
];

for (const { title, env, isTTY, coloured } of COLOURS) {
  test(`colour: ${title}`, () => expect(wantsColor({ isTTY }, env)).toBe(coloured));
}

for (const { flags, coloured } of [
  { flags: [], coloured: true },
  { flags: ['--no-color'], coloured: false },
]) {
  test(`colour: the program${coloured ? '' : ', with --no-color,'} ${coloured ? 'asks its environment' : 'does not'}`, async () => {
    const { code, stderr } = await sluice(['retire', 'x', ...flags], { env: { FORCE_COLOR: '1' } });
    expect({ code, coloured: stderr.includes('\u001B[') }).toEqual({ code: 2, coloured });
  });
}

const STACKS = [
  { level: 'debug', shown: true },
  { level: 'info', shown: false },
];

for (const { level, shown } of STACKS) {
  test(`SLUICE_LOG_LEVEL=${level} ${shown ? 'shows' : 'hides'} stack traces`, async () => {
    const { stderr } = await sluiceHere(['retire', 'x'], { env: { SLUICE_LOG_LEVEL: level } });
    expect(/^ {4}at /m.test(stderr)).toBe(shown);
  });
}
