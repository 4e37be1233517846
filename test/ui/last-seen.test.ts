import { expect, test } from 'vitest';
import { openPage } from './open-page.ts';
import { serveBoth } from './serve-both.ts';

const SUBJECT = 'com.shop.order.placed';

test('the timeline says when the gateway beside the registry saw a version last, and events go to where it is', async () => {
  const both = await serveBoth({ dispatch: 'sync' });
  const { client } = both;
  await client.register(SUBJECT, { schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } });
  await client.register(SUBJECT, { schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, note: { type: 'string' } } } });
  const dataschema = `${both.url}/api/v1/subjects/${SUBJECT}/versions/1`;
  await expect.poll(() => both.send(SUBJECT, { id: 'a' }, { dataschema })).toBe(204);
  expect(await both.send(SUBJECT, { id: 7 }, { dataschema })).toBe(422);

  const { page, troubles, close } = await openPage(both.url, `/ui/subjects/${SUBJECT}?tab=versions`);
  await page.getByRole('columnheader', { name: 'Last seen at a gate' }).waitFor();
  const cells = await page.getByRole('row').nth(2).getByRole('cell').allInnerTexts();
  expect(cells[3]).toMatch(/^just now\s+\d+ accepted, 1 refused$/);
  expect(await page.getByRole('row').nth(1).getByRole('cell').nth(3).innerText()).toBe('not seen');
  await page.getByRole('tab', { name: 'Produce and consume' }).click();
  await expect.poll(() => page.getByLabel('Address of the gateway').inputValue()).toBe(both.gateway);
  expect(troubles).toEqual([]);
  await close();
  await both.close();
});
