import type { JsonObject } from '../../src/core/json/value.ts';

/** A schema of an order with so many members of an ordinary kind; 30 of them make about 1.6 kB, 190 about 10 kB. */
export function orderSchema(members: number, note: string): JsonObject {
  const kinds: readonly JsonObject[] = [
    { type: 'string', maxLength: 100 },
    { type: 'integer', minimum: 0 },
    { type: 'string', enum: ['new', 'paid'] },
    { type: 'array', items: { type: 'string' } },
  ];
  const properties = Object.fromEntries(Array.from({ length: members }, (_, at) => [`member${at}`, kinds[at % kinds.length] ?? {}]));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', title: note, required: ['member0', 'member1'], properties };
}
