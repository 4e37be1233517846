import { beforeAll, afterAll, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { auditText } from '../../cli/report/audit-log.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';

let server: ServerHere;

// Entries: registrations 1 to 3, a breaking one, a retirement, a configuration.
beforeAll(async () => {
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:'], { cwd: await folderWith() });
  const client = createClient({ url: server.registry });
  for (const subject of ['a', 'b', 'c']) await client.register(subject, { schema: { type: 'object' } });
  await client.register('a', { schema: { type: 'array' }, allowBreaking: { reason: 'a list now' } });
  await client.setState('a', 1, { state: 'retired', reason: 'nobody reads it' });
  await client.putConfig('', { level: 'FULL' });
});

afterAll(async () => void (await server.stop()));

function auditLog(...args: string[]): Promise<Finished> {
  return sluiceHere(['audit-log', '--registry', server.registry, ...args]);
}

async function sequencesOf(...args: string[]): Promise<{ readonly found: number[]; readonly said: string }> {
  const { stdout, stderr } = await auditLog('--format', 'ndjson', ...args);
  return { found: [...stdout.matchAll(/"sequence":(\d+)/g)].map(([, sequence]) => Number(sequence)), said: stderr };
}

for (const { args, found, said = /^$/ } of [
  { args: [], found: [1, 2, 3, 4, 5, 6] },
  { args: ['--limit', '2'], found: [5, 6], said: /^These are 2 entries; there are more\. For older entries: --before 5, or --limit all\n$/ },
  { args: ['--limit', '2', '--before', '5'], found: [3, 4], said: /--before 3/ },
  { args: ['--limit', '2', '--before', '3'], found: [1, 2] },
  { args: ['--after', '3'], found: [4, 5, 6] },
  { args: ['--after', '3', '--limit', '1'], found: [4], said: /For entries that follow: --after 4\n$/ },
  { args: ['--limit', 'all', '--subject', 'a'], found: [1, 4, 5] },
  { args: ['--action', 'version.register', '--limit', '1'], found: [4], said: /--before 4/ },
  { args: ['--since', '1h', '--name', ''], found: [6] },
  { args: ['--since', '9000-01-01'], found: [] },
  { args: ['--actor', 'anonymous', '--since', '9000-01-01'], found: [] },
  { args: ['--actor', 'anonymus'], found: [], said: /^nobody called anonymus has written anything; did you mean anonymous\?\n$/ },
  { args: ['--actor', 'ANON'], found: [], said: /did you mean anonymous\?/ },
  { args: ['--actor', 'shop-ci'], found: [], said: /^nobody called shop-ci has written anything; those who wrote lately: anonymous\n$/ },
]) {
  test(`audit-log ${args.join(' ')} shows ${found.join(', ')}`, async () => {
    await expect(sequencesOf(...args)).resolves.toEqual({ found, said: expect.stringMatching(said) });
  });
}

test('as text an entry says which version, and why', async () => {
  const { code, stdout } = await auditLog();
  expect(code).toBe(0);
  expect(stdout).toMatch(/ version\.register +a@2 +127\.0\.0\.1 +a list now\n/);
  expect(stdout).toMatch(/ version\.retire +a@1 +127\.0\.0\.1 +nobody reads it\n/);
  expect(stdout).toMatch(/ config\.put +\(the registry\) +127\.0\.0\.1\n/);
});

test('a version that is gone for good is named as well', () => {
  const entry = { sequence: 1, time: 't', actor: 'me', action: 'version.purge', name: 's', before: { version: 3 }, after: null } as const;
  expect(auditText([entry])).toContain(' s@3');
});

for (const [args, said] of [
  [['--since', 'yesterday'], '7d, 12h or 30m'],
  [['--limit', '0'], '--limit: expected all, or a whole number from 1'],
  [['--action', 'retire'], 'version.retire'],
  [['--name', 'a', '--subject', 'a'], 'say the same'],
] as const) {
  test(`audit-log ${args.join(' ')} is wrong usage`, async () => {
    await expect(auditLog(...args)).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
}
