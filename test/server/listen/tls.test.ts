import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { parseScope } from '../../../src/core/scope.ts';
import { listen } from '../../../src/server/listen/listen.ts';
import { renewOnHangup } from '../../../src/server/listen/renew-tls.ts';
import type { AuthConfig, TlsFiles } from '../../../src/server/registry/registry-config.ts';
import { startRegistry, type RunningRegistry } from '../../../src/server/registry/start-registry.ts';
import { readTls } from '../../../src/server/listen/tls.ts';
import { createCertificate, type Pair } from '../certificates.ts';

const ADDRESS = { host: '127.0.0.1', port: 0, flag: '--port', insecure: false };

const server = await createCertificate('localhost');
const other = await createCertificate('localhost');
const ca = await createCertificate('Client CA', { isCa: true });
const ci = await createCertificate('ci', { ca });
const stranger = await createCertificate('stranger', { ca });
const forged = await createCertificate('ci', { ca: await createCertificate('Client CA', { isCa: true }) });
const expired = await createCertificate('ci', { ca, notAfterDate: new Date(Date.now() - 3_600_000) });

async function writePair({ cert, key }: Pair, rest: { readonly clientCa?: string; readonly required?: boolean } = {}): Promise<TlsFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-tls-'));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), clientCa: join(folder, 'ca.pem') };
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  if (rest.clientCa !== undefined) await writeFile(files.clientCa, rest.clientCa);
  const { clientCa, ...own } = files;
  return { ...own, ...(rest.clientCa === undefined ? {} : { clientCa }), requireClientCertificate: rest.required ?? false };
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

function get(url: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca: server.cert, agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) as Record<string, unknown> }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const AUTH: AuthConfig = { keys: true, anonymousRead: false, clientCertificates: { scopes: new Map([['ci', [parseScope('read:com.shop.*')]]]) } };

async function start(tls: TlsFiles, auth: AuthConfig | undefined = AUTH): Promise<RunningRegistry> {
  const running = await startRegistry({
    store: { kind: 'memory' },
    dataDir: '.',
    address: ADDRESS,
    log: pino({ level: 'silent' }),
    config: { tls, ...(auth && { auth }) },
    innerKey: INNER,
  });
  onTestFinished(() => running.close());
  return running;
}

const INNER = { id: '0'.repeat(16), secret: 'f'.repeat(64) };
const INNER_HEADERS = { authorization: `Bearer sluice_${INNER.id}_${INNER.secret}` };

test('a registry with a certificate serves https, and http not at all', async () => {
  const { url } = await start(await writePair(server), undefined);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  await expect(get(`${url}/readyz`)).resolves.toMatchObject({ status: 200 });
  await expect(fetch(`${url.replace('https', 'http')}/readyz`)).rejects.toThrow();
});

test('a client that does not know the CA does not connect', async () => {
  const { url } = await start(await writePair(server));
  await expect(get(`${url}/readyz`, { ca: other.cert })).rejects.toThrow(/self-signed|self signed|unable to/);
});

