import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { parseRegistryConfig } from '../../../src/server/registry/parse-registry-config.ts';
import type { RegistryConfig } from '../../../src/server/registry/registry-config.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'sluice-config-'));
writeFileSync(join(FOLDER, 'token'), 'from-a-file\n');

async function parse(value: unknown, file = 'registry.json'): Promise<RegistryConfig> {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return parseRegistryConfig({ file, folder: FOLDER, text, format: jsonSchemaFormat, env: { TOKEN: 'let-me-in', SPACED: 'a b', EMPTY: '' } });
}

const JWT = {
  issuer: 'https://login.example.com/',
  audience: 'sluice',
  jwksUri: 'https://login.example.com/keys',
  scopes: { claim: 'groups', values: { admins: ['admin'], shop: ['register:com.shop.*', 'read'] } },
};

test('a file says all that there is to say', async () => {
  const config = await parse({
    auth: { keys: true, anonymousRead: true, jwt: JWT, clientCertificates: { subjects: { 'ci.example.com': ['register:com.shop.*'] } } },
    tls: { cert: 'cert.pem', key: '/run/secrets/key.pem', clientCa: 'ca.pem' },
    rateLimit: { perSecond: 50, burst: 100 },
    limits: { maxBodyBytes: 1_048_576 },
  });
  expect(config).toEqual({
    auth: {
      keys: true,
      anonymousRead: true,
      jwt: {
        issuer: JWT.issuer,
        audience: ['sluice'],
        jwksUri: JWT.jwksUri,
        algorithms: ['RS256', 'ES256'],
        clockToleranceSeconds: 5,
        nameClaim: 'sub',
        scopeClaim: 'groups',
        scopes: new Map([
          ['admins', [{ access: 'admin', pattern: '*' }]],
          [
            'shop',
            [
              { access: 'register', pattern: 'com.shop.*' },
              { access: 'read', pattern: '*' },
            ],
          ],
        ]),
      },
      clientCertificates: { scopes: new Map([['ci.example.com', [{ access: 'register', pattern: 'com.shop.*' }]]]) },
    },
    tls: { cert: join(FOLDER, 'cert.pem'), key: '/run/secrets/key.pem', clientCa: join(FOLDER, 'ca.pem'), requireClientCertificate: false },
    rateLimit: { perSecond: 50, burst: 100 },
    limits: { maxBodyBytes: 1_048_576 },
  });
});

test('an empty file guards nothing; auth without more asks for keys', async () => {
  await expect(parse({})).resolves.toEqual({});
  await expect(parse('auth: {}\n', 'registry.yaml')).resolves.toEqual({ auth: { keys: true, anonymousRead: false } });
});

test('gateways have their tokens from the environment or from files beside the configuration', async () => {
  const gateways = {
    env: { url: 'https://a.example/', tokenEnv: 'TOKEN' },
    file: { url: 'http://b:1/x//', tokenFile: 'token' },
    none: { url: 'http://c' },
  };
  expect(await parse({ gateways, allowedHosts: ['registry.internal'] })).toEqual({
    gateways: [
      { name: 'env', url: 'https://a.example', token: { kind: 'env', text: 'let-me-in' } },
      { name: 'file', url: 'http://b:1/x', token: { kind: 'file', path: join(FOLDER, 'token'), text: 'from-a-file' } },
      { name: 'none', url: 'http://c' },
    ],
    allowedHosts: ['registry.internal'],
  });
});

