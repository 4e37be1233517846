/** The functions behind the gateway. */
export const FUNCTIONS = ['mail', 'payments', 'warehouse', 'shipping', 'alert'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Where each function is. */
export type Addresses = Readonly<Record<FunctionName | 'rolling', string>>;

/** The range of versions that a target reads, where it does not read all. */
export type Reads = Readonly<Partial<Record<string, string>>>;

export const USER = 'com.shop.user.registered';
export const ORDER = 'com.shop.order.placed';
export const PAYMENT = 'com.shop.payment.received';
export const LOW = 'com.shop.inventory.low';
export const READING = 'com.shop.sensor.reading';

/** Which functions get events of a type: the target's name, and the function at its address. */
export const TARGETS: readonly { readonly name: string; readonly type: string; readonly at: FunctionName }[] = [
  { name: 'mail', type: USER, at: 'mail' },
  { name: 'payments', type: ORDER, at: 'payments' },
  { name: 'inventory', type: PAYMENT, at: 'warehouse' },
  { name: 'shipping', type: PAYMENT, at: 'shipping' },
  { name: 'restock', type: LOW, at: 'warehouse' },
  { name: 'alert', type: READING, at: 'alert' },
];

// Soon again, since somebody is watching; in production the defaults are kinder to a function that struggles.
const PATIENCE = {
  timeoutMs: 5_000,
  retry: { maxAttempts: 50, minDelayMs: 50, maxDelayMs: 500 },
  breaker: { failures: 20, openMs: 500 },
};

/** The routes of the gateway: what the shop does, in order for each order, and the stream of the sensors. */
export function routesOf(functions: Addresses, reads: Reads): readonly object[] {
  const targets = TARGETS.map(({ name, type, at }) => {
    const range = reads[name];
    return { name, url: functions[at], filter: { type }, ...(range === undefined ? {} : { reads: range }), ...PATIENCE };
  });
  const durable = { source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold' };
  return [
    { path: '/shop', ...durable, order: { pointer: '/orderId' }, targets: targets.filter(({ name }) => name !== 'alert') },
    { path: '/sensors', ...durable, targets: targets.filter(({ name }) => name === 'alert').map((target) => ({ ...target, concurrency: 64 })) },
    // Answers with what the function answers, so that whoever sends sees every refusal.
    { path: '/rolling', source: durable.source, targets: [{ name: 'rolling', url: functions.rolling }] },
  ];
}
