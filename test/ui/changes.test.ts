import { expect, test } from 'vitest';
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