test('protocols before TLS 1.2 are refused', async () => {
  const { url } = await start(await writePair(server));
  const { port } = new URL(url);
  const ended = new Promise((resolve, reject) => {
    const socket = connect(
      { host: '127.0.0.1', port: Number(port), ca: server.cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      () => resolve('connected'),
    );
    socket.on('error', reject);
  });
  await expect(ended).rejects.toThrow();
});

const CERTIFICATES: readonly (readonly [string, Partial<Pair>, Record<string, unknown>])[] = [
  ['that the CA has signed', ci, { name: 'certificate:ci', known: true, scopes: [{ access: 'read', pattern: 'com.shop.*' }] }],
  ['of a name without scopes', stranger, { name: 'certificate:stranger', known: true, scopes: [] }],
  ['that another CA of the same name has signed', forged, { name: 'anonymous', known: false, scopes: [] }],
  ['that has expired', expired, { name: 'anonymous', known: false, scopes: [] }],
  ['at all missing', {}, { name: 'anonymous', known: false, scopes: [] }],
];

for (const [title, pair, caller] of CERTIFICATES) {
  test(`a client with a certificate ${title} is ${String(caller['name'])}`, async () => {
    const { url } = await start(await writePair(server, { clientCa: ca.cert }));
    await expect(get(`${url}/api/v1/whoami`, pair)).resolves.toEqual({ status: 200, json: caller });
  });

  test(`where certificates are required, a client with one ${title} ${String(caller['known']) === 'true' ? 'connects' : 'does not'}`, async () => {
    const { url } = await start(await writePair(server, { clientCa: ca.cert, required: true }));
    const connected = await get(`${url}/readyz`, pair).then(
      () => true,
      () => false,
    );
    expect(connected).toBe(caller['known']);
  });
}

test('a key goes before a certificate, and a wrong key is not mended by one', async () => {
  const { url } = await start(await writePair(server, { clientCa: ca.cert }));
  await expect(get(`${url}/api/v1/whoami`, { ...ci, headers: INNER_HEADERS })).resolves.toMatchObject({ json: { name: 'gateway' } });
  await expect(get(`${url}/api/v1/whoami`, { ...ci, headers: { authorization: 'Bearer x' } })).resolves.toMatchObject({ status: 401 });
});

test('the way in beside TLS is open to the inner key alone', async () => {
  for (const auth of [AUTH, undefined]) {
    const { innerUrl } = await start(await writePair(server, { clientCa: ca.cert, required: true }), auth);
    expect(innerUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const status = (headers: Record<string, string>) => fetch(`${innerUrl}/readyz`, { headers }).then((response) => response.status);
    await expect(status({})).resolves.toBe(401);
    await expect(status({ authorization: `Bearer sluice_${INNER.id}_${'0'.repeat(64)}` })).resolves.toBe(401);
    await expect(status(INNER_HEADERS)).resolves.toBe(200);
  }
});

test('close() ends https connections that are idle, silent or in their handshake', async () => {
  const running = await listen((_request, response) => response.end('{}'), ADDRESS, { tls: await readTls(await writePair(server)) });
  await get(running.url);
  const { port } = new URL(running.url);
  const silent = connect({ host: '127.0.0.1', port: Number(port), ca: server.cert });
  await new Promise((resolve) => silent.once('secureConnect', resolve));
  const ended = new Promise((resolve) => silent.once('close', resolve));
  silent.on('error', () => {});
  await running.close(2 ** 31 - 1);
  await ended;
});

test('SIGHUP reads the certificate anew; a bad one changes nothing', async () => {
  const files = await writePair(server);
  const running = await listen((_request, response) => response.end('{}'), ADDRESS, { tls: await readTls(files) });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const log = pino({}, { write: (line: string) => (lines.push(line), waiting.forEach((wake) => wake())) });
  const said = (text: string) => new Promise<void>((resolve) => waiting.add(() => lines.some((line) => line.includes(text)) && resolve()));
  const renewing = renewOnHangup({ files, server: running, log });
  onTestFinished(async () => {
    await renewing.close();
    await running.close(0);
  });
  await writeFile(files.cert, 'broken');
  const failed = said('was not renewed');
  process.emit('SIGHUP');
  await failed;
  await expect(get(running.url)).resolves.toMatchObject({ status: 200 });
  await writeFile(files.cert, other.cert);
  await writeFile(files.key, other.key);
  const renewed = said('as it is now');
  process.emit('SIGHUP');
  await renewed;
  await expect(get(running.url, { ca: other.cert })).resolves.toMatchObject({ status: 200 });
  expect(lines.join('')).not.toContain('PRIVATE KEY');
});

const BAD: readonly (readonly [string, (files: TlsFiles) => TlsFiles | Promise<TlsFiles>, string, RegExp])[] = [
  [
    'a certificate that is not there',
    (files) => ({ ...files, cert: '/nowhere/cert.pem' }),
    'file_unreadable',
    /certificate \/nowhere\/cert\.pem: there is no such file/,
  ],
  ['a key that is not there', (files) => ({ ...files, key: '/nowhere/key.pem' }), 'file_unreadable', /private key/],
  ['a CA that is not there', (files) => ({ ...files, clientCa: '/nowhere/ca.pem' }), 'file_unreadable', /client CA/],
  ['a certificate that is none', (files) => ({ ...files, cert: files.key }), 'config_invalid', /expected a certificate in PEM/],
  ['a key that is none', (files) => ({ ...files, key: files.cert }), 'config_invalid', /expected a private key in PEM/],
  [
    'the key of another certificate',
    async (files) => ({ ...files, key: (await writePair(other)).key }),
    'config_invalid',
    /expected the private key of the certificate/,
  ],
  ['a CA that is none', (files) => ({ ...files, clientCa: files.key }), 'config_invalid', /expected a certificate in PEM/],
];

for (const [title, spoil, code, message] of BAD) {
  test(`${title} is ${code}, and the message has nothing of the key`, async () => {
    const files = await spoil(await writePair(server));
    const error: unknown = await readTls(files).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain(readFileSync((await writePair(server)).key, 'utf8').slice(30, 60));
  });
}
