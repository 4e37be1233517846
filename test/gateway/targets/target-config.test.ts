import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { parseGatewayConfig, type GatewayConfig } from '../../../src/gateway/config.ts';

const SECRET = Buffer.from('s3cret').toString('base64');
const ENV = { TOKEN: 't0k', SPACED: 'two words', NEW: `whsec_${SECRET}`, OLD: `whsec_${SECRET}AA`, PLAIN: SECRET, BELL: 'a\u0007', EMPTY: '' };

const folder = mkdtempSync(join(tmpdir(), 'sluice-config-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const TOKEN_FILE = file('token', 't0k\n');
const EMPTY_FILE = file('empty', '\n');
const SECRET_FILE = file('secret', `whsec_${SECRET}\n`);

afterAll(() => rmSync(folder, { recursive: true }));

const URL_TARGET = { url: 'http://127.0.0.1:9000/fn' };
const FUNCTION = { kind: 'aws-lambda', function: 'orders' };

function parse(target: object, route: object = {}): Promise<GatewayConfig> {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, targets: [target], ...route }];
  return parseGatewayConfig({ file: 'gateway.json', text: JSON.stringify({ routes }, null, 1), env: ENV, format: jsonSchemaFormat });
}

const standard = (places: object): object => ({ sign: { scheme: 'standard-webhooks', ...places } });

