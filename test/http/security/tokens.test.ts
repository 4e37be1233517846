import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { parseScope } from '../../../src/core/scope.ts';
import { createTokenBearers, type TokenRules } from '../../../src/http/kit/token.ts';
import type { Principal } from '../../../src/http/kit/principal.ts';
import { startGuardedServer } from './guarded-server.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const ISSUER = 'https://login.example.com/';

const good = await generateKeyPair('RS256', { extractable: true });
const other = await generateKeyPair('RS256');
const later = await generateKeyPair('ES256', { extractable: true });
const publicKey = { ...(await exportJWK(good.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
const laterKey = { ...(await exportJWK(later.publicKey)), kid: 'k2', alg: 'ES256', use: 'sig' };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An identity provider on a socket, and what it was asked. */
class Provider {
  readonly asked: string[] = [];
  answer: Answer = serveKeys(publicKey);
  url = '';

  static async start(): Promise<Provider> {
    const provider = new Provider();
    const server = createServer((request, response) => {
      provider.asked.push(request.url ?? '');
      provider.answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    provider.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return provider;
  }
}

function serveKeys(...keys: readonly object[]): Answer {
  return (_request, response) => void response.end(JSON.stringify({ keys }));
}

const BROKEN: Answer = (_request, response) => void response.destroy();

interface Bench {
  readonly provider: Provider;
  readonly clock: { now: number };
  readonly find: (token: string, onRefusal?: (why: string) => void) => Promise<Principal | undefined>;
}

async function createBench(rules: Partial<TokenRules> = {}): Promise<Bench> {
  const provider = await Provider.start();
  const clock = { now: NOW };
  const find = createTokenBearers(
    {
      issuer: ISSUER,
      audience: ['sluice'],
      jwksUri: `${provider.url}/keys`,
      algorithms: ['RS256', 'ES256'],
      clockToleranceSeconds: 5,
      nameClaim: 'sub',
      scopeClaim: 'groups',
      scopes: new Map([
        ['shop', [parseScope('register:com.shop.*')]],
        ['all', [parseScope('read')]],
      ]),
      ...rules,
    },
    { now: () => clock.now },
  );
  return { provider, clock, find };
}

const CLAIMS = { iss: ISSUER, aud: 'sluice', sub: 'alice', exp: NOW / 1_000 + 600, groups: ['shop', 'unknown'] };

async function sign(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: CryptoKey | Uint8Array = good.privateKey,
): Promise<string> {
  return new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);
}

function unsigned(header: object, claims: object = CLAIMS): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode(claims)}.`;
}

test('a token makes its bearer known, with the scopes that its claims map to', async () => {
  const { find } = await createBench();
  const principal = await find(await sign());
  expect(principal).toMatchObject({ name: 'token:alice', isKnown: true, expiresAt: '2026-01-01T00:10:05.000Z' });
  expect(principal?.scopes).toEqual([{ access: 'register', pattern: 'com.shop.*' }]);
});

for (const [title, groups, scopes] of [
  ['words in a text', 'shop all', 2],
  ['none', [], 0],
  ['the name of a member that every object has', ['constructor', '__proto__', 'toString'], 0],
  ['something else', { shop: true }, 0],
  ['a number among texts', ['shop', 7], 1],
] as const) {
  test(`claims that are ${title} give ${scopes} scopes`, async () => {
    const { find } = await createBench();
    expect((await find(await sign({ groups })))?.scopes).toHaveLength(scopes);
  });
}

const pem = await exportSPKI(good.publicKey);

const REFUSED: Readonly<Record<string, () => string | Promise<string>>> = {
  'unsigned (alg none)': () => unsigned({ alg: 'none', kid: 'k1' }),
  'unsigned (alg None)': () => unsigned({ alg: 'None', kid: 'k1' }),
  'signed with the public key as a shared secret (HS256)': () => sign({}, { alg: 'HS256' }, new TextEncoder().encode(pem)),
  'signed by another key': () => sign({}, {}, other.privateKey),
  'of another issuer': () => sign({ iss: 'https://evil.example.com/' }),
  'of an issuer that begins alike': () => sign({ iss: `${ISSUER}evil` }),
  'of no issuer': () => sign({ iss: undefined }),
  'for another audience': () => sign({ aud: 'billing' }),
  'for no audience': () => sign({ aud: undefined }),
  expired: () => sign({ exp: NOW / 1_000 - 6 }),
  'that never expires': () => sign({ exp: undefined }),
  'that expires at a text': () => sign({ exp: 'never' }),
  'not valid yet': () => sign({ nbf: NOW / 1_000 + 6 }),
  'of nobody': () => sign({ sub: undefined }),
  'of a name that steers a terminal': () => sign({ sub: 'a\u001B[2Jb' }),
  'with an unknown kid': () => sign({}, { kid: 'k9' }),
  'with a path for kid': () => sign({}, { kid: '../../../../dev/null' }),
  'with an address for kid': () => sign({}, { kid: 'http://127.0.0.1:2/keys' }),
  'with a critical header that nobody understands': () =>
    `${Buffer.from('{"alg":"RS256","kid":"k1","crit":["evil"],"evil":1}').toString('base64url')}.e30.AA`,
  'with another payload': async () => {
    const [head, , signature] = (await sign()).split('.');
    return `${head}.${Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'root' })).toString('base64url')}.${signature}`;
  },
  'with a signature cut short': async () => (await sign()).slice(0, -10),
  'that is no JSON': () => 'YQ.YQ.YQ',
};

for (const [title, make] of Object.entries(REFUSED)) {
  test(`a token ${title} is nobody's, and why is told without a word of it`, async () => {
    const { find } = await createBench();
    const [token, reasons]: [string, string[]] = [await make(), []];
    await expect(find(token, (why) => reasons.push(why))).resolves.toBeUndefined();
    expect(reasons).toHaveLength(1);
    for (const part of [...token.split('.').filter((piece) => piece.length > 3), '\u001B', 'evil', '127.0.0.1', 'dev/null']) {
      expect(reasons[0]).not.toContain(part);
    }
  });
}

