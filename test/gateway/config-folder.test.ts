import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig, type GatewayConfig } from '../../src/gateway/config.ts';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-config-'));
  for (const [name, text] of [
    ['token', 't0k'],
    ['secret', SECRET],
    ['keys', 'x'],
    ['queue', ''],
  ] as const)
    await writeFile(join(folder, name), text);
});

function parse(config: object): Promise<GatewayConfig> {
  return parseGatewayConfig({ file: 'gateway.json', text: JSON.stringify(config), env: {}, folder, format: jsonSchemaFormat });
}

function routeTo(target: object): object {
  return { routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: 'http://127.0.0.1:9000/', ...target }] }] };
}

/** A configuration that names a file at each place, and the path that comes of it. */
const PLACES: readonly { readonly name: string; readonly file: string; readonly config: (file: string) => object; readonly path: (config: GatewayConfig) => unknown }[] = [
  { name: 'registryTokenFile', file: 'token', config: (file) => ({ registryTokenFile: file, routes: [] }), path: (config) => config.registryTokenFile },
  { name: 'queue.keysFile', file: 'keys', config: (file) => ({ queue: { keysFile: file }, routes: [] }), path: (config) => config.queue?.keysFile },
  { name: 'queue.store', file: 'queue', config: (file) => ({ queue: { store: `sqlite:${file}` }, routes: [] }), path: (config) => config.queue?.store.replace('sqlite:', '') },
  {
    name: 'the token of a target', file: 'token', config: (file) => routeTo({ auth: { bearer: { tokenFile: file } } }),
    path: ({ routes: [route] }) => { const target = route?.targets[0]; return target?.kind === 'http' && target.bearer?.kind === 'file' ? target.bearer.path : undefined; },
  },
  {
    name: 'the secret of a signature', file: 'secret', config: (file) => routeTo({ sign: { scheme: 'standard-webhooks', secretFile: file } }),
    path: ({ routes: [route] }) => route?.targets[0]?.sign?.secrets.map((secret) => (secret.kind === 'file' ? secret.path : undefined))[0],
  },
]; // prettier-ignore

describe('files that a configuration names are in its folder, wherever the gateway is started', () => {
  for (const { name, file, config, path } of PLACES) {
    test(`${name}: relative and absolute`, async () => {
      expect(path(await parse(config(file)))).toBe(join(folder, file));
      expect(path(await parse(config(join(folder, file))))).toBe(join(folder, file));
    });

    test(`${name}: one that is only in the working directory is refused, and the message says where it is`, async () => {
      const error = await parse(config('package.json')).then(
        () => expect.fail('it was taken'),
        (thrown: unknown) => RegistryError.from(thrown),
      );
      expect(error.code).toBe('config_invalid');
      expect(error.message).toMatch(/^gateway\.json:1:\d+: /);
      expect(error.message).toContain(`${resolve('package.json')} is there, in the working directory: move it, or write its path from ${folder}`);
    });
  }

  test('a queue that is not there yet is made there', async () => {
    expect((await parse({ queue: { store: 'sqlite:new.sqlite' }, routes: [] })).queue?.store).toBe(`sqlite:${join(folder, 'new.sqlite')}`);
  });
});
