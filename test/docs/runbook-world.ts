import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createClient, type Client } from '../../src/client/index.ts';
import { folderWith, MAIN, serve, sluice, type Server } from '../cli/process.ts';
import { startFunction, type FunctionServer } from '../gateway/function-server.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';

export const ORDER = 'com.shop.order.placed';
// What fails is not tried again by itself while somebody looks.
const HOUR_MS = 3_600_000;
const MAX_DELIVERIES = 100;
const ADMIN_TOKEN = 'let-me-in';
// What the page calls these things; a world has others.
const WRITTEN = {
  registry: 'http://registry:8081',
  gateway: 'http://gateway:8080',
  data: '/var/lib/sluice',
  backups: '/var/backups',
  webhook: '0f3a9c21b5d7e604',
};

/** A registry, a gateway and what is around them, each a real process or server, for the commands of one section. */
export interface World {
  readonly cwd: string;
  readonly client: Client;
  readonly registryUrl: string;
  readonly gatewayUrl: string;
  /** The function behind the gateway, which answers 200 until told otherwise. */
  readonly target: FunctionServer;
  /** The status that the function answers with. */
  answers: number;
  readonly receiver: Receiver;
  /** The status that the receiver answers with. */
  receives: number;
  /** The id of the webhook to it. */
  webhook: string;
  startRegistry(...args: readonly string[]): Promise<void>;
  startGateway(...args: readonly string[]): Promise<void>;
  stop(which: 'registry' | 'gateway', signal?: NodeJS.Signals): Promise<void>;
  /** Without waiting for its end. */
  tell(signal: NodeJS.Signals, until: string): Promise<void>;
  run(line: string): Promise<{ readonly code: number; readonly printed: string }>;
  sluice(...args: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const cwd = await folderWith({ 'sluice.registry.json': { webhooks: { firstDelayMs: HOUR_MS } } });
  const [registryPort, gatewayPort] = [await freePort(), await freePort()];
  const [registryUrl, gatewayUrl] = [`http://127.0.0.1:${registryPort}`, `http://127.0.0.1:${gatewayPort}`];
  const running: { registry?: Server; gateway?: Server } = {};
  for (const folder of ['bin', 'data', 'backups']) await mkdir(join(cwd, folder));
  await writeFile(join(cwd, 'bin/sluice'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  await chmod(join(cwd, 'bin/sluice'), 0o755);
  const world = { answers: 200, receives: 204 };
  const target = await startFunction((_received, response) => void response.writeHead(world.answers).end());
  const receiver = await startReceiver();
  receiver.react(
    ...Array.from({ length: MAX_DELIVERIES }, () => (_request: unknown, response: ServerResponse) => void response.writeHead(world.receives).end()),
  );
  const places = [
    [WRITTEN.registry, registryUrl],
    [WRITTEN.gateway, gatewayUrl],
    [WRITTEN.data, join(cwd, 'data')],
    [WRITTEN.backups, join(cwd, 'backups')],
  ] as const;
  const env = { SLUICE_REGISTRY: registryUrl, SLUICE_GATEWAY: gatewayUrl, SLUICE_GATEWAY_TOKEN: ADMIN_TOKEN };
  return Object.assign(world, {
    cwd,
    client: createClient({ url: registryUrl }),
    registryUrl,
    gatewayUrl,
    target,
    receiver,
    webhook: '',
    async startRegistry(...args: readonly string[]) {
      const store = ['--store', `sqlite:${join(cwd, 'data/registry.sqlite')}`, '--registry-config', 'sluice.registry.json'];
      running.registry = await serve(['serve', '--port', String(registryPort), ...store, ...args], { cwd });
    },
    async startGateway(...args: readonly string[]) {
      const route = {
        path: '/events',
        source: { kind: 'cloudevents' },
        targets: [{ name: 'billing', url: target.url, ...(JSON.parse(args[0] ?? '{}') as object) }],
      };
      await writeFile(
        join(cwd, 'sluice.gateway.json'),
        JSON.stringify({ registry: registryUrl, admin: { tokenEnv: 'SLUICE_GATEWAY_TOKEN' }, routes: [route] }),
      );
      running.gateway = await serve(['gateway', '--config', 'sluice.gateway.json', '--port', String(gatewayPort), '--dir', 'gateway'], {
        cwd,
        env: { SLUICE_REGISTRY: '', SLUICE_GATEWAY_TOKEN: ADMIN_TOKEN },
      });
    },
    async stop(which: 'registry' | 'gateway', signal: NodeJS.Signals = 'SIGTERM') {
      await running[which]?.stop(signal);
      delete running[which];
    },
    async tell(signal: NodeJS.Signals, until: string) {
      await running.registry?.signal(signal, until);
    },
    run(this: World, line: string) {
      const here = [...places, [WRITTEN.webhook, this.webhook] as const].reduce((text, [written, real]) => text.replaceAll(written, real), line);
      const there = (text: string): string =>
        [...places, [WRITTEN.webhook, this.webhook] as const].reduce(
          (said, [written, real]) => (real === '' ? said : said.replaceAll(real, written)),
          text,
        );
      const { PATH = '', HOME = '' } = process.env;
      return new Promise<{ readonly code: number; readonly printed: string }>((resolve) => {
        execFile('/bin/sh', ['-c', `exec 2>&1\n${here}`], { cwd, env: { ...env, HOME, PATH: `${join(cwd, 'bin')}:${PATH}` } }, (error, stdout) =>
          resolve({ code: Number(error?.code ?? 0), printed: there(stdout).replace(/([^\n])$/, '$1\n') }),
        );
      });
    },
    async sluice(...args: readonly string[]) {
      const { code, stderr } = await sluice(args, { cwd, env });
      if (code !== 0) throw new Error(`sluice ${args.join(' ')}: ${stderr}`);
    },
    async close() {
      await running.gateway?.stop('SIGKILL');
      await running.registry?.stop('SIGKILL');
      await target.close();
      await receiver.close();
    },
  });
}

/** A port that is free now; a server that is started there again must have the same one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Overwrite the store from its third page on: it still says that it is one. */
export async function damageStore({ cwd }: World): Promise<void> {
  const path = join(cwd, 'data/registry.sqlite');
  await writeFile(path, (await readFile(path)).fill(0xff, 8_192));
}
