import type { Client } from '../../src/client/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { HOSTILE, HOSTILE_TEXT } from './hostile.ts';

const BREAKING = { allowBreaking: { reason: 'it is an example' } };

export const HOSTILE_SUBJECT: string = `com.${HOSTILE[0]}`;

const FIRST_ORDER = {
  title: 'An order was placed',
  type: 'object',
  properties: { orderId: { type: 'string' }, total: { type: 'number' } },
  required: ['orderId'],
};

const ORDER: readonly JsonValue[] = [
  FIRST_ORDER,
  {
    title: 'An order was placed',
    type: 'object',
    properties: { orderId: { type: 'string' }, total: { type: 'number' }, currency: { enum: ['EUR', 'USD'] } },
    required: ['orderId', 'currency'],
  },
  {
    title: 'An order was placed',
    type: 'object',
    properties: { orderId: { type: 'string' }, total: { type: 'number' }, currency: { enum: ['EUR', 'USD'] }, note: { type: 'string' } },
    required: ['orderId', 'currency'],
  },
];

/** `shop.order` in three versions, of which 2 breaks and is deprecated; `shop.riddle`, which is undecided; `shop.old`, of draft-07; and a hostile subject. */
export async function registerContracts(client: Client): Promise<void> {
  for (const schema of ORDER) await client.register('shop.order', { schema, ...BREAKING });
  await client.setState('shop.order', 2, { state: 'deprecated', reason: 'use the next one', successor: 3 });
  await client.setState('shop.order', 1, { state: 'retired', reason: 'nobody sends it' });
  await client.register('shop.riddle', { schema: { type: 'string', pattern: '^(a|b)\\1$' } });
  await client.register('shop.riddle', { schema: { type: 'string', pattern: '^(a|b|c)\\1$' }, overrideUndecided: { reason: 'it was read by two' } });
  await client.register('shop.old', { schema: { $schema: 'http://json-schema.org/draft-07/schema#', ...FIRST_ORDER } });
  await client.register(HOSTILE_SUBJECT, { schema: hostileSchema(10) });
  await client.register(HOSTILE_SUBJECT, { schema: hostileSchema(5), ...BREAKING });
}

/** Hostile texts as names, titles, descriptions, values and examples. */
function hostileSchema(maxLength: number): JsonValue {
  return {
    title: HOSTILE[0],
    description: HOSTILE_TEXT,
    type: 'object',
    properties: Object.fromEntries(HOSTILE.map((text) => [text, { type: 'string', maxLength, description: text, examples: [text] }])),
    required: [...HOSTILE],
  };
}
