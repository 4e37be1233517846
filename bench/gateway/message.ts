import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SnapshotResource } from '../../src/core/resources.ts';
import type { Dialect } from '../../src/core/version.ts';
import { closureOf } from '../octokit-definitions.ts';

/** What is sent in a run, and what a gate must know to judge it. */
export interface Message {
  readonly name: MessageName;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly subject: string;
  readonly schema: JsonObject;
  /** The source of the route, as the configuration writes it. */
  readonly source: JsonObject;
}

export const MESSAGE_NAMES = ['cloudevent', 'webhook'] as const;
export type MessageName = (typeof MESSAGE_NAMES)[number];

export const SECRET = 'bench';

export function messageOf(name: MessageName): Message {
  return name === 'cloudevent' ? cloudEvent() : webhook();
}

/** A structured CloudEvent of about 0.5 KB. */
function cloudEvent(): Message {
  const data = {
    orderId: 'o-7d1c9a52',
    customerId: 'c-1188',
    currency: 'EUR',
    total: 129.9,
    placedAt: '2026-01-01T09:30:00Z',
    note: 'please leave it with the neighbours at number 12',
    lines: [
      { sku: 'A-100', quantity: 2, price: 39.95 },
      { sku: 'B-200', quantity: 1, price: 50 },
    ],
  };
  const type = 'com.shop.order.placed';
  const envelope = {
    specversion: '1.0',
    id: '2d0f6a1e-1d7c-4ab4-9d5b-0a3c1a7e2f11',
    source: '/shop/eu',
    type,
    time: '2026-01-01T09:30:00Z',
    datacontenttype: 'application/json',
  };
  const text = { type: 'string' };
  const line = {
    type: 'object',
    required: ['sku', 'quantity'],
    properties: { sku: text, quantity: { type: 'integer', minimum: 1 }, price: { type: 'number' } },
  };
  return {
    name: 'cloudevent',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ ...envelope, data }),
    subject: type,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['orderId', 'lines'],
      properties: {
        orderId: { type: 'string', pattern: '^o-[0-9a-f]{8}$' },
        customerId: text,
        currency: { enum: ['EUR', 'USD', 'GBP'] },
        total: { type: 'number', minimum: 0 },
        placedAt: text,
        note: text,
        lines: { type: 'array', minItems: 1, items: line },
      },
    },
    source: { kind: 'cloudevents' },
  };
}

/** One of GitHub's published examples, about 10 KB, signed. */
function webhook(): Message {
  const load = createRequire(import.meta.url);
  const { $schema, definitions } = load('@octokit/webhooks-schemas-7/schema.json') as {
    $schema: string;
    definitions: Readonly<Record<string, JsonValue>>;
  };
  const events = load('@octokit/webhooks-examples/api.github.com/index.json') as readonly {
    readonly name: string;
    readonly examples: readonly JsonObject[];
  }[];
  const example = events.find(({ name }) => name === 'check_suite')?.examples.find(({ action }) => action === 'rerequested') ?? {};
  const root = 'check_suite$rerequested';
  const body = JSON.stringify(example);
  return {
    name: 'webhook',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'check_suite',
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
    body,
    subject: 'com.github.check_suite.rerequested',
    schema: { $schema, $ref: `#/definitions/${root}`, definitions: closureOf(definitions, root) },
    source: {
      kind: 'webhook',
      type: { header: 'x-github-event', pointer: '/action', prefix: 'com.github.' },
      signature: { scheme: 'github', secretEnv: 'SECRET' },
    },
  };
}

export function dialectOf({ $schema }: JsonObject): Dialect {
  return $schema === 'https://json-schema.org/draft/2020-12/schema' ? 'draft-2020-12' : 'draft-07';
}

/** What the registry would say of the one contract that there is. */
export function snapshotOf({ subject, schema }: Message): SnapshotResource {
  return {
    position: 1,
    subjects: [{ subject, level: 'FULL_TRANSITIVE', profile: 'declared', formats: 'annotate', proved: [] }],
    versions: [
      {
        subject,
        version: 1,
        line: 1,
        id: 1,
        fingerprint: 'f'.repeat(64),
        semver: '1.0.0',
        changeKind: null,
        state: 'active',
        dialect: dialectOf(schema),
        labels: {},
        createdAt: '2026-01-01T00:00:00.000Z',
        createdBy: 'bench',
        format: 'json-schema',
        schema,
        references: [],
      },
    ],
  };
}
