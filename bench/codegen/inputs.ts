import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SchemaInput } from '../../src/codegen/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { ROOT } from '../data-folder.ts';
import { closureOf, definitionName } from '../octokit-definitions.ts';

/** Published schemas and examples, which are development dependencies. */
const require = createRequire(join(ROOT, 'package.json'));

interface Definition extends JsonObject {
  readonly $ref: string;
}

/** A schema for each event and action of GitHub's webhooks, with the definitions that it leads to, as a registry would hold it. */
export function githubEvents(): readonly SchemaInput[] {
  const { definitions, oneOf } = require('@octokit/webhooks-schemas-7/schema.json') as {
    readonly definitions: Readonly<Record<string, JsonObject>>;
    readonly oneOf: readonly Definition[];
  };
  return oneOf.flatMap((event) => {
    const actions = definitions[definitionName(event.$ref)]?.['oneOf'] as readonly Definition[] | undefined;
    return (actions ?? [event]).map(({ $ref }) => {
      const name = definitionName($ref);
      const schema = { $schema: 'http://json-schema.org/draft-07/schema#', $ref, definitions: closureOf(definitions, name) };
      return { schema, subject: `com.github.${name.replace('$', '.')}`, semver: '1.0.0' };
    });
  });
}

/** A real event: somebody pushed. */
export function pushEvent(): JsonObject {
  const examples = require('@octokit/webhooks-examples') as readonly { readonly name: string; readonly examples: readonly JsonObject[] }[];
  const [, second] = examples.find(({ name }) => name === 'push')?.examples ?? [];
  if (second === undefined) throw new Error('no example of a push');
  return second; // The first one is not valid under GitHub's own schema.
}

/** So many contracts of a shop, each 1.2 kB: nested objects, a list, alternatives, an enum, formats; a definition that all have. */
export function shopEvents(count: number): readonly SchemaInput[] {
  return Array.from({ length: count }, (_, at) => ({ schema: shopEvent(at), subject: `com.shop.event${at}.placed`, semver: '1.0.0' }));
}

function shopEvent(at: number): JsonObject {
  const money = {
    type: 'object',
    required: ['amount', 'currency'],
    properties: { amount: { type: 'integer', minimum: 0 }, currency: { enum: ['EUR', 'USD'] } },
  };
  const card = {
    type: 'object',
    required: ['method', 'last4'],
    properties: { method: { const: 'card' }, last4: { type: 'string', pattern: '^[0-9]{4}$' } },
  };
  const invoice = {
    type: 'object',
    required: ['method', 'days'],
    properties: { method: { const: 'invoice' }, days: { type: 'integer', maximum: 90 } },
  };
  const line = {
    type: 'object',
    required: ['sku', 'qty'],
    properties: { sku: { type: 'string', minLength: 1 }, qty: { type: 'integer', minimum: 1 }, [`note${at}`]: { type: 'string', maxLength: 100 } },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Event${at}Placed`,
    type: 'object',
    required: ['orderId', 'lines', 'payment', 'total'],
    properties: {
      orderId: { type: 'string', format: 'uuid', description: `The order of event ${at}.` },
      placedAt: { type: 'string', format: 'date-time' },
      lines: { type: 'array', minItems: 1, items: line },
      payment: { oneOf: [card, invoice] },
      total: { $ref: '#/$defs/money' },
      tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      [`member${at}`]: { type: ['string', 'null'] },
    },
    $defs: { money },
  };
}

/** An event that the contract of `shopEvents` takes. */
export const SHOP_EVENT: JsonObject = {
  orderId: '4f2c5a3e-9a53-4d6e-8f7b-2f1d8f0c9b11',
  placedAt: '2026-01-01T12:00:00Z',
  lines: [
    { sku: 'A-1', qty: 2 },
    { sku: 'B-2', qty: 1 },
  ],
  payment: { method: 'card', last4: '4242' },
  total: { amount: 4200, currency: 'EUR' },
  tags: ['first', 'gift'],
};
