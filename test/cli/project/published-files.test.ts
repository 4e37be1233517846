import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asPublished } from '../../../cli/project/as-published.ts';
import { openProject } from '../../../cli/project/project.ts';
import { planPublish, type PublishPlan } from '../../../cli/project/publish-plan.ts';
import { publishProject, type PublishRun } from '../../../cli/project/publish-project.ts';
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
  return planPublish(io, registry.client, await readPublishedFiles(io, await openProject(cwd, cwd)), { others: [], formats: 'annotate' });
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

describe('a file that refers to a version which the same project publishes', () => {
  const ORDER = { properties: { total: { $ref: '../shared/money.json' } } };
  const project = async (name: string, version: number, money: object, order: object = ORDER): Promise<string> => {
    const publishes = [
      { files: 'events/*.json', subject: `${name}.{name}`, references: { '../shared/money.json': `${name}.z.money@${version}` } },
      { files: 'shared/money.json', subject: `${name}.z.{name}`, references: { 'urn:unit': `${name}.zz.unit@1` } },
      { files: 'shared/unit.json', subject: `${name}.zz.{name}` },
    ];
    return folderWith({
      'sluice.config.json': { registry: registry.url, publishes },
      'events/order.json': order,
      'shared/money.json': money,
      'shared/unit.json': { enum: ['EUR', 'USD'] },
    });
  };
  const MONEY = { required: ['unit'], properties: { unit: { $ref: 'urn:unit' } } };
  const planOf = async (cwd: string): Promise<PublishPlan> =>
    planPublish(silentIo(cwd), registry.client, await readPublishedFiles(silentIo(cwd), await openProject(cwd, cwd)), {
      others: [],
      formats: 'annotate',
    });
  const publish = async (cwd: string): Promise<PublishRun> =>
    publishProject(silentIo(cwd), await openProject(cwd, cwd), { writes: true, others: [] });

  test('is planned with it, published after it, and refers to it', async () => {
    const cwd = await project('first', 1, MONEY);
    const { items } = await planOf(cwd);
    expect(items.map(({ subject, verdict }) => [subject, verdict.kind])).toEqual([
      ['first.zz.unit', 'new'],
      ['first.z.money', 'new'],
      ['first.order', 'new'],
    ]);
    const run = await publish(cwd);
    expect(run.findings).toEqual([]);
    expect(run.done.map(({ subject, version }) => `${subject}@${version}`)).toEqual(['first.zz.unit@1', 'first.z.money@1', 'first.order@1']);
    expect(await registry.client.getVersion('first.order', 1)).toMatchObject({
      references: [{ name: '../shared/money.json', subject: 'first.z.money', version: 1 }],
    });
    expect((await publish(cwd)).items.map(({ verdict }) => verdict.kind)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  test('is judged with the version that is to come', async () => {
    await publish(await project('next', 1, MONEY));
    const wider = { ...MONEY, properties: { ...MONEY.properties, note: { type: 'string' } } };
    const fine = await planOf(await project('next', 2, wider));
    expect(fine.items.map(({ verdict }) => verdict.kind)).toEqual(['unchanged', 'next', 'next']);
    // What breaks in the shared file breaks who refers to it, at the line of the shared file.
    const narrower = { ...MONEY, required: ['unit', 'note'] };
    const [, money, order] = (await planOf(await project('next', 2, narrower))).items;
    expect(money?.verdict.kind).toBe('refused');
    expect(order?.verdict.kind).toBe('invalid');
  });

  test('what there is to warn of in the version to come is said once', async () => {
    const cwd = await project('warned', 1, { ...MONEY, maxlength: 3 });
    const { findings } = await publish(cwd);
    expect(findings.map(({ code, file }) => [code, file])).toEqual([['unknown_keyword', 'shared/money.json']]);
  });

  test('names a version that does not come with it: the registry says that there is none', async () => {
    const { items } = await planOf(await project('far', 2, MONEY));
    expect(items.at(-1)?.verdict).toMatchObject({ kind: 'invalid', error: { code: 'reference_not_found' } });
  });

  test('breaks by what the version to come says, which is shown in its file', async () => {
    await publish(await project('broken', 1, MONEY, { ...ORDER, required: ['total'] }));
    await registry.client.putConfig('broken.z.money', { level: 'NONE' });
    const { items } = await planOf(await project('broken', 2, { ...MONEY, required: ['unit', 'note'] }, { ...ORDER, required: ['total'] }));
    const order = items.at(-1);
    expect(order?.verdict).toMatchObject({ kind: 'refused', code: 'incompatible' });
    expect(Object.values(order?.file.beside ?? {}).map(({ label }) => label)).toContain('shared/money.json');
  });
});
