import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer } from '../test-server.ts';

test('x', async () => {
  const server = await startTestServer({ format: jsonSchemaFormat });
  const registry = new SchemaRegistry({ host: server.url });
  const schema = {
    type: SchemaType.JSON,
    schema: JSON.stringify({ type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }),
  } as const;
  const { id } = await registry.register(schema, { subject: 'orders-value' });
  expect(id).toBe(1);
  const message = await registry.encode(id, { a: 1 });
  expect(await registry.decode(message)).toEqual({ a: 1 });
  await server.close();
});
