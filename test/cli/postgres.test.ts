import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePostgresAddress } from '../../src/postgres/address.ts';
import { openPostgresStore } from '../../src/storage/postgres/store.ts';
import { createDatabase } from '../postgres/database.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { startHere } from './serve-here.ts';

const database = await createDatabase();
const url = `${database.url}?schema=cli`;

test('a registry serves from PostgreSQL, says so without a password, and its first key is made beside it', async () => {
  const cwd = await folderWith();
  const created = await sluice(['keys', 'create', '--store', url, '--name', 'admin', '--scope', 'admin'], { cwd });
  expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('made a new, empty store at postgres://') as string });
  const file = join(cwd, 'order.json');
  await writeFile(file, JSON.stringify({ type: 'object', properties: { id: { type: 'string' } } }));
  const withPassword = url.replace('sluice@', 'sluice:geheim@');
  const server = await startHere(['serve', '--port', '0', '--auth', 'keys'], { cwd, env: { SLUICE_STORE: withPassword } });
  const env = { SLUICE_REGISTRY: server.registry, SLUICE_TOKEN: created.stdout.trim() };
  expect(await sluiceHere(['register', file, '--subject', 'com.shop.order'], { cwd, env })).toMatchObject({ code: 0 });
  expect(await sluiceHere(['list'], { cwd, env })).toMatchObject({ code: 0, stdout: expect.stringContaining('com.shop.order') as string });
  const { code, stderr } = await server.stop();
  expect(code).toBe(0);
  expect(stderr).toMatch(/"store":\{"kind":"postgres","address":"postgres:\/\/sluice@/);
  expect(stderr).not.toMatch(/geheim/);
  expect(await database.query('SELECT subject FROM cli.subjects')).toEqual([{ subject: 'com.shop.order' }]);
});

test('doctor looks at a store in PostgreSQL', async () => {
  const cwd = await folderWith();
  const found = await sluiceHere(['doctor', '--store', url, '--format', 'json'], { cwd });
  const { checks } = JSON.parse(found.stdout) as {
    readonly checks: readonly { readonly check: string; readonly status: string; readonly message: string }[];
  };
  const said = Object.fromEntries(checks.map(({ check, status, message }) => [check, `${status}: ${message}`]));
  expect(said).toMatchObject({
    server: expect.stringMatching(/^ok: PostgreSQL \d/) as string,
    store: expect.stringMatching(/^ok: postgres:.* opens, format 3/) as string,
    writable: expect.stringMatching(/^ok/) as string,
    connections: expect.stringMatching(/^ok: \d+ of \d+/) as string,
    clock: expect.stringMatching(/^ok: the newest version is of 20/) as string,
  });
});

