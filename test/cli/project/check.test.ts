import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from '../contracts.ts';
import { sluiceHere } from '../in-process.ts';
import { folderWith } from '../process.ts';
import { guardedHere } from '../serve-here.ts';
import { edit, run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

describe('check and publish', () => {
  const publishes = [{ files: 'schemas/*.json', subject: 'pub.{name}', owner: 'shop', level: 'FULL' }];

  /** Each test has subjects of its own. */
  async function publisher(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
    const rules = publishes.map((rule) => ({ ...rule, subject: `${name}.{name}` }));
    return folderWith({ 'sluice.config.json': { registry: registry.server.registry, publishes: rules }, ...files });
  }

  test('publish registers what check planned, and a second time writes nothing', async () => {
    const cwd = await publisher('pub.a', {
      'schemas/order.json': ORDER_V1,
      'schemas/user.schema.json': { title: 'User', $ref: 'parts/id.json' },
      'schemas/parts/id.json': { type: 'string' },
    });
    const plan = await run(cwd, ['check']);
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toContain('schemas/order.json as pub.a.order: the first version; level FULL_TRANSITIVE → FULL, owner nobody → shop');
    expect(await run(cwd, ['publish', '--dry-run'])).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was written') });
    expect(await sluiceHere(['show', 'pub.a.order'], { env: registry.env() })).toMatchObject({ code: 2 });
    expect(await run(cwd, ['publish'])).toMatchObject({ code: 0, stdout: expect.stringContaining('registered pub.a.user@1 (1.0.0)') });
    const shown = JSON.parse((await sluiceHere(['show', 'pub.a.user', '--format', 'json'], { env: registry.env() })).stdout) as object;
    expect(shown).toMatchObject({ owner: 'shop', level: 'FULL', epoch: expect.any(Number) });
    expect(await run(cwd, ['publish'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('schemas/order.json as pub.a.order: is version 1\n'),
    });
    expect(JSON.parse((await sluiceHere(['show', 'pub.a.user', '--format', 'json'], { env: registry.env() })).stdout)).toEqual(shown);
  });

  test('a breaking change exits with 1 and the event, and the other subjects are published', async () => {
    const cwd = await publisher('pub.b', { 'schemas/order.json': ORDER_V1, 'schemas/other.json': { type: 'object' } });
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN, null, 2));
    writeFileSync(join(cwd, 'schemas/other.json'), JSON.stringify({ type: 'object', title: 'Other' }));
    const refused = await run(cwd, ['check']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/schemas\/order\.json as pub\.b\.order: refused\n.*incompatible:.*\n.*broken.*\n {4}event:\n {6}\{/);
    expect(refused.stdout).toContain('sluice register schemas/order.json --subject pub.b.order --allow-breaking --reason TEXT\n');
    expect(refused.stdout).toMatch(/reader {2}schemas\/order\.json:\d+:\d+ \(\/required\)/);
    expect(await run(cwd, ['publish'])).toMatchObject({ code: 1, stdout: expect.stringContaining('registered pub.b.other@2') });
    expect(await sluiceHere(['show', 'pub.b.order@2'], { env: registry.env() })).toMatchObject({ code: 2 });
    const json = JSON.parse((await run(cwd, ['check', '--format', 'json'])).stdout) as object;
    expect(json).toMatchObject({
      schemaVersion: 1,
      ok: false,
      projects: [{ findings: [{ severity: 'error', code: 'incompatible', file: 'schemas/order.json', subject: 'pub.b.order' }] }],
    });
  });

  test('a keyword misspelt is a warning at its line, of check and publish, whoever asks and under whatever level', async () => {
    const misspelt = { type: 'object', properties: { orderId: { type: 'string', minLenght: 1 } } };
    const cwd = await publisher('pub.w', { 'schemas/order.json': misspelt });
    const warning =
      /warning unknown_keyword: schemas\/order\.json:(\d+):\d+: "minLenght" is no keyword of draft-2020-12 and says nothing; "minLength" is one/;
    for (const words of [['check'], ['publish', '--dry-run'], ['publish']]) {
      expect(await run(cwd, words)).toMatchObject({ code: 0, stdout: expect.stringMatching(warning) });
    }
    expect((await run(cwd, ['check'])).stdout).not.toContain('unknown_keyword'); // Registered: it was told.
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify({ ...misspelt, title: 'Order' }, null, 2));
    edit(cwd, 'sluice.config.json', (text) => text.replace('"FULL"', '"BACKWARD"'));
    const finding = { severity: 'warning', code: 'unknown_keyword', file: 'schemas/order.json', line: 6, subject: 'pub.w.order' };
    const json = async (...words: string[]): Promise<unknown> => JSON.parse((await run(cwd, [...words, '--format', 'json'])).stdout);
    expect(await json('check')).toMatchObject({ ok: true, projects: [{ findings: expect.arrayContaining([expect.objectContaining(finding)]) }] });
    expect(await json('publish')).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(finding)]) });
  });

  test('check says which upcasters the lock asks of consumers, in JSON too', async () => {
    const cwd = await registry.generated();
    const said = "  upcasters that consumers need, for createConsumer(handlers, { upcast }):\n    upcast['p.moved']['1']  from 1.0.0 to 2.0.0\n";
    expect((await run(cwd, ['check', '--offline'])).stdout).toContain(said);
    const json = JSON.parse((await run(cwd, ['check', '--format', 'json'])).stdout) as object;
    expect(json).toMatchObject({ projects: [{ upcasters: [{ subject: 'p.moved', newest: '2.0.0', older: ['1.0.0'] }] }] });
    expect((await run(await publisher('pub.u', { 'schemas/order.json': ORDER_V1 }), ['check'])).stdout).not.toContain('upcast');
  });

  test('a key that only reads may check; to publish takes one that registers', async () => {
    const guarded = await guardedHere();
    const [read, register] = [await guarded.keyWith('read:*'), await guarded.keyWith('register:*')];
    const rules = [{ files: 'schemas/*.json', subject: '{name}' }];
    const cwd = await folderWith({ 'sluice.config.json': { registry: guarded.registry, publishes: rules }, 'schemas/order.json': ORDER_V1 });
    const as = (key: string, command: string): ReturnType<typeof run> => run(cwd, [command], { SLUICE_TOKEN: key });
    expect(await run(cwd, ['check'])).toMatchObject({ code: 3, stderr: expect.stringContaining('unauthenticated') });
    expect(await as(read, 'check')).toMatchObject({ code: 0, stdout: expect.stringContaining('as order: the first version') });
    expect(await as(read, 'publish')).toMatchObject({ code: 3, stderr: expect.stringContaining('lacks the scope register on "order"') });
    expect(await as(register, 'publish')).toMatchObject({ code: 0, stdout: expect.stringContaining('registered order@1') });
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN));
    expect(await as(read, 'check')).toMatchObject({ code: 1, stdout: expect.stringContaining('order: refused\n  incompatible: ') });
    await guarded.close();
  });

  test('compat without --against asks about the subject that the project publishes the file as', async () => {
    const cwd = await publisher('pub.h', { 'schemas/order.json': ORDER_V1, 'other.json': ORDER_V1 });
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN));
    expect(await run(cwd, ['compat', 'schemas/order.json'])).toMatchObject({ code: 1, stdout: expect.stringContaining('valid under pub.h.order@1') });
    expect(await run(cwd, ['compat', 'other.json'])).toMatchObject({ code: 2, stderr: expect.stringContaining('the other side is missing') });
  });

  test('a changed level is checked before it is set, and left where the schema does not hold under it', async () => {
    const cwd = await publisher('pub.c', { 'schemas/order.json': ORDER_V1 });
    await run(cwd, ['publish']);
    edit(cwd, 'sluice.config.json', (text) => text.replace('"FULL"', '"BACKWARD"'));
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_BROKEN));
    expect(await run(cwd, ['publish'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('does not hold at the level BACKWARD of the subject'),
    });
    expect((await sluiceHere(['config', 'pub.c.order'], { env: registry.env() })).stdout).toMatch(/FULL /);
    writeFileSync(join(cwd, 'schemas/order.json'), JSON.stringify(ORDER_V2));
    expect(await run(cwd, ['publish'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('level FULL → BACKWARD\n    registered pub.c.order@2'),
    });
  });

  for (const { title, files, code, says } of [
    { title: 'a file that is no JSON', files: { 'schemas/a.json': '{ "type": ' }, code: 1, says: 'error schema_invalid: schemas/a.json:1:11' },
    { title: 'a schema that is none', files: { 'schemas/a.json': { type: 'strng' } }, code: 1, says: 'error schema_invalid: schemas/a.json:2:11' },
    {
      title: 'a $ref that leads nowhere',
      files: { 'schemas/a.json': { $ref: 'nowhere.json' } },
      code: 1,
      says: 'error reference_unresolved: schemas/a.json',
    },
  ]) {
    test(`check tells ${title}, with its place`, async () =>
      expect(await run(await publisher('pub.d', files), ['check'])).toMatchObject({ code, stdout: expect.stringContaining(says) }));
  }

  for (const { title, text, says } of [
    { title: 'a file that is no JSON', text: '{ "type": ', says: 'error schema_invalid: schemas/a.json:1:11: ' },
    { title: 'bytes that are no UTF-8', text: Buffer.from([0xff, 0xfe]), says: 'error not_utf8: schemas/a.json: ' },
    { title: 'a schema that is none', text: '{ "type": "strng" }', says: 'error schema_invalid: schemas/a.json:1:11: ' },
  ]) {
    test(`publish tells ${title}, publishes nothing of it, and publishes the others`, async () => {
      const name = `pub.rest.${title.replaceAll(' ', '-')}`;
      const cwd = await publisher(name, { 'schemas/a.json': text, 'schemas/b.json': ORDER_V1 });
      expect(await run(cwd, ['publish', '--dry-run'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('would not be published: schemas/a.json; nothing was written (--dry-run)'),
      });
      const { code, stdout } = await run(cwd, ['publish']);
      expect(code).toBe(1);
      expect(stdout).toContain(says);
      expect(stdout).toContain(`registered ${name}.b@1`);
      expect(stdout).toContain('1 of 2 published or up to date; not published: schemas/a.json\n');
      expect(await sluiceHere(['show', `${name}.a`], { env: registry.env() })).toMatchObject({ code: 2 });
      expect(await run(cwd, ['publish', '--format', 'github'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('::error file=schemas/a.json'),
      });
      expect(JSON.parse((await run(cwd, ['publish', '--format', 'json'])).stdout)).toMatchObject({ notPublished: ['schemas/a.json'] });
    });
  }

  test('publish that ends in the middle says what was done and what was left', async () => {
    const guarded = await guardedHere();
    const key = await guarded.keyWith('register:a', 'read:*');
    const rules = [{ files: 'schemas/*.json', subject: '{name}' }];
    const schemas = { 'schemas/a.json': ORDER_V1, 'schemas/b.json': ORDER_V1, 'schemas/c.json': ORDER_V1 };
    const cwd = await folderWith({ 'sluice.config.json': { registry: guarded.registry, publishes: rules }, ...schemas });
    const all = await guarded.keyWith('register:*', 'read:*');
    await run(cwd, ['register', 'schemas/c.json', '--subject', 'c'], { SLUICE_TOKEN: all });
    const { code, stdout, stderr } = await run(cwd, ['publish'], { SLUICE_TOKEN: key });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('lacks the scope register on "b"') as unknown });
    expect(stdout).toContain('registered a@1');
    expect(stdout).toContain('2 of 3 published or up to date; not published: schemas/b.json\n');
    await guarded.close();
  });

  test('two files of one subject, and a glob without files, are wrong configuration', async () => {
    const twice = await publisher('pub.e', { 'schemas/a.json': {}, 'schemas/a.schema.json': {} });
    expect(await run(twice, ['check'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('schemas/a.json and schemas/a.schema.json are both pub.e.a'),
    });
    expect(await run(await publisher('pub.e', {}), ['check'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /sluice\.config\.json:\d+:\d+ \(\/publishes\/0\/files\): expected files that match "schemas\/\*\.json"; found none/,
      ),
    });
  });

  test('says what is registered and has no file, and which file is not the latest version', async () => {
    const cwd = await publisher('pub.f', { 'schemas/one.json': ORDER_V1, 'schemas/two.json': ORDER_V1 });
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/one.json'), JSON.stringify(ORDER_V2));
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/one.json'), JSON.stringify(ORDER_V1));
    rmSync(join(cwd, 'schemas/two.json'));
    const { code, stdout } = await run(cwd, ['check']);
    expect(code).toBe(0);
    expect(stdout).toContain('note without_file: sluice.config.json:3:16: pub.f.two is registered, and no file stands for it: if it was taken back');
    expect(stdout).toContain('warning behind: schemas/one.json: the file is pub.f.one@1, and latest is 2');
  });

  test('needs the registry unless it is left out, which is said', async () => {
    const cwd = await publisher('pub.g', { 'schemas/a.json': {} });
    edit(cwd, 'sluice.config.json', (text) => text.replace(registry.server.registry, 'http://127.0.0.1:2'));
    expect(await run(cwd, ['check'])).toMatchObject({ code: 3 });
    expect(await run(cwd, ['check', '--offline'])).toMatchObject({ code: 0, stdout: expect.stringContaining('left out, offline') });
    edit(cwd, 'sluice.config.json', (text) => text.replace('{', '{ "policy": { "offline": "in-ci" },'));
    expect(await run(cwd, ['check'], { CI: 'true' })).toMatchObject({ code: 0, stdout: expect.stringContaining('left out, offline') });
    expect(await run(cwd, ['check'])).toMatchObject({ code: 3 });
  });

  test('check exits with 4 for a lock that does not fit, and with 1 for files that are not those of the lock', async () => {
    const cwd = await registry.generated();
    expect(await run(cwd, ['check'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ok {2}the lock fits: 3 events\n.*ok {2}the generated files are those of the lock\n/),
    });
    edit(cwd, 'src/events/paid.ts', (text) => `${text}\n`);
    expect(await run(cwd, ['check', '--offline'])).toMatchObject({ code: 1, stdout: expect.stringContaining('error output_differs: src/events') });
    await run(cwd, ['generate']);
    edit(cwd, 'sluice.config.json', (text) => text.replace('"@1"', '"^1"'));
    expect(await run(cwd, ['check'])).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('error lock_mismatch: sluice.lock: p.paid was locked'),
    });
  });

  test('a locked version that is deprecated fails, unless the policy says otherwise; one that is retired always', async () => {
    const files = await folderWith({ 'a.json': ORDER_V1 });
    await sluiceHere(['register', 'a.json', '--subject', 'dep.a'], { cwd: files, env: registry.env() });
    const cwd = await registry.generated({ produces: {}, consumes: { 'dep.a': '^1' } });
    await sluiceHere(['deprecate', 'dep.a@1', '--reason', 'old'], { env: registry.env() });
    expect(await run(cwd, ['check'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('error deprecated: sluice.lock: dep.a 1.0.0 is deprecated (old)'),
    });
    edit(cwd, 'sluice.config.json', (text) => text.replace('{', '{ "policy": { "failOn": "breaking" },'));
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('warning deprecated') });
    await sluiceHere(['retire', 'dep.a@1'], { env: registry.env() });
    expect(await run(cwd, ['check'])).toMatchObject({ code: 1, stdout: expect.stringContaining('error not_live') });
  });

  test('an older version that is locked for upcasting and retired is told, and update leaves it out', async () => {
    const files = await folderWith({ 'a.json': { required: ['a'] }, 'b.json': { required: ['b'] } });
    const register = (file: string, ...more: readonly string[]): Promise<unknown> =>
      sluiceHere(['register', file, '--subject', 'old.a', ...more], { cwd: files, env: registry.env() });
    await register('a.json');
    await register('b.json', '--allow-breaking', '--reason', 'renamed');
    const cwd = await registry.generated({ produces: {}, consumes: { 'old.a': '>=1 <3' } });
    await sluiceHere(['deprecate', 'old.a@1', '--reason', 'b it is'], { env: registry.env() });
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stdout: expect.not.stringContaining('warning') });
    await sluiceHere(['retire', 'old.a@1'], { env: registry.env() });
    const told = 'warning older_not_live: sluice.lock: old.a 1.0.0 is locked for upcasting and no longer live';
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stdout: expect.stringContaining(told) });
    expect(await run(cwd, ['update', 'old.a'])).toMatchObject({ code: 0 });
    await run(cwd, ['generate']);
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stdout: expect.not.stringContaining('warning') });
  });
});