for (const [title, why] of [
  ['expired', /^its time is over \(exp\), by the clock of this machine$/],
  ['not valid yet', /^its time has not begun \(nbf\), by the clock/],
  ['for another audience', /^its claim aud is not what the configuration expects$/],
  ['of another issuer', /^its claim iss is not/],
  ['with an unknown kid', /^the identity provider has no such key/],
  ['of nobody', /^its claim "sub" is no name$/],
  ['signed by another key', /^signature verification failed$/],
] as const) {
  test(`a token ${title}: the log can say why`, async () => {
    const { find } = await createBench();
    const reasons: string[] = [];
    await find((await REFUSED[title]?.()) ?? '', (reason) => reasons.push(reason));
    expect(reasons).toEqual([expect.stringMatching(why)]);
  });
}

test('over HTTP whoever sends such a token does not learn why, and the server does', async () => {
  const { find } = await createBench();
  const reasons: (string | undefined)[] = [];
  const server = await startGuardedServer({ findTokenBearer: find, onFailure: (_request, why) => void reasons.push(why) });
  onTestFinished(() => server.close());
  const refused = await server.as(await sign({ aud: 'billing' }), { path: '/api/v1/subjects' });
  expect(refused).toMatchObject({ status: 401, json: { detail: 'this key or token is not one that is good here' } });
  expect(JSON.stringify(refused.json)).not.toContain('aud');
  await server.as(`sluice_${'0'.repeat(16)}_x`, { path: '/api/v1/subjects' });
  expect(reasons).toEqual(['its claim aud is not what the configuration expects', undefined]);
});

test('within the tolerance of clocks a token is good', async () => {
  const { find } = await createBench();
  await expect(find(await sign({ exp: NOW / 1_000 - 4, nbf: NOW / 1_000 + 4 }))).resolves.toBeDefined();
});

test('the bearer of a token is good until it expires', async () => {
  const { find, clock } = await createBench();
  const principal = await find(await sign());
  await expect(principal?.isGood()).resolves.toBe(true);
  clock.now += 606_000;
  await expect(principal?.isGood()).resolves.toBe(false);
});

test('a token that ends after all time is good, and does not say when it ends', async () => {
  const { find } = await createBench();
  const principal = await find(await sign({ exp: Number.MAX_SAFE_INTEGER }));
  expect(principal).toMatchObject({ name: 'token:alice' });
  expect(principal).not.toHaveProperty('expiresAt');
  await expect(principal?.isGood()).resolves.toBe(true);
});

for (const header of ['jku', 'x5u'] as const) {
  test(`where ${header} of a token leads is never asked`, async () => {
    const { find, provider } = await createBench();
    const evil = await Provider.start();
    evil.answer = serveKeys({ ...(await exportJWK(later.publicKey)), kid: 'k1', alg: 'ES256' });
    await expect(find(await sign({}, { alg: 'ES256', [header]: `${evil.url}/keys` }, later.privateKey))).resolves.toBeUndefined();
    expect({ evil: evil.asked, provider: provider.asked }).toEqual({ evil: [], provider: ['/keys'] });
  });
}

test('a key inside the token is not used', async () => {
  const { find } = await createBench();
  const jwk = await exportJWK(later.publicKey);
  await expect(find(await sign({}, { alg: 'ES256', jwk }, later.privateKey))).resolves.toBeUndefined();
});

test('an algorithm that is not on the list is refused although the provider has the key', async () => {
  const { find, provider } = await createBench({ algorithms: ['RS256'] });
  provider.answer = serveKeys(laterKey);
  await expect(find(await sign({}, { alg: 'ES256', kid: 'k2' }, later.privateKey))).resolves.toBeUndefined();
});

