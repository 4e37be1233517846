import { createProducer, type CloudEvent, type Producer } from './events/index.js';

/** The checkout. */
export function createShopProducer<Result>(send: (event: CloudEvent) => Promise<Result>): Producer<Result> {
  return createProducer({ source: '/checkout', send });
}
