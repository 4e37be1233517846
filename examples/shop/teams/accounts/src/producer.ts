import { createProducer, type CloudEvent, type Producer } from './events/index.js';

/** Where people register. */
export function createShopProducer<Result>(send: (event: CloudEvent) => Promise<Result>): Producer<Result> {
  return createProducer({ source: '/accounts', send });
}
