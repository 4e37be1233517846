import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modesText, type RouteMode } from '../../cli/report/modes.ts';
import { until } from '../until.ts';
import { startDurableGateway, type DurableGateway } from './durable/durable-gateway.ts';
import { startFunction, type FunctionServer } from './function-server.ts';
import { binary } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';

const ORDER = 'com.shop.order.placed';
const INVOICE = 'com.shop.invoice.sent';
const TEXT = { type: 'string' };

interface Told {
  readonly level: string;
  readonly text: string;
}

interface Warning {
  readonly at: string;
  readonly severity: string;
  readonly message: string;
}

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: DurableGateway | undefined;
let logged: Told[];

beforeEach(async () => {
  gateway = undefined;
  logged = [];
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
});

afterEach(async () => {
  await gateway?.close();
  await Promise.all([registry.close(), fn.close()]);
});

const target = (more: object = {}): object => ({ name: 'fn', url: fn.url, ...more });
const durable = (more: object = {}): object => ({ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [target()], ...more });

async function start(...routes: readonly object[]): Promise<DurableGateway> {
  const tell = (level: string) => (_data: object, text: string) => void logged.push({ level, text });
  const log = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  gateway = await startDurableGateway({ registryUrl: registry.url, config: { routes }, log });
  return gateway;
}

async function warnings(): Promise<readonly Warning[]> {
  return (await routesOf()).flatMap((route) => (route as unknown as { readonly warnings: readonly Warning[] }).warnings);
}

async function routesOf(): Promise<readonly RouteMode[]> {
  const { body } = (await gateway?.send({ method: 'GET', path: '/-/api/v1/routes', headers: [] })) ?? { body: '' };
  return (JSON.parse(body) as { readonly items: readonly RouteMode[] }).items;
}

async function register(schema: object, subject = ORDER): Promise<void> {
  await registry.client.register(subject, { schema: schema as never, allowBreaking: { reason: 'test' } });
}

const CONTROL = (): object => ({ path: '/control', source: { kind: 'cloudevents' }, targets: [target({ filter: { sorce: '/shop' } })] });

const closed = (properties: Record<string, object>): object => ({ ...objectSchema(properties), additionalProperties: false });
const CLOSED = closed({ customer: TEXT, total: { type: 'integer' } });
const OPEN = objectSchema({ customer: TEXT, lines: { type: 'array', items: objectSchema({ sku: TEXT }) } });

interface Row {
  readonly title: string;
  readonly schemas?: readonly object[];
  readonly route: () => object;
  /** Each `at`, `severity` and parts of the message. */
  readonly found: readonly (readonly [at: string, severity: string, ...says: string[]])[];
}

