import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asPublished } from '../../../cli/project/as-published.ts';
import { openProject } from '../../../cli/project/project.ts';
import { planPublish, type PublishPlan } from '../../../cli/project/publish-plan.ts';
import { readPublishedFiles } from '../../../cli/project/published-files.ts';
import { startRegistry, type RegistryServer } from '../../gateway/registry-server.ts';
import { folderWith } from '../process.ts';
import { silentIo } from './silent-io.ts';

let registry: RegistryServer;
beforeAll(async () => {
  registry = await startRegistry();
  for (const subject of ['money', 'a=money'])
    await registry.client.register(subject, { schema: { type: subject === 'money' ? 'integer' : 'string' } });
});
afterAll(() => registry.close());

async function plan(files: Readonly<Record<string, unknown>>, references: Readonly<Record<string, string>>): Promise<PublishPlan> {
  const cwd = await folderWith({ 'sluice.config.json': { publishes: [{ files: 'order.json', subject: 'x.{name}', references }] }, ...files });
  const io = silentIo(cwd);
  return planPublish(io, registry.client, await readPublishedFiles(io, await openProject(cwd, cwd)));
}

describe('the references of a rule', () => {
  const ORDER = { $ref: 'urn:money' };
  const ROWS = [
    { title: 'one that the file writes', files: { 'order.json': ORDER }, references: { 'urn:money': 'money@1' }, subjects: ['money'] },
    { title: 'none that it does not write', files: { 'order.json': {} }, references: { 'urn:money': 'money@1' }, subjects: [] },
    { title: 'to a subject with = in its name', files: { 'order.json': ORDER }, references: { 'urn:money': 'a=money@1' }, subjects: ['a=money'] },
    {
      title: 'one that the text writes with escapes',
      files: { 'order.json': '{"$ref":"http:\\/\\/shop.example\\/m\\u006fney"}' },
      references: { 'http://shop.example/money': 'money@1' },
      subjects: ['money'],
    },
    {
      title: 'one that only a file beside it writes',
      files: { 'order.json': { $ref: 'parts/line.json' }, 'parts/line.json': { properties: { price: ORDER } } },
      references: { 'urn:money': 'money@1' },
      subjects: ['money'],
    },
    {
      title: 'one that has the name of a file beside it, which is then none',
      files: { 'order.json': { $ref: 'parts/line.json' }, 'parts/line.json': ORDER },
      references: { 'parts/line.json': 'money@1', 'urn:money': 'money@1' },
      subjects: ['money'],
    },
  ];
  for (const { title, files, references, subjects } of ROWS) {
    test(title, async () => {
      const { items } = await plan(files, references);
      expect(items.map((item) => [item.verdict, item.references.map(({ subject }) => subject)])).toEqual([[{ kind: 'new' }, subjects]]);
    });
  }

  test('are the same for who asks how the project publishes a file', async () => {
    const publishes = [{ files: 'order.json', subject: 'x.{name}', references: { 'urn:money': 'money@1' } }];
    const cwd = await folderWith({ 'sluice.config.json': { publishes }, 'order.json': { $ref: 'parts/line.json' }, 'parts/line.json': ORDER });
    expect(await asPublished(silentIo(cwd), 'order.json')).toEqual({
      subject: 'x.order',
      references: [{ name: 'urn:money', subject: 'money', version: 1 }],
    });
  });
});

test('a glob below what is a file, or not there, finds nothing', async () => {
  for (const files of ['order.json/*.json', 'nowhere/**/*.json']) {
    const cwd = await folderWith({ 'sluice.config.json': { publishes: [{ files, subject: '{name}' }] }, 'order.json': {} });
    await expect(readPublishedFiles(silentIo(cwd), await openProject(cwd, cwd))).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('found none') as unknown,
    });
  }
});

test('a file without the member that its subject is made of is named from where the command runs', async () => {
  const cwd = await folderWith({ 'p/sluice.config.json': { publishes: [{ files: 'order.json', subject: '{x-subject}' }] }, 'p/order.json': {} });
  await expect(readPublishedFiles(silentIo(cwd), await openProject(`${cwd}/p`, cwd))).rejects.toMatchObject({
    message: expect.stringMatching(/^p\/order\.json: /) as unknown,
  });
});
