import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers, overflow } from './find-barriers.ts';
import { HOSTILE_TEXT } from './hostile.ts';
import { openPage, shareTab } from './open-page.ts';
import { serveBoth, type ServedBoth } from './serve-both.ts';
import { serveGuarded, signIn } from './serve-guarded.ts';

const ORDER = 'com.shop.order.placed';

let world: ServedBoth;

beforeAll(async () => {
  world = await serveBoth();
  await world.client.putConfig(ORDER, { level: 'BACKWARD' });
  await world.client.register(ORDER, {
    schema: { type: 'object', required: ['total'], properties: { total: { type: 'integer' }, note: { type: 'string' } } },
  });
});

afterAll(() => world.close());

const show = shareTab(() => world.url);

describe('the gateway page', () => {
  test('lists the gateways, and shows what goes through', async () => {
    await expect.poll(async () => world.send(ORDER, { total: 1 })).toBe(202);
    await world.send(ORDER, { total: 'three', note: HOSTILE_TEXT });
    const { page, troubles, close } = await openPage(world.url, '/ui/gateways');
    await page.getByRole('link', { name: 'local' }).click();
    const row = page.getByRole('row', { name: ORDER });
    await row.getByRole('link', { name: `1 held of ${ORDER}` }).waitFor();
    await page.getByRole('cell', { name: 'type_mismatch' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await world.send(ORDER, { total: 2 });
    await row.getByRole('cell', { name: '2', exact: true }).waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('a held event: why, re-judged by a candidate, and replayed once the contract is mended', async () => {
    const { page, troubles, close } = await openPage(world.url, '/ui/gateways/local?tab=events&state=held');
    await page.getByRole('link', { name: 'Event 2', exact: true }).click();
    await page.getByRole('heading', { name: 'Would it pass now?' }).waitFor();
    await page.getByText('expected type integer, found a string of 5 characters').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Re-judge …' }).click();
    await page.getByLabel('Against').selectOption('schema');
    await page.getByLabel('Schema').fill('{ "type": "object" }');
    await page.getByRole('button', { name: 'Re-judge', exact: true }).click();
    await page.getByText('1 of 1 event would pass, 0 would not.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await world.client.register(ORDER, { schema: { type: 'object', required: ['total'], properties: { total: {}, note: { type: 'string' } } } });
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByRole('heading', { name: 'Would it pass now?' }).locator('..').textContent();
      })
      .toContain('Yes, under version 2');
    await page.getByRole('button', { name: 'Replay …' }).click();
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('1 wait for delivery.').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('what is wrong with the whole of an event is said beside it', async () => {
    await world.send(ORDER, ['\u202elap']);
    const { items } = await world.client.listGatewayEvents('local', { state: 'held' });
    const { page, troubles, close } = await show(`/ui/gateways/local/events/${JSON.stringify(items.at(-1)?.['id'])}`);
    const data = page.getByRole('region', { name: 'The data of the event' });
    await data.getByText(/^expected type object, found /).waitFor();
    await page.getByRole('button', { name: 'Show what is hidden' }).click();
    await page.getByRole('region', { name: 'The body as it came' }).getByText('[U+202E]lap').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('what a function refused is dead: filtered by its reason, ticked, discarded with a reason that the audit log has', async () => {
    world.answerWith(400);
    await world.send(ORDER, { total: 5, note: HOSTILE_TEXT }, { subject: HOSTILE_TEXT });
    const { page, troubles, close } = await openPage(world.url, '/ui/gateways/local?tab=events');
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Look again' }).click();
        return page.getByRole('cell', { name: 'target_refused' }).count();
      })
      .toBe(1);
    await page.getByRole('button', { name: 'dead' }).click();
    await page.getByLabel('Reason').fill('target_gone');
    await page.getByLabel('Reason').press('Enter');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByLabel('Reason').fill('target_refused');
    await page.getByLabel('Reason').press('Enter');
    await page.getByRole('checkbox', { name: 'Tick event' }).check();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Discard 1 ticked …' }).waitFor();
    // What the filter no longer shows is no longer ticked.
    await page.getByRole('button', { name: 'parked' }).click();
    await page.getByRole('button', { name: 'dead' }).click();
    await page.getByRole('button', { name: 'Discard all of these …' }).waitFor();
    await page.getByRole('checkbox', { name: 'Tick event' }).check();
    await page.getByRole('button', { name: 'Discard 1 ticked …' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('sent again');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByText('1 event discarded.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    const { items } = await world.client.listAudit({ order: 'newest', limit: 1 });
    expect(JSON.stringify(items[0])).toContain('sent again');
    expect(troubles).toEqual([]);
    await close();
  });

  for (const path of ['/', '/orders'] as const) {
    test(`the curl that a subject shows is taken by the gateway whose route is ${path}`, async () => {
      const both = await serveBoth({ dispatch: 'sync', path });
      await both.client.register(ORDER, { schema: { type: 'object', required: ['total'], properties: { total: { type: 'integer' } } } });
      const { page, troubles, close } = await openPage(both.url, `/ui/subjects/${ORDER}?tab=use`);
      const shown = page.getByRole('region', { name: 'the curl command that sends an event' });
      await expect.poll(() => shown.innerText()).toContain(`${new URL(both.gateway).port}${path}`);
      const sent = await promisify(execFile)('sh', ['-c', await shown.innerText()]);
      expect(sent.stdout).toMatch(/^HTTP\/1\.1 204 /);
      await page.getByLabel('Address of the gateway').fill('https://gate.example/shop/in');
      await page.keyboard.press('Tab');
      await expect.poll(() => shown.innerText()).toMatch(/https:\/\/gate\.example\/shop\/in(?!\/)/);
      expect(troubles).toEqual([]);
      await close();
      await both.close();
    });
  }

  test('routes: what no contract bears out is shown with its place', async () => {
    const misspelt = await serveBoth({ order: { pointer: '/totl' } });
    await misspelt.client.register(ORDER, { schema: { type: 'object', properties: { total: { type: 'integer' } } } });
    await expect.poll(async () => (await misspelt.client.listGatewayRoutes('local')).items[0]?.['warnings']).toHaveLength(1);
    const { page, troubles, close } = await openPage(misspelt.url, '/ui/gateways/local?tab=routes');
    await page.getByText('The contracts do not bear out what / is configured with').waitFor();
    await page.getByText('/routes/0/order/pointer', { exact: true }).waitFor();
    await page.getByText('did you mean /total').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
    await misspelt.close();
  });

  test('routes: only observe for an hour, and as configured again', async () => {
    const { page, troubles, close } = await openPage(world.url, '/ui/gateways/local?tab=routes');
    await page.getByRole('button', { name: 'Only observe for an hour' }).click();
    await page.getByRole('cell', { name: 'observe' }).first().waitFor();
    await page.getByRole('button', { name: 'As configured again' }).click();
    await page.getByRole('button', { name: 'Only observe for an hour' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  });

  test.each([
    ['who may only read is told what it needs', ['read'], 'That needs a key with admin on *.'],
    ['an admin of a registry that was given no token is told what is missing', ['admin'], 'shop has no admin.tokenEnv in its configuration'],
  ])('%s, and sees no button that would be refused', async (_, scopes, because) => {
    const guarded = await serveGuarded([{ name: 'shop', url: world.gateway }]);
    const { page, troubles, goTo, close } = await openPage(guarded.url, '/ui/gateways/shop?tab=routes');
    await page.getByRole('link', { name: 'Sign in with a key' }).click();
    await signIn(page, (await guarded.makeKey(...scopes)).key);
    await page.getByRole('cell', { name: 'enforce' }).waitFor();
    await page.getByText(because).waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Route', 'Events as', 'Mode']);
    expect(await page.getByRole('button', { name: /hour|configured/ }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Held, parked, dead' }).click();
    await page.getByRole('heading', { name: 'Events are not shown here' }).waitFor();
    await page.getByText(because).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await goTo('/ui/gateways/shop/events/1');
    await page.getByRole('heading', { name: 'Events are not shown here' }).waitFor();
    await page.getByText(because).waitFor();
    expect(await page.getByRole('button', { name: /Re-judge|Replay|Discard/ }).count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
    await guarded.close();
  });

  test('a gateway that the registry does not know', async () => {
    const { page, close } = await show('/ui/gateways/nowhere');
    await page.getByRole('heading', { name: 'This registry knows no such gateway' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Gateways' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  test.each([
    ['/ui/gateways/local', 'Right now'],
    ['/ui/gateways/local?tab=events', 'Filter'],
    ['/ui/gateways/local/events/{held}', 'Would it pass now?'],
  ])('%s on a phone, in the dark', async (template, landmark) => {
    await world.send(ORDER, []);
    const { items } = await world.client.listGatewayEvents('local', { state: 'held' });
    const path = template.replace('{held}', JSON.stringify(items[0]?.['id']));
    const { page, troubles, close } = await show(path, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await page.getByText(landmark).or(page.getByLabel(landmark)).first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    await close();
  });
});
