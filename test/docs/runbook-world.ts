import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createClient, type Client } from '../../src/client/index.ts';
import { printedHere, sluiceHere } from '../cli/in-process.ts';
import { folderWith, serve, type RunOptions, type Server, MAIN } from '../cli/process.ts';
import { serveHere, type ServerHere } from '../cli/serve-here.ts';
import { startFunction, type FunctionServer } from '../gateway/function-server.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';
import { until } from '../until.ts';

export const ORDER = 'com.shop.order.placed';

const TOKEN = 'let-me-in';
const HOUR_MS = 3_600_000;
const MAX_DELIVERIES = 100;
// What fails is not tried again by itself while somebody looks.
const REGISTRY_CONFIG = { webhooks: { firstDelayMs: HOUR_MS } };
const STORE = 'data/registry.sqlite';

/** `{}`: those that a queue has where nobody says any. */
interface QueueBounds {
  readonly maxWaiting?: number;
  readonly maxHeld?: number;
}

export interface GatewayOptions {
  readonly name?: string;
  readonly reads?: string;
  readonly queue?: QueueBounds;
  readonly order?: object;
  readonly where?: Where;
}

// Soon again, and never dead of it, so that a section ends when the function works; three events that fail open the circuit.
const DELIVERY = { retry: { maxDelayMs: 1_000, maxAttempts: 10_000 }, breaker: { failures: 3, openMs: 200 } };

/** A server that is a process, which can be killed and told by signals, or in this one, where to be killed is to be closed. */
export type Where = 'process' | 'here';

const NOTHING_SAID = { stdout: '', stderr: '' };

interface Parts {
  readonly cwd: string;
  readonly ports: { readonly registry: number; readonly gateway: number };
  /** The function behind the gateway. */
  readonly target: FunctionServer;
  /** Of webhooks. */
  readonly receiver: Receiver;
}

/** A registry, a gateway and what is around them, each a real server, for the commands of one section of the runbook. */
export class World {
  /** The status that the function behind the gateway answers with. */
  answers = 200;
  /** The status that the receiver of webhooks answers with. */
  receives = 204;
  /** The id of the webhook to it. */
  webhook = '';
  readonly cwd: Parts['cwd'];
  readonly ports: Parts['ports'];
  readonly target: Parts['target'];
  readonly receiver: Parts['receiver'];
  readonly registryUrl: string;
  readonly gatewayUrl: string;
  readonly client: Client;
  readonly #running: { registry?: Pick<Server, 'stop'> & Partial<Pick<Server, 'signal'>>; gateway?: Pick<Server, 'stop'> } = {};

  private constructor({ cwd, ports, target, receiver }: Parts) {
    this.cwd = cwd;
    this.ports = ports;
    this.target = target;
    this.receiver = receiver;
    this.registryUrl = `http://127.0.0.1:${ports.registry}`;
    this.gatewayUrl = `http://127.0.0.1:${ports.gateway}`;
    this.client = createClient({ url: this.registryUrl });
  }

