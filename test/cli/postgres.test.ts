import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDatabase } from '../postgres/database.ts';
import { folderWith, serve, sluice } from './process.ts';

const database = await createDatabase();
const url = `${database.url}?schema=cli`;

test('a registry serves from PostgreSQL, says so without a password, and its first key is made beside it', async () => {
  const cwd = await folderWith();
  const created = await sluice(['keys', 'create', '--store', url, '--name', 'admin', '--scope', 'admin'], { cwd });
  expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('made a new, empty store at postgres://') as string });
  const file = join(cwd, 'order.json');
  await writeFile(file, JSON.stringify({ type: 'object', properties: { id: { type: 'string' } } }));
  const withPassword = url.replace('sluice@', 'sluice:geheim@');
  const server = await serve(['serve', '--port', '0', '--auth', 'keys'], { cwd, env: { SLUICE_STORE: withPassword } });
  const env = { SLUICE_REGISTRY: server.registry, SLUICE_TOKEN: created.stdout.trim() };
  expect(await sluice(['register', file, '--subject', 'com.shop.order'], { cwd, env })).toMatchObject({ code: 0 });
  expect(await sluice(['list'], { cwd, env })).toMatchObject({ code: 0, stdout: expect.stringContaining('com.shop.order') as string });
  const { code, stderr } = await server.stop();
  expect(code).toBe(0);
  expect(stderr).toMatch(/"store":\{"kind":"postgres","address":"postgres:\/\/sluice@/);
  expect(stderr).not.toMatch(/geheim/);
  expect(await database.query('SELECT subject FROM cli.subjects')).toEqual([{ subject: 'com.shop.order' }]);
});

test('doctor looks at a store in PostgreSQL', async () => {
  const cwd = await folderWith();
  const found = await sluice(['doctor', '--store', url, '--format', 'json'], { cwd });
  const { checks } = JSON.parse(found.stdout) as {
    readonly checks: readonly { readonly check: string; readonly status: string; readonly message: string }[];
  };
  const said = Object.fromEntries(checks.map(({ check, status, message }) => [check, `${status}: ${message}`]));
  expect(said).toMatchObject({
    server: expect.stringMatching(/^ok: PostgreSQL \d/) as string,
    store: expect.stringMatching(/^ok: postgres:.* opens, format 2/) as string,
    writable: expect.stringMatching(/^ok/) as string,
    connections: expect.stringMatching(/^ok: \d+ of \d+/) as string,
    clock: expect.stringMatching(/^ok: the newest version is of 20/) as string,
  });
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
    const { code, stderr } = await sluice(args, { cwd: await folderWith() });
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/geheim/);
  });
}

test('a server that does not answer is an error of the network, and nothing starts', async () => {
  const found = await sluice(['serve', '--port', '0', '--store', 'postgres://u@127.0.0.1:2/d'], { cwd: await folderWith() });
  expect(found).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/the connection was refused/) as string });
});

test('keys that are looked at make no store', async () => {
  const empty = `${database.url}?schema=none_here`;
  const found = await sluice(['keys', 'list', '--store', empty], { cwd: await folderWith() });
  expect(found).toMatchObject({ code: 3, stderr: expect.stringMatching(/there is no store in postgres:/) as string });
});
