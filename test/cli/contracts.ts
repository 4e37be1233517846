// Versions of one contract, for the tests of the commands.

const AMOUNT = { type: 'integer', minimum: 0 };

export const ORDER_V1 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'OrderPlaced',
  type: 'object',
  required: ['orderId', 'amount'],
  properties: { orderId: { type: 'string' }, amount: AMOUNT },
};

/** One more optional member: full under `declared`. */
export const ORDER_V2 = { ...ORDER_V1, properties: { ...ORDER_V1.properties, note: { type: 'string' } } };

/** One more required member: no reader of it reads what the others write. */
export const ORDER_BROKEN = {
  ...ORDER_V2,
  required: [...ORDER_V2.required, 'currency'],
  properties: { ...ORDER_V2.properties, currency: { type: 'string' } },
};

export const ORDER_EVENT = { orderId: 'o-1', amount: 42 };

export const WRONG_EVENT = { orderId: 'o-1', amount: '42' };