const ROWS: readonly Row[] = [
  { title: 'a pointer that a contract has', route: () => durable({ order: { pointer: '/customer' } }), found: [] },
  {
    title: 'a misspelt order key',
    route: () => durable({ order: { pointer: '/custmer' } }),
    found: [['/routes/0/order/pointer', 'warning', 'no live contract has /custmer', `looked at ${ORDER}@1`, 'did you mean /customer', 'in no order', 'restart the gateway']],
  },
  {
    title: 'an order key in the wrong case, which the last of many contracts has',
    schemas: [...Array.from({ length: 24 }, (_, index) => closed({ [`place${index}`]: TEXT, customers: TEXT })), closed({ customerId: TEXT })],
    route: () => durable({ order: { pointer: '/customerID' } }),
    found: [['/routes/0/order/pointer', 'warning', 'no live contract has /customerID', `looked at ${ORDER}@25, `, `did you mean /customerId, which ${ORDER}@25 has?`]],
  },
  {
    title: 'a misspelt key of the idempotency',
    route: () => durable({ idempotency: { pointer: '/totl' } }),
    found: [['/routes/0/idempotency/pointer', 'warning', 'did you mean /total', 'kept and delivered again']],
  },
  {
    title: 'a pointer into the envelope, which leads into the data',
    route: () => durable({ order: { pointer: '/data/customer' } }),
    found: [['/routes/0/order/pointer', 'warning', 'did you mean /customer']],
  },
  {
    title: 'a place that an open contract does not name: a note, since it may be there',
    schemas: [OPEN],
    route: () => durable({ undeclared: 'allow', order: { pointer: '/custmer' } }),
    found: [['/routes/0/order/pointer', 'note', 'no live contract names /custmer', 'did you mean /customer', 'nothing is wrong']],
  },
  {
    title: 'an open contract, of whose events the route refuses what they do not declare',
    schemas: [OPEN],
    route: () => durable({ order: { pointer: '/custmer' } }),
    found: [['/routes/0/order/pointer', 'warning', 'no live contract has /custmer']],
  },
  { title: 'a contract that says there may be more', schemas: [{ ...OPEN, additionalProperties: true }], route: () => durable({ order: { pointer: '/custmer' } }), found: [] },
  { title: 'one version of several has it', schemas: [CLOSED, objectSchema({ custmer: TEXT })], route: () => durable({ order: { pointer: '/custmer' } }), found: [] },
  { title: 'no contract yet', schemas: [], route: () => durable({ order: { pointer: '/custmer' }, targets: [target({ filter: { type: 'com.shop.*' } })] }), found: [] },
  {
    title: 'a type that no contract has',
    route: () => durable({ targets: [target({ filter: { type: 'com.shop.oder.*' } })] }),
    found: [['/routes/0/targets/0/filter/type', 'warning', 'target fn gets no event', 'like "com.shop.oder.*"', `looked at ${ORDER}`, 'did you mean "com.shop.order.*"']],
  },
  {
    title: 'a whole type that no contract has, where types without one are let through',
    route: () => durable({ onUnknown: 'forward', targets: [target({ filter: { type: 'com.shop.order.place' } })] }),
    found: [['/routes/0/targets/0/filter/type', 'note', `did you mean "${ORDER}"`]],
  },
  { title: 'an extension in a filter', route: () => durable({ targets: [target({ filter: { tenant: 'a' } })] }), found: [] },
  {
    title: 'a misspelt attribute in a filter',
    route: () => durable({ targets: [target({ filter: { sorce: '/shop*' } })] }),
    found: [['/routes/0/targets/0/filter/sorce', 'note', 'did you mean source']],
  },
  {
    title: 'an attribute that no webhook has',
    route: () => ({ path: '/', source: { kind: 'webhook', type: { constant: ORDER } }, targets: [target({ filter: { source: '/shop' } })] }),
    found: [['/routes/0/targets/0/filter/source', 'warning', 'which no event of the source webhook has', 'there is type']],
  },
  {
    title: 'an attribute that no notice of S3 has, as order key',
    route: () => durable({ source: { kind: 's3' }, order: { attribute: 'buckt' } }),
    found: [['/routes/0/order/attribute', 'warning', 'did you mean bucket']],
  },
  {
    title: 'a version that no contract has',
    route: () => durable({ targets: [target({ reads: '^2' })] }),
    found: [['/routes/0/targets/0/reads', 'warning', 'target fn reads ^2', `no live version of ${ORDER} is in that`, '1.0.0 (@1)', 'parked', 'target_version_missing']],
  },
]; // prettier-ignore

