import { READING } from '../routes.ts';
import type { Event, Said } from '../sender.ts';
import { loadProducer, settle, type World } from '../world.ts';

const WARM_EVERY = 100;

/** A day in the shop: users, orders and what follows from them, and the stream of the sensors. */
export async function day(world: World): Promise<void> {
  const { narrator, sender, counts } = world;
  narrator.say('\n2. A day: users, orders, payments, the shelf, and the thermometers');
  const accounts = await loadProducer(world, 'first', 'accounts', (event) => sender.send(event));
  const users = await Promise.all(range(counts.orders).map((n) => accounts.userRegistered({ userId: `usr_${n}`, email: `u${n}@example.com` })));
  narrator.claim(users.every(isAccepted), `${users.length} users registered, each answered with 202`);
  const orders = await placeOrders(world, 'first', 'day', counts.orders);
  narrator.claim(orders.every(isAccepted), `${orders.length} orders placed, each answered with 202`);
  await settle(world);
  claimFlaky(world);
  claimOrder(world);
  await stream(world);
}

/** Place orders `ord_NAME0`, `ord_NAME1` … with the producer of a build. */
export async function placeOrders(world: World, build: string, name: string, count: number, more: object = {}): Promise<readonly Said[]> {
  const checkout = await loadProducer(world, build, 'orders', (event) => world.sender.send(event));
  const data = (n: number): object => ({ orderId: `ord_${name}${n}`, lines: [{ sku: 'A-1', quantity: 1 + (n % 3) }], total: 1_990 + n, ...more });
  return Promise.all(range(count).map((n) => checkout.orderPlaced(data(n), { id: `${name}-${n}` })));
}

/** What the functions wrote: of each order the parts came in their order, whatever was tried again meanwhile. */
export function claimOrder({ narrator, functions }: World): void {
  for (const name of ['warehouse', 'shipping'] as const) {
    const parts = new Map<string, number[]>();
    for (const { key = '', part } of functions.journal(name)) {
      if (part === undefined) continue;
      const known = parts.get(key) ?? [];
      // What comes twice is no disorder: deliveries come at least once.
      if (!known.includes(part)) parts.set(key, [...known, part]);
    }
    const disorder = [...parts].filter(([, list]) => list.some((part, at) => at > 0 && part < (list[at - 1] ?? 0)));
    const found = disorder.length === 0 ? '' : `, but for ${disorder.map(([key, list]) => `${key} (${list.join(', ')})`).join(' ')}`;
    narrator.claim(parts.size > 0 && disorder.length === 0, `${name} got the payments of each of ${parts.size} orders in order${found}`);
  }
}

function claimFlaky({ narrator, functions, ledger }: World): void {
  const failed = functions.journal('payments').filter((line) => line.failed === true);
  const handled = ledger.handledBy('payments');
  narrator.claim(
    failed.length > 0 && failed.every(({ id = '' }) => handled.has(id)),
    `payments failed ${failed.length} times, and was tried again until it did not`,
  );
}

async function stream(world: World): Promise<void> {
  const { narrator, sender, counts, functions } = world;
  const waiting: Event[] = [];
  const sensors = await loadProducer(world, 'first', 'sensors', (event) => {
    waiting.push(event);
    return Promise.resolve({ status: 0 });
  });
  const since = performance.now();
  const said: Said[] = [];
  for (const n of range(counts.readings)) {
    await sensors.sensorReading({ sensor: `s-${n % 50}`, celsius: n % WARM_EVERY === 0 ? 12 : 4 }, { id: `reading-${n}` });
    if (waiting.length === counts.batch || n === counts.readings - 1) said.push(...(await sender.sendBatch(waiting.splice(0), '/sensors')));
  }
  const perSecond = Math.round(counts.readings / ((performance.now() - since) / 1000));
  narrator.claim(
    said.length === counts.readings && said.every(isAccepted),
    `${counts.readings} readings in batches of ${counts.batch}, each answered with 202`,
  );
  narrator.say(`         ${perSecond} a second were made, checked, sent, judged and kept`);
  await settle(world);
  narrator.say(`         ${Math.round(counts.readings / ((performance.now() - since) / 1000))} a second were delivered, one by one`);
  const alerts = new Set(functions.journal('alert').flatMap(({ id, type, alert }) => (type === READING && alert === true ? [id] : [])));
  narrator.claim(alerts.size === counts.readings / WARM_EVERY, `${alerts.size} of them woke somebody up`);
}

export function isAccepted({ status, state }: Said): boolean {
  return status === 202 && state === 'accepted';
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
