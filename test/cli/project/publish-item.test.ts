import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishItem } from '../../../cli/project/publish-item.ts';
import type { PublishItem } from '../../../cli/project/publish-plan.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../../gateway/registry-server.ts';

let registry: RegistryServer;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

// The plan was made before somebody else registered: only the registry knows that it no longer holds.
const item = (subject: string): PublishItem => ({
  subject,
  file: { label: 'order.json', text: '' },
  rule: { files: '*.json', subject: '{name}', references: {}, level: 'BACKWARD' },
  references: [],
  schema: objectSchema({ b: { type: 'integer' } }, ['b']),
  verdict: { kind: 'next', changeKind: null, checks: [] },
  level: { from: 'FULL', to: 'BACKWARD' },
});

const ROWS = [
  { title: 'a level of its own', subject: 'own', config: { level: 'FULL' } },
  { title: 'the level of the registry', subject: 'inherited', config: undefined },
] as const;

for (const { title, subject, config } of ROWS) {
  test(`a registration that is refused leaves the level as it was: ${title}`, async () => {
    const { client } = registry;
    if (config !== undefined) await client.putConfig(subject, config);
    await client.register(subject, { schema: objectSchema({ a: { type: 'integer' } }, ['a']) });
    const { level, own } = await client.getConfig(subject);
    await expect(publishItem(client, item(subject))).rejects.toMatchObject({ code: 'incompatible' });
    expect(await client.getConfig(subject)).toMatchObject({ level, own });
    expect((await client.getSubject(subject)).versions).toHaveLength(1);
  });
}