const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
  ['an unknown member', { auths: {} }, /registry\.json:\d+:\d+: .*auths.*registry\.schema\.json/s],
  ['keys that are no boolean', { auth: { keys: 'yes' } }, /registry\.json:3:11: /],
  ['nobody who could be known', { auth: { keys: false } }, /registry\.json:2:\d+: .*nobody/],
  ['a shared-secret algorithm', { auth: { jwt: { ...JWT, algorithms: ['HS256'] } } }, /HS256/],
  ['the algorithm none', { auth: { jwt: { ...JWT, algorithms: ['none'] } } }, /none/],
  ['keys of the provider over http', { auth: { jwt: { ...JWT, jwksUri: 'http://login.example.com/keys' } } }, /https/],
  [
    'keys of the provider over http on a name that begins like loopback',
    { auth: { jwt: { ...JWT, jwksUri: 'http://127.0.0.1.example.com/' } } },
    /https/,
  ],
  ['keys of the provider in a file', { auth: { jwt: { ...JWT, jwksUri: 'file:///etc/keys' } } }, /https/],
  ['keys of the provider with a password', { auth: { jwt: { ...JWT, jwksUri: 'https://a:b@login.example.com/' } } }, /without a user/],
  ['no issuer', { auth: { jwt: { ...JWT, issuer: undefined } } }, /issuer/],
  ['no audience', { auth: { jwt: { ...JWT, audience: [] } } }, /audience|items/],
  ['a scope that is none', { auth: { jwt: { ...JWT, scopes: { claim: 'g', values: { 'a/b': ['write'] } } } } }, /write/],
  [
    'a pattern that is none',
    { auth: { jwt: { ...JWT, scopes: { claim: 'g', values: { 'a/b': ['read:com.shop*'] } } } } },
    /registry\.json:\d+:\d+: pattern "com\.shop\*"/,
  ],
  ['client certificates without a CA', { auth: { clientCertificates: { subjects: {} } }, tls: { cert: 'c', key: 'k' } }, /clientCa/],
  ['a certificate without its key', { tls: { cert: 'c' } }, /key/],
  ['required certificates without a CA', { tls: { cert: 'c', key: 'k', requireClientCertificate: true } }, /clientCa/],
  ['a rate of nothing', { rateLimit: { perSecond: 0, burst: 1 } }, /registry\.json/],
  ['a gateway without an address', { gateways: { a: {} } }, /url/],
  ['a gateway at no address', { gateways: { a: { url: 'shop' } } }, /registry\.json:4:\d+: expected the http/],
  ['a gateway with a password in its address', { gateways: { a: { url: 'http://u:p@x/' } } }, /no user and no password/],
  ['a gateway with a query', { gateways: { a: { url: 'http://x/?a=b' } } }, /no query/],
  ['a gateway whose name is a step in a path', { gateways: { '..': { url: 'http://x/' } } }, /registry\.json/],
  ['a token that is nowhere', { gateways: { a: { url: 'http://x/', tokenEnv: 'NOWHERE' } } }, /environment variable NOWHERE; found it unset/],
  ['a token that is empty', { gateways: { a: { url: 'http://x/', tokenEnv: 'EMPTY' } } }, /unset or empty/],
  ['a token that is none', { gateways: { a: { url: 'http://x/', tokenEnv: 'SPACED' } } }, /has no spaces in it; found something else$/],
  ['a token in a file that is not there', { gateways: { a: { url: 'http://x/', tokenFile: 'none' } } }, /there is no such file/],
  ['a token in two places', { gateways: { a: { url: 'http://x/', tokenEnv: 'TOKEN', tokenFile: 'token' } } }, /give one of them/],
  ['a token in the file itself', { gateways: { a: { url: 'http://x/', token: 'let-me-in' } } }, /token/],
  ['a host with a port', { allowedHosts: ['a:1'] }, /registry\.json/],
  ['a file that is no JSON', '{', /registry\.json:1/],
];

for (const [title, value, message] of REFUSED) {
  test(`${title} is refused with the place`, async () => {
    const refusal = await parse(value).then(
      () => expect.fail('it was taken'),
      (thrown: unknown) => RegistryError.from(thrown),
    );
    expect(refusal).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
  });
}

for (const jwksUri of ['http://127.0.0.1:9000/keys', 'http://localhost/keys', 'http://[::1]:9000/keys']) {
  test(`${jwksUri} is taken: nobody is between`, async () => {
    await expect(parse({ auth: { jwt: { ...JWT, jwksUri } } })).resolves.toMatchObject({ auth: { jwt: { jwksUri } } });
  });
}
