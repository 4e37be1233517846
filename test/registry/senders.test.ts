import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Format } from '../../src/formats/format.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';

/** A registry with two versions of `s`, and of whom its engine heard since. */
async function listening(): Promise<{ readonly registry: Registry; readonly heard: Set<string | undefined> }> {
  const heard = new Set<string | undefined>();
  const format: Format = {
    ...jsonSchemaFormat,
    async inspect(source, references, sender) {
      heard.add(sender);
      return jsonSchemaFormat.inspect(source, references);
    },
    async compare(writer, reader, { sender, ...options }) {
      heard.add(sender);
      return jsonSchemaFormat.compare(writer, reader, options);
    },
  };
  const registry = createRegistry({ store: createMemoryStore(), formats: [format], now: () => 0, random: randomBytes });
  await registry.putConfig('s', { level: 'NONE' }, { actor: 'test' });
  // Neither is within the other, so nothing is asked after the answer.
  for (const schema of [{ type: 'integer' }, { type: 'string', maxLength: 2 }]) await registry.register('s', { schema }, { actor: 'test' });
  heard.clear();
  return { registry, heard };
}

const SCHEMA = { type: 'string', maxLength: 3 };
const WRITE = { actor: 'test', sender: 'me' };

const QUESTIONS: readonly (readonly [name: string, ask: (registry: Registry) => Promise<unknown>])[] = [
  ['register', (registry) => registry.register('s', { schema: SCHEMA }, WRITE)],
  ['compat', (registry) => registry.compat({ schema: SCHEMA, against: { subject: 's' }, level: 'FULL' }, 'me')],
  ['compatAttached', (registry) => registry.compatAttached('s', { schema: SCHEMA }, { sender: 'me' })],
  ['setState', (registry) => registry.setState('s', 1, { state: 'retired' }, { ...WRITE, dryRun: true })],
  ['putConfig', (registry) => registry.putConfig('s', { level: 'FULL', profile: 'strict' }, { ...WRITE, dryRun: true })],
];

for (const [name, ask] of QUESTIONS) {
  test(`${name} asks the engine for its sender, and for nobody else`, async () => {
    const { registry, heard } = await listening();
    await ask(registry);
    expect([...heard]).toEqual(['me']);
  });
}