// A server waits a minute for the password, and so would a process that left the connection open: longer than a test may take.
for (const args of [['serve', '--port', '0'], ['keys', 'list'], ['doctor']]) {
  test(`${args[0]} ends where the server asks for a password that nobody has`, async () => {
    await database.query("DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'geheim'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    const cwd = await folderWith();
    const env = { PGPASSWORD: '', PGPASSFILE: '/dev/null', SLUICE_REGISTRY: '' };
    const { stdout, stderr } = await sluice([...args, '--store', url.replace('sluice@', 'guarded@')], { cwd, env });
    expect(stdout + stderr).toMatch(/the server asks for a password/);
  });
}

describe('what keeps a user or a database from having a registry: serve refuses it, and doctor says so before', async () => {
  const latin = await createDatabase({ encoding: 'LATIN1' });
  await database.query('CREATE SCHEMA theirs; CREATE TABLE theirs.orders (x integer); CREATE SCHEMA empty');
  await database.query('DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$');
  for (const schema of ['closed', 'looked_at'])
    await (await openPostgresStore({ address: parsePostgresAddress(`${database.url}?schema=${schema}`) })).close();
  await database.query('GRANT USAGE ON SCHEMA looked_at TO stranger; GRANT SELECT ON ALL TABLES IN SCHEMA looked_at TO stranger');
  const stranger = (schema: string): string => `${database.url.replace('sluice@', 'stranger@')}?schema=${schema}`;
  const rows = [
    { title: 'no right to the schema of a registry', store: stranger('closed'), check: 'store', said: /this user may not do that/ },
    { title: 'no right to an empty schema', store: stranger('empty'), check: 'store', said: /this user may not do that/ },
    { title: 'no right to make a schema', store: stranger('none_yet'), check: 'rights', said: /may not make the schema none_yet/ },
    { title: 'another encoding', store: latin.url, check: 'encoding', said: /has the encoding LATIN1/ },
    { title: "another program's tables", store: `${database.url}?schema=theirs`, check: 'store', said: /tables of another program, such as orders/ },
  ];
  for (const { title, store, check, said } of rows) {
    test(title, async () => {
      const cwd = await folderWith();
      const told = await sluiceHere(['doctor', '--store', store, '--format', 'json'], { cwd, env: { SLUICE_REGISTRY: '' } });
      const { checks } = JSON.parse(told.stdout) as { readonly checks: readonly Readonly<Record<string, string>>[] };
      expect(told.code).toBe(1);
      expect(checks.find((one) => one['check'] === check && one['status'] === 'fail')).toMatchObject({
        message: expect.stringMatching(said) as string,
        remedy: expect.not.stringMatching(/the disk/) as string,
      });
      for (const args of [
        ['serve', '--port', '0'],
        ['keys', 'create', '--name', 'a', '--scope', 'admin'],
        ['keys', 'list'],
        ['dump', 'all.ndjson'],
      ]) {
        expect(await sluiceHere([...args, '--store', store], { cwd }), args.join(' ')).toMatchObject({ code: 3, stdout: '' });
      }
    });
  }

  test('a user that may only read is told by doctor', async () => {
    const told = await sluiceHere(['doctor', '--store', stranger('looked_at')], { cwd: await folderWith(), env: { SLUICE_REGISTRY: '' } });
    expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/fail +rights +this user may not write to the tables/) as string });
  });
});

test('a schema may have a name that SQL keeps for itself', async () => {
  const created = await sluiceHere(['keys', 'create', '--store', `${database.url}?schema=order`, '--name', 'a', '--scope', 'admin'], {
    cwd: await folderWith(),
  });
  expect(created).toMatchObject({ code: 0 });
});

const REFUSED = [
  {
    title: 'a password among the arguments',
    args: ['serve', '--port', '0', '--store', 'postgres://u:geheim@h/d'],
    why: /SLUICE_STORE_PASSWORD_FILE, PGPASSWORD/,
  },
  { title: 'the same for keys', args: ['keys', 'list', '--store', 'postgres://u:geheim@h/d'], why: /SLUICE_STORE_PASSWORD_FILE, PGPASSWORD/ },
  {
    title: 'a copy by `backup`',
    args: ['backup', 'copy', '--store', 'postgres://u@h/d'],
    why: /pg_dump --format=custom --schema=sluice --file=copy/,
  },
  {
    title: 'an address without a database',
    args: ['serve', '--port', '0', '--store', 'postgres://h'],
    why: /expected postgres:\/\/USER@HOST:PORT\/DATABASE/,
  },
];
for (const { title, args, why } of REFUSED) {
  test(`${title} is refused`, async () => {
    const { code, stderr } = await sluiceHere(args, { cwd: await folderWith() });
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/geheim/);
  });
}

test('a server that does not answer is an error of the network, and nothing starts', async () => {
  const found = await sluiceHere(['serve', '--port', '0', '--store', 'postgres://u@127.0.0.1:2/d'], { cwd: await folderWith() });
  expect(found).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/the connection was refused/) as string });
});

test('keys that are looked at make no store', async () => {
  const empty = `${database.url}?schema=none_here`;
  const found = await sluiceHere(['keys', 'list', '--store', empty], { cwd: await folderWith() });
  expect(found).toMatchObject({ code: 3, stderr: expect.stringMatching(/there is no store in postgres:/) as string });
});