test('a shared secret among the keys of the provider is left out', async () => {
  const { find, provider } = await createBench();
  const secret = new TextEncoder().encode('s'.repeat(32));
  provider.answer = serveKeys({ kty: 'oct', kid: 'k1', alg: 'HS256', k: Buffer.from(secret).toString('base64url') });
  await expect(find(await sign({}, { alg: 'HS256' }, secret))).resolves.toBeUndefined();
});

test('the keys are fetched once for many tokens', async () => {
  const { find, provider } = await createBench();
  const token = await sign();
  await Promise.all(Array.from({ length: 20 }, () => find(token)));
  expect(provider.asked).toEqual(['/keys']);
});

test('tokens with unknown keys make one request in 30 s, however many they are', async () => {
  const { find, provider, clock } = await createBench();
  await find(await sign());
  for (let index = 0; index < 20; index += 1) await find(await sign({}, { kid: `x${index}` }));
  expect(provider.asked).toHaveLength(1);
  clock.now += 30_000;
  provider.answer = serveKeys(publicKey, laterKey);
  await expect(find(await sign({}, { alg: 'ES256', kid: 'k2' }, later.privateKey))).resolves.toBeDefined();
  expect(provider.asked).toHaveLength(2);
});

test('a clock that is set back does not keep the new keys of the provider away', async () => {
  const { find, provider, clock } = await createBench();
  await find(await sign());
  provider.answer = serveKeys(publicKey, laterKey);
  clock.now -= 3_600_000;
  await expect(find(await sign({}, { alg: 'ES256', kid: 'k2' }, later.privateKey))).resolves.toBeDefined();
});

const DOWN: Readonly<Record<string, Answer>> = {
  'breaks off': BROKEN,
  'answers 500': (_request, response) => void response.writeHead(500).end(),
  'answers what is no JSON': (_request, response) => void response.end('<html>'),
  'answers JSON that is no key set': (_request, response) => void response.end('[]'),
  'answers too much': (_request, response) => void response.end(JSON.stringify({ keys: [publicKey], more: 'x'.repeat(300_000) })),
};

for (const [title, answer] of Object.entries(DOWN)) {
  test(`with a provider that ${title} an unknown key is 503`, async () => {
    const { find, provider } = await createBench();
    provider.answer = answer;
    await expect(find(await sign())).rejects.toMatchObject({ code: 'identity_unavailable' });
  });
}

test('a provider that redirects is not followed', async () => {
  const { find, provider } = await createBench();
  const evil = await Provider.start();
  provider.answer = (_request, response) => void response.writeHead(302, { location: `${evil.url}/keys` }).end();
  await expect(find(await sign())).rejects.toMatchObject({ code: 'identity_unavailable' });
  expect(evil.asked).toEqual([]);
});

test('known keys go on while the provider is down, for a day; then it is 503', async () => {
  const { find, provider, clock } = await createBench({ clockToleranceSeconds: 0 });
  await find(await sign());
  provider.answer = BROKEN;
  for (const hours of [1, 23]) {
    clock.now = NOW + hours * 3_600_000;
    await expect(find(await sign({ exp: clock.now / 1_000 + 60 }))).resolves.toBeDefined();
    await expect(find(await sign({ exp: clock.now / 1_000 + 60 }, { kid: 'k9' }))).rejects.toMatchObject({ code: 'identity_unavailable' });
  }
  clock.now = NOW + 25 * 3_600_000;
  await expect(find(await sign({ exp: clock.now / 1_000 + 60 }))).rejects.toMatchObject({ code: 'identity_unavailable' });
});

test('a key that the provider took back is refused once its keys are renewed', async () => {
  const { find, provider, clock } = await createBench();
  await find(await sign());
  provider.answer = serveKeys(laterKey);
  clock.now += 10 * 60_000;
  await expect(find(await sign({ exp: clock.now / 1_000 + 60 }))).resolves.toBeUndefined();
});

test('over HTTP a token does what its scopes say, and keys go on while the provider is down', async () => {
  const { find, provider } = await createBench();
  const server = await startGuardedServer({ findTokenBearer: find });
  onTestFinished(() => server.close());
  const key = await server.makeKey('read');
  provider.answer = BROKEN;
  const token = await sign();
  const register = (subject: string) =>
    server.as(token, { method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body: { schema: { max: 1 } } });
  await expect(register('com.shop.a')).resolves.toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    json: { code: 'identity_unavailable' },
  });
  await expect(server.as(key, { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 200 });
});

test('what a bearer writes has their name', async () => {
  const { find } = await createBench();
  const server = await startGuardedServer({ findTokenBearer: find });
  onTestFinished(() => server.close());
  const token = await sign();
  const register = (subject: string) =>
    server.as(token, { method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body: { schema: { max: 1 } } });
  await expect(register('com.shop.a')).resolves.toMatchObject({ status: 201 });
  await expect(register('com.shopping')).resolves.toMatchObject({ status: 403 });
  await expect(server.registry.listAudit({ after: 0, limit: 9 })).resolves.toMatchObject([{ actor: 'token:alice' }]);
});
