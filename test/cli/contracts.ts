import type { JsonObject } from '../../src/core/json/value.ts';

// Versions of one contract, for the tests of the commands.

const ORDER = { orderId: { type: 'string' }, amount: { type: 'integer', minimum: 0 } };

export const ORDER_V1: JsonObject = order(['orderId', 'amount'], ORDER);

/** One more optional member: full under `declared`. */
export const ORDER_V2: JsonObject = order(['orderId', 'amount'], { ...ORDER, note: { type: 'string' } });

/** One more required member: it cannot read what the others write. */
export const ORDER_BROKEN: JsonObject = order(['orderId', 'amount', 'currency'], {
  ...ORDER,
  note: { type: 'string' },
  currency: { type: 'string' },
});

/** Version 1 with one more optional member; any two of these are compatible under `declared`. */
export function orderWithNote(index: number): JsonObject {
  return order(['orderId', 'amount'], { ...ORDER, [`note${index}`]: { type: 'string' } });
}

export const ORDER_EVENT: JsonObject = { orderId: 'o-1', amount: 42 };

export const WRONG_EVENT: JsonObject = { orderId: 'o-1', amount: '42' };

function order(required: readonly string[], properties: JsonObject): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'OrderPlaced', type: 'object', required, properties };
}
