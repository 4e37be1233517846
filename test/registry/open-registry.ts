import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import type { Format } from '../../src/formats/format.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';

export const ACTOR = { actor: 'test' };

/** An empty registry over the memory store, at a fixed time. */
export function openRegistry(formats: readonly Format[] = [jsonSchemaFormat]): Registry {
  return createRegistry({ store: createMemoryStore(), formats, now: () => Date.UTC(2026, 0, 1), random: randomBytes });
}

/** The same over SQLite, in memory. */
export async function openSqliteRegistry(): Promise<Registry> {
  const store = await openSqliteStore({ path: ':memory:' });
  return createRegistry({ store, formats: [jsonSchemaFormat], now: () => Date.UTC(2026, 0, 1), random: randomBytes });
}

/** What `work` throws; fails the test where it does not. */
export async function failureOf(work: Promise<unknown>): Promise<RegistryError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RegistryError);
  return thrown as RegistryError;
}
