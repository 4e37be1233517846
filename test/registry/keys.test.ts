import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseKey, type KeyCredential } from '../../src/core/api-key.ts';
import type { KeyRequest } from '../../src/core/resources.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';

const WRITE = { actor: 'me' };
const READ: KeyRequest = { name: 'reader', scopes: [{ access: 'read', pattern: '*' }] };

interface Bench {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: { now: number };
}

function createBench(): Bench {
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const store = createMemoryStore();
  return { store, clock, registry: createRegistry({ store, formats: [jsonSchemaFormat], now: () => clock.now, random: randomBytes }) };
}

async function makeKey({ registry }: Bench, request: KeyRequest = READ): Promise<KeyCredential> {
  const credential = parseKey((await registry.createKey(request, WRITE)).key);
  if (credential === undefined) throw new Error('not in the form of a key');
  return credential;
}

test('the owner of a key is found by id and secret', async () => {
  const bench = createBench();
  const key = await makeKey(bench);
  await expect(bench.registry.findKey(key)).resolves.toMatchObject({ id: key.id, name: 'reader', scopes: READ.scopes });
});

test('of a secret only the hash is stored, and neither is in any answer or in the audit log', async () => {
  const bench = createBench();
  const { id, secret } = await makeKey(bench);
  const [stored] = await bench.store.listKeys();
  expect(stored?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(stored)).not.toContain(secret);
  const answers = JSON.stringify([
    await bench.registry.listKeys(),
    await bench.registry.findKey({ id, secret }),
    await bench.registry.revokeKey(id, WRITE),
    await bench.registry.listAudit({ after: 0, limit: 100 }),
  ]);
  expect(answers).not.toContain(secret);
  expect(answers).not.toContain(stored?.hash);
});

type Wrong = (key: KeyCredential, bench: Bench) => KeyCredential | Promise<KeyCredential>;

const WRONG: Readonly<Record<string, Wrong>> = {
  'of an id that is unknown': ({ secret }) => ({ id: '0'.repeat(16), secret }),
  'with another secret': ({ id }) => ({ id, secret: '0'.repeat(64) }),
  'with the secret of another key': async ({ id }, bench) => ({ id, secret: (await makeKey(bench)).secret }),
  'with its hash for the secret': async ({ id }, { store }) => ({ id, secret: (await store.readKey(id))?.hash ?? '' }),
  'that was revoked': async (key, { registry }) => {
    await registry.revokeKey(key.id, WRITE);
    return key;
  },
  'of another registry': async () => makeKey(createBench()),
};

for (const [title, spoil] of Object.entries(WRONG)) {
  test(`a key ${title} is nobody's`, async () => {
    const bench = createBench();
    const wrong = await spoil(await makeKey(bench), bench);
    await expect(bench.registry.findKey(wrong)).resolves.toBeUndefined();
  });
}

test('a key ends at the moment that it expires', async () => {
  const bench = createBench();
  const key = await makeKey(bench, { ...READ, expiresAt: '2026-01-01T00:01:00Z' });
  bench.clock.now += 59_999;
  await expect(bench.registry.findKey(key)).resolves.toBeDefined();
  bench.clock.now += 1;
  await expect(bench.registry.findKey(key)).resolves.toBeUndefined();
  await expect(bench.registry.isKeyGood(key.id)).resolves.toBe(false);
});

test('what is made and revoked is in the audit log, each once', async () => {
  const bench = createBench();
  const { id } = await makeKey(bench);
  await bench.registry.revokeKey(id, { actor: 'you' });
  await bench.registry.revokeKey(id, { actor: 'you' });
  await expect(bench.registry.listAudit({ after: 0, limit: 100, name: id })).resolves.toMatchObject([
    { actor: 'me', action: 'key.create', before: null, after: { id } },
    { actor: 'you', action: 'key.revoke', before: { id }, after: { id, revokedAt: expect.any(String) } },
  ]);
});

test('keys are no part of the change feed', async () => {
  const bench = createBench();
  await makeKey(bench);
  await expect(bench.registry.position()).resolves.toMatchObject({ last: 0 });
});

for (const [title, request] of Object.entries({
  'without a name': { ...READ, name: ' ' },
  'with a name too long': { ...READ, name: 'n'.repeat(101) },
  'with a name that steers a terminal': { ...READ, name: '\u001B[2J' },
  'with scopes without end': { ...READ, scopes: Array.from({ length: 101 }, () => ({ access: 'read', pattern: '*' })) },
  'without a scope': { ...READ, scopes: [] },
  'that is over': { ...READ, expiresAt: '2025-12-31' },
  'that ends at no time': { ...READ, expiresAt: 'soon' },
} satisfies Record<string, KeyRequest>)) {
  test(`a key ${title} is not made`, async () => {
    await expect(createBench().registry.createKey(request, WRITE)).rejects.toMatchObject({ code: 'request_invalid' });
  });
}

test('a key with a pattern that is none is not made', async () => {
  const request = { ...READ, scopes: [{ access: 'read', pattern: 'com.shop*' }] } as const;
  await expect(createBench().registry.createKey(request, WRITE)).rejects.toMatchObject({ code: 'subject_invalid' });
});

test('secrets are compared by timingSafeEqual and in no other way', () => {
  const source = readFileSync(new URL('../../src/registry/keys.ts', import.meta.url), 'utf8');
  expect(source).toContain('timingSafeEqual(hashOf(secret), ');
  expect(source.match(/hash\s*[!=]==?|[!=]==?\s*(?:hash|secret)/g)).toBeNull();
});
