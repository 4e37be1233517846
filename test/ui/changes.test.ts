import { expect, test } from 'vitest';
import type { Client } from '../../src/client/index.ts';
import { openPage } from './open-page.ts';
import { serveCuttable } from './serve-cuttable.ts';

test('what was registered while the connection was lost shows when there is another one', async () => {
  const registry = await serveCuttable();
  await registry.client.register('com.live', { schema: { type: 'object' } });
  const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
  const feed = page.waitForResponse((response) => response.url().includes('/changes'));
  await goTo('/ui/subjects/com.live?tab=versions');
  await feed;
  await page.getByRole('tab', { name: 'Versions (1)' }).waitFor();
  await registry.cut(() => registry.client.register('com.live', { schema: { type: 'object', properties: { a: {} } } }));
  await page.getByRole('tab', { name: 'Versions (2)' }).waitFor();
  expect(await page.getByText('The registry does not answer.').count()).toBe(0);
  await close();
  await registry.close();
});

const BETWEEN: readonly {
  readonly title: string;
  readonly path: string;
  readonly shown: string;
  readonly write: (client: Client) => Promise<unknown>;
  readonly shows: string;
}[] = [
  {
    title: 'a subject',
    path: '/ui/subjects/com.live',
    shown: 'com.live',
    write: (client) => client.updateSubject('com.live', { owner: 'treasury' }),
    shows: 'treasury',
  },
  {
    title: 'the catalogue',
    path: '/ui/',
    shown: 'com.live',
    write: (client) => client.register('com.later', { schema: { type: 'object' } }),
    shows: 'com.later',
  },
];
for (const { title, path, shown, write, shows } of BETWEEN) {
  test(`${title} shows what was written after it was read, and before it heard of changes`, async () => {
    const registry = await serveCuttable();
    await registry.client.register('com.live', { schema: { type: 'object' } });
    const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
    await page.route('**/api/v1/snapshot*', async (route) => {
      await page.getByText(shown, { exact: true }).first().waitFor();
      await write(registry.client);
      await route.continue();
    });
    await goTo(path);
    await page.getByText(shows, { exact: true }).first().waitFor();
    await close();
    await registry.close();
  });
}
