import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';

async function start(args: readonly string[]): Promise<ServerHere> {
  return startHere(args, { cwd: await folderWith() });
}

for (const { flags, errorCode } of [
  { flags: [], errorCode: 40901 },
  { flags: ['--legacy-conflict-code'], errorCode: 409 },
]) {
  for (const command of [['serve'], ['up', '--gateway-port', '0']]) {
    test(`${[...command, ...flags].join(' ')} answers ${errorCode} to what is incompatible`, async () => {
      const { registry } = await start([...command, '--registry-port', '0', '--store', 'memory:', ...flags]);
      const register = (type: string): Promise<Response> =>
        fetch(`${registry}/subjects/s/versions`, {
          method: 'POST',
          headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
          body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify({ type }) }),
        });
      expect((await register('number')).status).toBe(200);
      const refused = await register('string');
      expect(refused.status).toBe(409);
      expect(await refused.json()).toMatchObject({ error_code: errorCode });
    });
  }
}

test('the version that clients see is that of the program', async () => {
  const { registry } = await start(['serve', '--port', '0', '--store', 'memory:']);
  const { stdout } = await sluiceHere(['--version']);
  expect(await (await fetch(`${registry}/v1/metadata/version`)).json()).toEqual({ version: stdout.trim(), commitId: '' });
});

test('what a client has registered is there after a restart, on disk', async () => {
  const cwd = await folderWith();
  const schema = { type: SchemaType.JSON, schema: '{"type":"number"}' } as const;
  const first = await startHere(['serve', '--port', '0'], { cwd });
  const writer = new SchemaRegistry({ host: first.registry, retry: { retries: 0 } });
  const message = await writer.encode((await writer.register(schema, { subject: 's' })).id, 5);
  await first.stop();
  const second = await startHere(['serve', '--port', '0'], { cwd });
  const reader = new SchemaRegistry({ host: second.registry, retry: { retries: 0 } });
  expect(await reader.decode(message)).toBe(5);
  expect((await reader.register(schema, { subject: 's' })).id).toBe(1);
});