const TAKEN: readonly { readonly target: object; readonly parsed: object }[] = [
  { target: { ...URL_TARGET, kind: 'http' }, parsed: { kind: 'http', url: new URL(URL_TARGET.url) } },
  { target: FUNCTION, parsed: { ...FUNCTION, name: 'target-1', timeoutMs: 30_000, invocation: 'request-response', payload: 'api-gateway-v2' } },
  {
    target: { ...FUNCTION, function: '123456789012:function:orders', qualifier: '$LATEST' },
    parsed: { function: '123456789012:function:orders', qualifier: '$LATEST' },
  },
  { target: { ...FUNCTION, function: 'orders:live' }, parsed: { function: 'orders:live' } },
  { target: { ...FUNCTION, function: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:orders' }, parsed: { region: 'cn-north-1' } },
  {
    target: { ...FUNCTION, endpoint: 'http://127.0.0.1:4566', payload: 'cloudevent', invocation: 'event' },
    parsed: { endpoint: new URL('http://127.0.0.1:4566'), payload: 'cloudevent', invocation: 'event' },
  },
  { target: { ...URL_TARGET, auth: { bearer: { tokenEnv: 'TOKEN' } } }, parsed: { bearer: { kind: 'env', text: 't0k' } } },
  { target: { ...URL_TARGET, auth: { bearer: { tokenFile: TOKEN_FILE } } }, parsed: { bearer: { kind: 'file', path: TOKEN_FILE, text: 't0k' } } },
  {
    target: { ...URL_TARGET, ...standard({ secretEnv: ['NEW', 'OLD'], secretFile: SECRET_FILE }) },
    parsed: {
      sign: {
        scheme: 'standard-webhooks',
        secrets: [
          { kind: 'file', path: SECRET_FILE, text: ENV.NEW },
          { kind: 'env', text: ENV.NEW },
          { kind: 'env', text: ENV.OLD },
        ],
      },
    },
  },
  { target: { ...FUNCTION, headers: { 'X-Key': { env: 'TOKEN' }, 'x-a': '' } }, parsed: { headers: { 'x-key': 't0k', 'x-a': '' } } },
];

for (const { target, parsed } of TAKEN) {
  test(`the target ${JSON.stringify(target).replaceAll(folder, '.')} is taken`, async () =>
    expect((await parse(target)).routes[0]?.targets[0]).toMatchObject(parsed));
}

const headers = (given: object): object => ({ ...URL_TARGET, headers: given });

const REFUSED: readonly { readonly title: string; readonly target: object; readonly route?: object; readonly message: RegExp }[] = [
  { title: 'neither an address nor a function', target: {}, message: /\/routes\/0\/targets\/0: .*url/ },
  { title: 'a function without its name', target: { kind: 'aws-lambda' }, message: /targets\/0: .*function/ },
  { title: 'an address of a function', target: { ...FUNCTION, ...URL_TARGET }, message: /targets\/0\/url/ },
  { title: 'a function behind an address', target: { ...URL_TARGET, qualifier: 'live' }, message: /targets\/0\/qualifier/ },
  { title: 'another kind', target: { kind: 'sqs', ...URL_TARGET }, message: /targets\/0\/kind.*"aws-lambda"/ },
  { title: 'a name that is none', target: { ...FUNCTION, function: 'or ders' }, message: /targets\/0\/function/ },
  {
    title: 'the ARN of something else',
    target: { ...FUNCTION, function: 'arn:aws:sqs:eu-west-1:123456789012:orders' },
    message: /targets\/0\/function/,
  },
  {
    title: 'a version twice',
    target: { ...FUNCTION, function: 'orders:1', qualifier: '2' },
    message: /names a version or an alias already \(orders:1\)/,
  },
  {
    title: 'a version twice, in an ARN',
    target: { ...FUNCTION, function: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:1', qualifier: '2' },
    message: /names a version or an alias already/,
  },
  {
    title: 'another region than that of the ARN',
    target: { ...FUNCTION, function: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', region: 'us-east-1' },
    message: /is in eu-west-1; .* found us-east-1/,
  },
  {
    title: 'order by the queue of Lambda',
    target: { ...FUNCTION, invocation: 'event' },
    route: { dispatch: 'durable', order: { pointer: '/id' } },
    message: /Lambda does not keep the order/,
  },
  {
    title: 'a CloudEvent of a webhook',
    target: { ...FUNCTION, payload: 'cloudevent' },
    route: { source: { kind: 'webhook', type: { constant: 'x' } } },
    message: /what comes from the source webhook is no CloudEvent/,
  },
  {
    title: 'headers of a CloudEvent',
    target: { ...FUNCTION, payload: 'cloudevent', headers: { a: 'b' } },
    message: /the payload "cloudevent" has no headers/,
  },
  {
    title: 'a signature of a CloudEvent',
    target: { ...FUNCTION, payload: 'cloudevent', ...standard({ secretEnv: 'NEW' }) },
    message: /the payload "cloudevent" has no headers/,
  },
  { title: 'a token for a function', target: { ...FUNCTION, auth: { bearer: { tokenEnv: 'TOKEN' } } }, message: /targets\/0\/auth/ },
  { title: 'a token from nowhere', target: { ...URL_TARGET, auth: { bearer: {} } }, message: /targets\/0\/auth\/bearer/ },
  {
    title: 'a token from two places',
    target: { ...URL_TARGET, auth: { bearer: { tokenEnv: 'TOKEN', tokenFile: TOKEN_FILE } } },
    message: /targets\/0\/auth\/bearer/,
  },
  { title: 'a token that is not set', target: { ...URL_TARGET, auth: { bearer: { tokenEnv: 'NOPE' } } }, message: /the environment variable NOPE/ },
  {
    title: 'a token with spaces',
    target: { ...URL_TARGET, auth: { bearer: { tokenEnv: 'SPACED' } } },
    message: /SPACED: expected a token, which has no spaces in it; found something else$/,
  },
  {
    title: 'a file that is not there',
    target: { ...URL_TARGET, auth: { bearer: { tokenFile: '/nowhere/token' } } },
    message: /the file \/nowhere\/token; it cannot be read \(there is no such file or folder\)/,
  },
  { title: 'a file that is empty', target: { ...URL_TARGET, auth: { bearer: { tokenFile: EMPTY_FILE } } }, message: /empty: expected a token/ },
  {
    title: 'a signature without a secret',
    target: { ...URL_TARGET, ...standard({}) },
    message: /expected secretEnv or secretFile, which say where the secret is; found neither/,
  },
  {
    title: 'a secret that is none',
    target: { ...URL_TARGET, ...standard({ secretEnv: ['NEW', 'PLAIN'] }) },
    message: /PLAIN: expected whsec_ and a secret in Base64; found something else$/,
  },
  { title: 'another scheme', target: { ...URL_TARGET, sign: { scheme: 'github', secretEnv: 'NEW' } }, message: /sign\/scheme/ },
  { title: 'a header with a space in its name', target: headers({ 'x y': 'z' }), message: /targets\/0\/headers/ },
  { title: 'a header of two lines', target: headers({ x: 'a\r\nb: c' }), message: /targets\/0\/headers\/x/ },
  { title: 'a header from the environment with a bell in it', target: headers({ x: { env: 'BELL' } }), message: /BELL: expected visible ASCII/ },
  {
    title: 'a header of the connection',
    target: headers({ 'Transfer-Encoding': 'chunked' }),
    message: /the header Transfer-Encoding: it is about the connection/,
  },
  { title: 'a header that the gateway says', target: headers({ 'Sluice-Attempt': '1' }), message: /the gateway says it by itself/ },
  { title: 'a header of the event', target: headers({ 'ce-type': 'x' }), message: /the function would get another one than was judged/ },
  { title: 'a header of the body', target: headers({ 'Content-Type': 'text/plain' }), message: /the function would get another one/ },
  {
    title: 'a header of the signature',
    target: { ...headers({ 'webhook-id': 'x' }), ...standard({ secretEnv: 'NEW' }) },
    message: /it is part of the signature/,
  },
  { title: 'a header twice', target: headers({ 'x-a': '1', 'X-A': '2' }), message: /the header x-a is given twice/ },
  { title: 'a secret in the file', target: headers({ Authorization: 'Basic x' }), message: /a secret does not belong in this file/ },
  {
    title: 'two Authorizations',
    target: { ...headers({ Authorization: { env: 'TOKEN' } }), auth: { bearer: { tokenEnv: 'TOKEN' } } },
    message: /auth says the Authorization header already/,
  },
];

for (const { title, target, route, message } of REFUSED) {
  test(`${title} is refused, with its place and without a secret`, async () => {
    const thrown = await parse(target, route).then(
      () => expect.fail('it was taken'),
      (error: unknown) => RegistryError.from(error),
    );
    expect(thrown.code).toBe('config_invalid');
    expect(thrown.message).toMatch(/^gateway\.json:\d+:\d+: /);
    expect(thrown.message).toMatch(message);
    expect(thrown.message).not.toMatch(new RegExp(`t0k|two words|${SECRET}`));
  });
}