describe('what the live contracts do not bear out of the configuration', () => {
  for (const { title, schemas = [CLOSED], route, found } of ROWS) {
    test(`${title}: ${found.map(([at, severity]) => `${severity} ${at}`).join() || 'nothing'}`, async () => {
      for (const schema of schemas) await register(schema);
      await start(route(), CONTROL());
      // The last that is looked at, so that what is not there by then does not come.
      await until(async () => (await warnings()).at(-1)?.at.startsWith('/routes/1/'));
      const told = (await warnings()).slice(0, -1);
      expect(told.map(({ at, severity }) => [at, severity])).toEqual(found.map(([at, severity]) => [at, severity]));
      for (const [index, [, , ...says]] of found.entries()) for (const words of says) expect(told[index]?.message).toContain(words);
    });
  }

  test('is told when contracts come and go: once each, and when it is over', async () => {
    await start(durable({ order: { pointer: '/custmer' } }));
    await register(CLOSED);
    const said = (): string[] => logged.filter(({ text }) => text.startsWith('/routes/0')).map(({ level, text }) => `${level} ${text}`);
    await until(() => said().length === 1);
    expect(said()[0]).toContain('warn /routes/0/order/pointer of /: no live contract has /custmer');
    await register(CLOSED, INVOICE);
    await until(async () => (await warnings())[0]?.message.includes(INVOICE));
    expect(said()).toHaveLength(1);
    await register({ ...objectSchema({ custmer: TEXT }), additionalProperties: false });
    await until(() => said().length === 2);
    expect(said()[1]).toContain('info /routes/0/order/pointer of /: the contracts bear it out now');
    expect(await warnings()).toEqual([]);
  });

  test('is counted by route, and shown by sluice observe', async () => {
    await register(CLOSED);
    await start(durable({ order: { pointer: '/custmer' } }), { path: '/b', source: { kind: 'cloudevents' }, targets: [target()] });
    await until(async () => (await warnings()).length > 0);
    const { body } = (await gateway?.send({ method: 'GET', path: '/-/metrics', headers: [] })) ?? { body: '' };
    expect(body).toContain('sluice_gateway_config_warnings{route="/"} 1\n');
    expect(body).toContain('sluice_gateway_config_warnings{route="/b"} 0\n');
    expect(modesText(await routesOf(), [])).toMatch(/^\/ .*\n.*\n\n\/routes\/0\/order\/pointer of \/: no live contract has \/custmer/m);
  });
});

describe('an event without its order key', () => {
  const send = async (type: string, data: object): Promise<number> => {
    const headers = binary({ type });
    return ((await gateway?.send({ headers, body: JSON.stringify(data) })) ?? { status: 0 }).status;
  };
  const said = (): string[] => logged.filter(({ level, text }) => level === 'warn' && text.includes('the key of its order')).map(({ text }) => text);

  test('is counted each time, and told once for each route and subject', async () => {
    await register(OPEN);
    await register(OPEN, INVOICE);
    await (await start(durable({ order: { pointer: '/customer' } }))).reached(2);
    for (const [type, data] of [[ORDER, { customer: 'a' }], [ORDER, {}], [ORDER, {}], [INVOICE, {}]] as const) expect(await send(type, data)).toBe(202); // prettier-ignore
    expect(said()).toHaveLength(2);
    expect(said()[0]).toContain(`an event of ${ORDER} came on / with nothing at /customer`);
    const { body } = (await gateway?.send({ method: 'GET', path: '/-/metrics', headers: [] })) ?? { body: '' };
    expect(body).toContain(`sluice_gateway_unordered_total{route="/",subject="${ORDER}"} 2\n`);
    expect(body).toContain(`sluice_gateway_unordered_total{route="/",subject="${INVOICE}"} 1\n`);
  });

  test('types that no contract has are one in log and metric', async () => {
    await start(durable({ onUnknown: 'forward', order: { attribute: 'partitionkey' } }));
    for (const type of ['a.b', 'c.d']) expect(await send(type, {})).toBe(202);
    expect(said()).toEqual([expect.stringContaining('an event of a type without a contract came on / with no attribute partitionkey')]);
    const { body } = (await gateway?.send({ method: 'GET', path: '/-/metrics', headers: [] })) ?? { body: '' };
    expect(body).toContain('sluice_gateway_unordered_total{route="/",subject=""} 2\n');
  });

  test('on a route without an order is nothing to tell', async () => {
    await register(OPEN);
    await (await start(durable())).reached(1);
    expect(await send(ORDER, {})).toBe(202);
    expect(said()).toEqual([]);
  });
});
