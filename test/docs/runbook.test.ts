import { readFileSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { WebhookResource } from '../../src/core/resources.ts';
import { commandsOf, exitOf, patternOf, type Command } from './console-blocks.ts';
import { ORDER, World, type GatewayOptions, type Where } from './runbook-world.ts';
import { until } from '../until.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

/** Of a section: what happens in the world, which the page says in a comment, or a command that it tells to run. */
type Step = { readonly kind: 'event'; readonly name: string } | ({ readonly kind: 'command' } & Command);

const ORDER_V1 = { type: 'object', required: ['orderId'], properties: { orderId: { type: 'string' } } };
const ORDER_V2 = { ...ORDER_V1, properties: { ...ORDER_V1.properties, note: { type: 'string' } } };
const codes = (letters: string): JsonObject => ({ type: 'object', properties: { code: { type: 'string', pattern: `^(${letters})\\1$` } } });

let world: World;

// Killed by the sections of these names, which are about it, so that there it is a process; other servers are in this one, where to be killed
// is to be closed.
const KILLED: Readonly<Record<string, 'registry' | 'gateway'>> = { SluiceRegistryDown: 'registry', SluiceGatewayDown: 'gateway' };

let killed: 'registry' | 'gateway' | undefined;

async function makeWorld(title: string): Promise<void> {
  world = await World.make();
  killed = KILLED[title];
  const files = { 'order.json': ORDER_V1, 'order-v2.json': ORDER_V2, 'code-v2.json': codes('a|b|c') };
  for (const [name, schema] of Object.entries(files)) await writeFile(join(world.cwd, name), JSON.stringify(schema));
}

afterEach(() => world.close());

const backUp = (): Promise<void> =>
  world.sluice('backup', 'backups/nightly.sqlite', '--store', 'sqlite:data/registry.sqlite', '--output', join(world.cwd, 'backup.txt'));
const register = (subject: string, schema: JsonObject): Promise<unknown> => world.client.register(subject, { schema });
const registerV2 = (): Promise<unknown> => register(ORDER, ORDER_V2);
const startWithContract = async (): Promise<void> => {
  await world.startRegistry(whereOf('registry'));
  await register(ORDER, ORDER_V1);
};
const startGateway = async (options: GatewayOptions = {}): Promise<void> => {
  await world.startGateway(options);
  await world.gatewaySays((said) => said['registry'] === 'following');
};
const whereOf = (server: 'registry' | 'gateway'): Where => (killed === server ? 'process' : 'here');

/** What happens, by the words of the page. */
const EVENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  'an empty registry': () => world.startRegistry(),
  'a registry with a contract': () => startWithContract(),
  'a registry with a contract that has a back reference': async () => {
    await world.startRegistry();
    await register('com.shop.code', codes('a|b'));
  },
  'a registry that gives up at once': async () => {
    await writeFile(join(world.cwd, 'sluice.registry.json'), JSON.stringify({ webhooks: { maxAttempts: 1 } }));
    await startWithContract();
  },
  'the registry is killed': () => world.stop('registry', 'SIGKILL'),
  'the registry is started': () => world.startRegistry(),
  'the registry is told to stop, and drains': async () => {
    await world.stop('registry');
    await world.startRegistry('process', '--drain-delay', '600');
    await world.tell('SIGTERM', 'stopping');
  },
  'a backup is made': backUp,
  'a backup is made, and more is registered': async () => {
    await backUp();
    await registerV2();
  },
  'the backup is restored': async () => {
    await world.stop('registry', 'SIGKILL');
    for (const end of ['', '-wal', '-shm']) await rm(join(world.cwd, `data/registry.sqlite${end}`), { force: true });
    await copyFile(join(world.cwd, 'backups/nightly.sqlite'), join(world.cwd, 'data/registry.sqlite'));
    await world.startRegistry();
    await world.gatewaySays((said) => said['registry'] === 'another history');
  },
  'the store is damaged, and somebody registers': () => world.damageStore(),
  'a row of the store is broken, and a gateway asks': async () => {
    await world.stop('registry');
    const store = new Sqlite(join(world.cwd, 'data/registry.sqlite'));
    store.prepare("UPDATE schemas SET text = '{'").run();
    store.close();
    await world.startRegistry();
    await world.client.snapshot();
  },
  'somebody changes the back reference, and is refused': () => register('com.shop.code', codes('a|b|c')).catch(() => 'refused'),
  'a webhook whose receiver says 410': async () => {
    await addWebhook(410);
    await webhookSays(({ state }) => state === 'stopped');
    world.receives = 204;
  },
  'a webhook whose receiver is broken': () => addWebhook(500),
  'the receiver is mended': async () => (world.receives = 204),
  'everything is delivered': () => webhookSays(({ behind }) => behind === 0),
  'the event is given up': () => givenUp(1),
  'nothing is given up': () => givenUp(0),
  'a gateway that follows it': () => startGateway({ where: whereOf('gateway') }),
  'a gateway with a durable route': () => startGateway({ queue: {} }),
  'a gateway whose queue is small': () => startGateway({ queue: { maxWaiting: 3, maxHeld: 3 } }),
  'a gateway that is started for the first time': () => world.startGateway(),
  'a gateway with a target that reads version 2': () => world.startGateway({ reads: '@2' }),
  'the gateway is started with another name for its target': async () => {
    await world.stop('gateway');
    await world.startGateway({ name: 'invoicing', queue: {} });
  },
  'the gateway is killed': () => world.stop('gateway', 'SIGKILL'),
  'the gateway is started': () => startGateway(),
  'the gateway follows': () => world.gatewaySays((said) => said['registry'] === 'following'),
  'the gateway notices': () => world.gatewaySays(({ registry, trouble }) => registry === 'not answering' && trouble !== undefined),
  'the gateway knows the contract': () => world.gatewaySays(({ position }) => position === 1),
  'the gateway has taken in version 2': () => world.gatewaySays(({ position }) => position === 2),
  'the function fails, and events come': () => sendThree({ orderId: 'a' }, 500),
  'the function works, and events come': () => sendThree({ orderId: 'a' }, 200),
  'a sender sends another shape': () => sendThree({ id: 'a' }, 200),
  'a sender sends another shape to the durable route': () => sendThree({ id: 'a' }, 200, '/kept'),
  'the function fails, and events are kept': () => keepThree(503, /^sluice_gateway_circuit_open\{.*\} 1$/m),
  'the function refuses, and events are kept': () => keepThree(400, /^sluice_gateway_queue_deliveries\{.*,state="dead"\} 3$/m),
  'the function says 410, and events are kept': () => keepThree(410, /^sluice_gateway_queue_deliveries\{.*,state="parked"\} 3$/m),
  'the function works': async () => (world.answers = 200),
  'what waits is delivered': () =>
    world.gatewayPrints(/^sluice_gateway_queue_deliveries\{.*target="billing",state="waiting"\} 0\n.*state="taken"\} 0$/m),
};

