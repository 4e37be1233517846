import { PAYMENT } from '../routes.ts';
import { command, listEvents, settle, type World } from '../world.ts';
import { build } from './contracts.ts';
import { claimOrder, placeOrders } from './day.ts';

/** Both ends move to the new major while orders come in: one consumer before the producer, one after it. */
export async function upgrade(world: World): Promise<void> {
  const { narrator, functions, house, counts } = world;
  narrator.say('\n5. The new major is rolled out: the warehouse first, then payments, and shipping is late');
  await house.configure({ shipping: '^1' });
  await functions.deploy('warehouse', 'lifted');
  await placeOrders(world, 'grown', 'lifted', counts.orders, { note: 'leave it at the door' });
  await settle(world);
  const lifted = functions.journal('warehouse').filter(({ currency }) => currency === 'EUR');
  narrator.claim(new Set(lifted.map(({ id }) => id)).size === 3 * counts.orders, `the warehouse lifted ${3 * counts.orders} payments of major 1`);

  world.workspace.edit(PRODUCER);
  await command(world, 'pull', { what: 'payments moves to the new major', team: 'payments' });
  await build(world, 'paid');
  await functions.deploy('payments', 'paid');
  await placeOrders(world, 'grown', 'paid', counts.orders, { currency: 'USD' });
  await settle(world, ['shipping']);
  const late = world.ledger.owed().length;
  narrator.claim(late === 3 * counts.orders, `the warehouse has all of them; ${late} wait for shipping, which reads ^1 and is not troubled by them`);
  const parked = await listEvents(world, 'parked');
  narrator.claim(
    parked.length === late && parked.every(({ reason }) => reason?.code === 'target_unreadable'),
    'they are parked, each with the reason',
  );

  world.workspace.edit(SHIPPING);
  await command(world, 'pull', { what: 'shipping reads both majors', team: 'shipping' });
  await build(world, 'shipped');
  await functions.deploy('shipping', 'shipped');
  await house.configure({});
  await command(world, 'events replay --state parked --yes', { what: 'what was parked is delivered' });
  await settle(world);
  claimOrder(world);
}

const RANGE = { from: `"${PAYMENT}": "^1"`, to: `"${PAYMENT}": ">=1 <3"` };

const PRODUCER = [
  { file: 'payments/sluice.config.json', from: RANGE.from, to: `"${PAYMENT}": "^2"` },
  { file: 'payments/src/payments.ts', from: 'data: { orderId, total }', to: 'data: { orderId, total, currency = "EUR" }' },
  { file: 'payments/src/payments.ts', from: 'const cents =', to: 'const amount =' },
  { file: 'payments/src/payments.ts', from: 'part, cents }', to: 'part, amount, currency }' },
];

const SHIPPING = [
  { file: 'shipping/sluice.config.json', ...RANGE },
  { file: 'shipping/src/shipping.ts', from: '{ orderId, part, cents }', to: '{ orderId, part, amount }' },
  { file: 'shipping/src/shipping.ts', from: 'key: orderId, part, cents })', to: 'key: orderId, part, amount })' },
  {
    file: 'shipping/src/shipping.ts',
    from: '});\nserveFunction',
    to: `}, {
  upcast: { '${PAYMENT}': { '1': ({ cents, ...rest }) => ({ ...rest, amount: cents, currency: 'EUR' }) } },
});
serveFunction`,
  },
];
