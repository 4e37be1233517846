import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Check, Profile } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { countingFormat } from './counting-format.ts';

const SUBJECT = 'com.shop.order.placed';
const ACTOR = { actor: 'test' };
const A = { properties: { a: { type: 'string' } } };
const AB = { properties: { a: { type: 'string' }, b: { type: 'string' } } };
const A_CLOSED = { ...A, additionalProperties: false };
const A_NUMBER = { properties: { a: { type: 'number' } } };

const format = countingFormat();

function open(): Registry {
  return createRegistry({ store: createMemoryStore(), formats: [format], now: () => Date.UTC(2026, 0, 1), random: randomBytes });
}

function strengths(checks: readonly Check[]): Pick<Check, 'strongest' | 'stricter'>[] {
  return checks.map(({ strongest, stricter }) => ({
    ...(strongest === undefined ? {} : { strongest }),
    ...(stricter === undefined ? {} : { stricter }),
  }));
}

const STRICT_FAILS = { profile: 'strict', witness: { b: expect.anything() } };
const DECLARED_FAILS = { profile: 'declared', witness: { b: expect.anything() } };
const comparisons: readonly { readonly writer: JsonValue; readonly reader: JsonValue; readonly profile: Profile; readonly strength: JsonObject }[] = [
  { writer: A, reader: A, profile: 'tolerant', strength: { strongest: 'strict' } },
  { writer: AB, reader: A, profile: 'strict', strength: { strongest: 'strict' } },
  { writer: AB, reader: A, profile: 'declared', strength: { strongest: 'strict' } },
  { writer: A, reader: AB, profile: 'declared', strength: { strongest: 'declared', stricter: STRICT_FAILS } },
  { writer: A, reader: AB, profile: 'tolerant', strength: { strongest: 'declared', stricter: STRICT_FAILS } },
  { writer: A, reader: AB, profile: 'strict', strength: { strongest: 'declared' } },
  { writer: AB, reader: A_CLOSED, profile: 'tolerant', strength: { strongest: 'tolerant', stricter: DECLARED_FAILS } },
  { writer: AB, reader: A_CLOSED, profile: 'strict', strength: { strongest: 'tolerant' } },
  { writer: A, reader: A_NUMBER, profile: 'strict', strength: { strongest: null } },
  { writer: A, reader: A_NUMBER, profile: 'tolerant', strength: { strongest: null } },
];

for (const { writer, reader, profile, strength } of comparisons) {
  test(`under ${profile} ${JSON.stringify(writer)} ⊆ ${JSON.stringify(reader)}: ${JSON.stringify(strength['strongest'])}`, async () => {
    const { checks } = await open().compat({ schema: reader, against: { schema: writer }, level: 'BACKWARD', profile });
    expect(strengths(checks)).toEqual([strength]);
  });
}

test('a refusal says what holds nevertheless', async () => {
  const registry = open();
  await registry.putConfig(SUBJECT, { profile: 'strict', level: 'BACKWARD' }, ACTOR);
  await registry.register(SUBJECT, { schema: A }, ACTOR);
  const error = await registry.register(SUBJECT, { schema: AB }, ACTOR).catch((cause: unknown) => RegistryError.from(cause));
  expect(strengths(((error as RegistryError).data['checks'] ?? []) as readonly Check[])).toEqual([{ strongest: 'declared' }]);
});

test('a registration says what is known, and asks nothing for it', async () => {
  const registry = open();
  await registry.putConfig(SUBJECT, { level: 'BACKWARD' }, ACTOR);
  await registry.register(SUBJECT, { schema: A }, ACTOR);
  format.takeCount();
  const fresh = await registry.register(SUBJECT, { schema: AB, dryRun: true }, ACTOR);
  const questions = format.takeCount();
  await registry.compat({ schema: AB, against: { subject: SUBJECT } });
  expect({ questions: format.takeCount(), strengths: strengths(fresh.checks) }).toEqual({ questions: 1, strengths: [{}] });
  const later = await registry.register(SUBJECT, { schema: AB }, ACTOR);
  expect({ questions: format.takeCount(), strengths: strengths(later.checks) }).toEqual({
    questions: 0,
    strengths: [{ strongest: 'declared', stricter: STRICT_FAILS }],
  });
  expect(questions).toBeLessThanOrEqual(6);
});