  static async make(): Promise<World> {
    const cwd = await folderWith({ 'sluice.registry.json': REGISTRY_CONFIG });
    for (const folder of ['bin', 'data', 'backups']) await mkdir(join(cwd, folder));
    await writeFile(join(cwd, 'bin/sluice'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
    await chmod(join(cwd, 'bin/sluice'), 0o755);
    const target = await startFunction((_received, response) => void response.writeHead(world.answers).end());
    const receiver = await startReceiver();
    const react = (_request: unknown, response: ServerResponse): void => void response.writeHead(world.receives).end();
    receiver.react(...Array.from({ length: MAX_DELIVERIES }, () => react));
    const world: World = new World({ cwd, ports: { registry: await freePort(), gateway: await freePort() }, target, receiver });
    return world;
  }

  async startRegistry(where: Where = 'here', ...args: readonly string[]): Promise<void> {
    const own = ['--port', String(this.ports.registry), '--store', `sqlite:${STORE}`, '--registry-config', 'sluice.registry.json'];
    this.#running.registry = await serveAt(where, ['serve', ...own, ...args], { cwd: this.cwd });
  }

  /** With one route, `/events`, to the function; `reads` says which versions it takes. `queue`: and `/kept`, which is durable. */
  async startGateway({ name = 'billing', reads, queue, order, where = 'here' }: GatewayOptions = {}): Promise<void> {
    const target = { name, url: this.target.url, ...(reads === undefined ? {} : { reads }) };
    const route = { path: '/events', source: { kind: 'cloudevents' }, targets: [target] };
    const kept = {
      ...route,
      path: '/kept',
      dispatch: 'durable',
      onInvalid: 'hold',
      targets: [{ ...target, ...DELIVERY }],
      ...(order === undefined ? {} : { order }),
    };
    const routes = queue === undefined ? [route] : [route, kept];
    const config = { registry: this.registryUrl, admin: { tokenEnv: 'SLUICE_GATEWAY_TOKEN' }, routes, ...(queue === undefined ? {} : { queue }) };
    await writeFile(join(this.cwd, 'sluice.gateway.json'), JSON.stringify(config));
    const own = ['--config', 'sluice.gateway.json', '--port', String(this.ports.gateway), '--dir', 'gateway'];
    const env = { SLUICE_REGISTRY: '', SLUICE_GATEWAY_TOKEN: TOKEN };
    this.#running.gateway = await serveAt(where, ['gateway', ...own], { cwd: this.cwd, env });
  }

  async stop(which: 'registry' | 'gateway', signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#running[which]?.stop(signal);
    delete this.#running[which];
  }

  /** Send the registry a signal and wait until it logs this, but not for its end. */
  async tell(signal: NodeJS.Signals, line: string): Promise<void> {
    const { registry } = this.#running;
    if (registry?.signal === undefined) throw new Error('what is told by a signal is a process');
    await registry.signal(signal, line);
  }

  /** Run a line of the page, in a shell what of it is more than a first command of ours; both outputs are as the page would have them. */
  async run(line: string): Promise<{ readonly code: number; readonly printed: string }> {
    const here = this.#places().reduce((text, [written, real]) => text.replaceAll(written, real), line);
    const there = (text: string): string => this.#places().reduce((said, [written, real]) => said.replaceAll(real, written), text);
    const args = argumentsOf(here);
    if (args !== undefined) {
      const { code, printed } = await printedHere(args, { cwd: this.cwd, env: this.#ours() });
      return { code, printed: there(printed) };
    }
    const [, first = '', next = ''] = /^(sluice [^|]*) \| (.*)$/.exec(here) ?? [];
    const piped = argumentsOf(first);
    const { stdout, stderr } = piped === undefined ? NOTHING_SAID : await sluiceHere(piped, { cwd: this.cwd, env: this.#ours() });
    const { code, printed } = await this.#runShell(piped === undefined ? here : next, stdout);
    return { code, printed: there(stderr + printed) };
  }

  #runShell(line: string, stdin: string): Promise<{ readonly code: number; readonly printed: string }> {
    return new Promise((resolve) => {
      const child = execFile('/bin/sh', ['-c', `exec 2>&1\n${line}`], { cwd: this.cwd, env: this.#env() }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), printed: stdout.replace(/([^\n])$/, '$1\n') }),
      );
      child.stdin?.on('error', () => {}); // `head` does not read all of it.
      child.stdin?.end(stdin);
    });
  }

  /** Run a command that is no part of the page. Throws what it says when it fails. */
  async sluice(...args: readonly string[]): Promise<void> {
    const { code, stderr } = await sluiceHere(args, { cwd: this.cwd, env: this.#ours() });
    if (code !== 0) throw new Error(`sluice ${args.join(' ')}: ${stderr}`);
  }

  /** What the gateway says of itself, once this is so. */
  async gatewaySays(isSo: (said: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
    await until(async () => isSo((await (await fetch(`${this.gatewayUrl}/-/readyz`)).json()) as Record<string, unknown>));
  }

  /** A page of the gateway's metrics, once it has this line. */
  async gatewayPrints(line: RegExp): Promise<void> {
    await until(async () => line.test(await (await fetch(`${this.gatewayUrl}/-/metrics`)).text()));
  }

  /** Send an event to the gateway. */
  async send(data: object, path = '/events'): Promise<void> {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const body = JSON.stringify({ specversion: '1.0', id: '1', source: '/shop', type: ORDER, data });
    await (await fetch(this.gatewayUrl + path, { method: 'POST', headers, body })).text();
  }

  /** Overwrite the store from its third page on: it still says that it is one. Somebody who registers finds out. */
  async damageStore(): Promise<void> {
    // Restarted, so that nothing of the file is in memory any more; as a process, since to close a file ends the locks that its process has on it.
    await this.stop('registry');
    await this.startRegistry('process');
    const path = join(this.cwd, STORE);
    await writeFile(path, (await readFile(path)).fill(0xff, 8_192));
    await this.client.register(ORDER, { schema: { title: 'never stored' } }).catch(() => 'refused');
  }

  async close(): Promise<void> {
    await this.stop('gateway', 'SIGKILL');
    await this.stop('registry', 'SIGKILL');
    await this.target.close();
    await this.receiver.close();
  }

  /** What the page calls things, and what they are here. */
  #places(): readonly (readonly [written: string, real: string])[] {
    const places = [
      ['http://registry:8081', this.registryUrl],
      ['http://gateway:8080', this.gatewayUrl],
      ['/var/lib/sluice', join(this.cwd, 'data')],
      ['/var/backups', join(this.cwd, 'backups')],
    ] as const;
    return this.webhook === '' ? places : [...places, ['0f3a9c21b5d7e604', this.webhook]];
  }

  /** Of an environment, what is read by us alone. */
  #ours(): Readonly<Record<string, string>> {
    return { SLUICE_REGISTRY: this.registryUrl, SLUICE_GATEWAY: this.gatewayUrl, SLUICE_GATEWAY_TOKEN: TOKEN };
  }

  #env(): Readonly<Record<string, string>> {
    const { PATH = '', HOME = '' } = process.env;
    return { ...this.#ours(), HOME, PATH: `${join(this.cwd, 'bin')}:${PATH}` };
  }
}

function serveAt(where: Where, args: readonly string[], options: RunOptions): Promise<Server | ServerHere> {
  return where === 'here' ? serveHere(args, options) : serve(args, options);
}

/** The arguments of a line that is one command of `sluice`, with nothing in it that a shell would have to read. */
function argumentsOf(line: string): readonly string[] | undefined {
  const isPlain = /^sluice( [^\s"'`$&|;<>()\\*?~#]+| "[^"`$\\]*")+$/.test(line);
  return isPlain ? [...line.slice('sluice'.length).matchAll(/ (?:"([^"]*)"|(\S+))/g)].map(([, quoted, word]) => quoted ?? word ?? '') : undefined;
}

// Below those that systems give to whoever asks for any port, so that it is still free when a server is started there again.
const [LOWEST, HIGHEST] = [20_000, 32_000];

async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