/** With an event that was refused. */
async function addWebhook(status: number): Promise<void> {
  world.receives = status;
  const { id } = await world.client.createWebhook({ url: world.receiver.url });
  world.webhook = id;
  await registerV2();
  await world.receiver.until(1);
  await webhookSays(async () => (await world.client.listWebhookAttempts(id)).items.length > 0);
}

async function webhookSays(isSo: (webhook: WebhookResource) => boolean | Promise<boolean>): Promise<void> {
  await until(async () => isSo(await world.client.getWebhook(world.webhook)));
}

async function givenUp(count: number): Promise<void> {
  await until(async () => (await world.client.listDeadDeliveries(world.webhook)).items.length === count);
}

async function sendThree(data: object, status: number, path = '/events'): Promise<void> {
  world.answers = status;
  for (let sent = 0; sent < 3; sent += 1) await world.send(data, path);
}

async function keepThree(status: number, line: RegExp): Promise<void> {
  await sendThree({ orderId: 'a' }, status, '/kept');
  await world.gatewayPrints(line);
}

for (const [title, steps] of sectionsOf(PAGE)) {
  test(title, async () => {
    await makeWorld(title);
    for (const step of steps) await take(step);
  });
}

test('everything that can happen in the test does happen on the page', () => {
  const told = sectionsOf(PAGE).flatMap(([, steps]) => steps.flatMap((step) => (step.kind === 'event' ? [step.name] : [])));
  expect([...new Set(told)].toSorted()).toEqual(Object.keys(EVENTS).toSorted());
});

async function take(step: Step): Promise<void> {
  if (step.kind === 'event') {
    await EVENTS[step.name]?.();
    return;
  }
  const { code, printed } = await world.run(step.line);
  expect({ line: step.line, code, printed }).toEqual({
    line: step.line,
    code: step.exit,
    printed: expect.stringMatching(patternOf(step.printed)) as string,
  });
}

function sectionsOf(page: string): [string, Step[]][] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), stepsOf(section)]);
}

function stepsOf(section: string): Step[] {
  return [...section.matchAll(/^<!-- (.*) -->$|^```console ?(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, info = '', text = '']): Step[] =>
    name === undefined ? commandsOf(text, exitOf(info)).map((command) => ({ kind: 'command', ...command })) : [{ kind: 'event', name }],
  );
}
