import { createProducer, type CloudEvent, type Producer } from './events/index.js';

/** Thermometers in cold rooms. */
export function createShopProducer<Result>(send: (event: CloudEvent) => Promise<Result>): Producer<Result> {
  return createProducer({ source: '/sensors', send });
}
