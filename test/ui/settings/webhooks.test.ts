import { afterEach, beforeEach, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../webhooks/receiver.ts';
import { findBarriers } from '../find-barriers.ts';
import { openPage } from '../open-page.ts';
import { servePages, type ServedPages } from '../serve-pages.ts';

let registry: ServedPages;
let receiver: Receiver;

// Two attempts, and that was it.
const HASTY = { firstDelayMs: 10, maxDelayMs: 20, maxAttempts: 2 };

beforeEach(async () => {
  registry = await servePages({ webhooks: HASTY });
  receiver = await startReceiver();
});

afterEach(async () => {
  await registry.close();
  await receiver.close();
});

test('without webhooks it says what one is for', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/webhooks');
  await page.getByRole('heading', { name: 'Nobody is told of changes' }).waitFor();
  await page.getByText(`curl -N ${registry.url}/api/v1/changes`).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

test('a webhook is made, shows its secret once, is tested, hears, and its attempts are listed', async () => {
  const { page, troubles, close } = await openPage(registry.url, '/ui/settings/webhooks/new');
  await page.getByLabel('Address').fill('http://169.254.169.254/latest');
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.getByRole('alert').getByText('http to 169.254.169.254 is refused').waitFor();
  expect(await page.getByLabel('Address').getAttribute('aria-invalid')).toBe('true');
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByLabel('Only names that begin with').fill('com.shop.');
  await page.getByLabel('Every change').uncheck();
  await page.getByLabel('version registered').check();
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  const secret = await page.getByRole('region', { name: 'the secret', exact: true }).innerText();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByText('version registered of what begins with com.shop.').waitFor();
  expect(await page.content()).not.toContain(secret);
  receiver.react(418);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The receiver did not take the test').waitFor();
  await page.getByText('It answered 418').waitFor();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The receiver took the test').waitFor();
  await registry.client.register('com.shop.paid', { schema: true });
  await receiver.until((all) => all.some(({ event }) => event.subject === 'com.shop.paid'));
  await page.reload();
  const attempts = page.getByRole('table', { name: /attempts, newest first/ });
  await attempts.getByText('delivered').waitFor();
  await attempts.getByText('204').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

test('it is paused and resumed; a new secret is shown once; it is changed and removed', async () => {
  const { id, secret: first } = await registry.client.createWebhook({ url: receiver.url });
  const { page, close } = await openPage(registry.url, `/ui/settings/webhooks/${id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused', { exact: true }).waitFor();
  await expect(registry.client.getWebhook(id)).resolves.toMatchObject({ state: 'paused' });
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('active', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'New secret' }).click();
  await page.getByLabel('Sign with the old one as well for').selectOption('an hour');
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new secret' }).click();
  const second = await page.getByRole('region', { name: 'the secret', exact: true }).innerText();
  expect(second).not.toBe(first);
  await page.getByText('the one before is signed with as well').waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Description').fill('<img src=x onerror=alert(1)>');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click();
  await page.getByRole('heading', { name: 'The webhook is removed' }).waitFor();
  await expect(registry.client.listWebhooks()).resolves.toEqual({ items: [] });
  await close();
});

test('who was slower is told so, and sees what is there now', async () => {
  const { id } = await registry.client.createWebhook({ url: receiver.url });
  const { page, close } = await openPage(registry.url, `/ui/settings/webhooks/${id}`);
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await registry.client.updateWebhook(id, { description: 'theirs' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Somebody changed this webhook meanwhile').waitFor();
  await page.getByText('theirs', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused', { exact: true }).waitFor();
  await close();
});

test('a form that was filled in before somebody else changed the webhook is not written over that', async () => {
  const { id } = await registry.client.createWebhook({ url: receiver.url });
  const { page, close } = await openPage(registry.url, `/ui/settings/webhooks/${id}`);
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Only names that begin with').fill('com.shop.');
  await registry.client.updateWebhook(id, { description: 'theirs' });
  // A test is sent, and the page reads the webhook again.
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('theirs', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('It was changed in the meantime', { exact: true }).waitFor();
  await expect(registry.client.getWebhook(id)).resolves.toMatchObject({ description: 'theirs' });
  await close();
});

test('what was given up is listed and sent again, and the page follows by itself', async () => {
  const { id } = await registry.client.createWebhook({ url: receiver.url });
  receiver.react(500, 500);
  await registry.client.register('com.shop.<img src=x onerror=alert(1)>', { schema: true });
  await receiver.until(2);
  const { page, troubles, close } = await openPage(registry.url, `/ui/settings/webhooks/${id}`);
  const dead = page.getByRole('table', { name: 'Deliveries that were given up, oldest first' });
  await dead.getByText('com.shop.<img src=x onerror=alert(1)>').waitFor();
  await dead.getByText('after 2 attempts').waitFor();
  await page.getByText('given up', { exact: true }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send all 1 again' }).click();
  await page.getByText('1 of them is sent again, once each.').waitFor();
  await dead.waitFor({ state: 'detached' });
  await page
    .getByRole('table', { name: /attempts, newest first/ })
    .getByText('delivered')
    .waitFor();
  expect(troubles).toEqual([]);
  await close();
});

test('one that the receiver ended says why, and can be made active again', async () => {
  const { id } = await registry.client.createWebhook({ url: receiver.url });
  receiver.react(410);
  await registry.client.register('a', { schema: true });
  await receiver.until(1);
  const { page, close } = await openPage(registry.url, '/ui/settings/webhooks');
  await page.getByRole('cell', { name: /given up.*410/s }).waitFor();
  await page.getByRole('link', { name: /127\.0\.0\.1/ }).click();
  expect(new URL(page.url()).pathname).toBe(`/ui/settings/webhooks/${id}`);
  await page.getByRole('button', { name: 'Make active again' }).click();
  await page.getByText('active', { exact: true }).waitFor();
  await close();
});

test('one that is not there says so', async () => {
  const { page, close } = await openPage(registry.url, '/ui/settings/webhooks/0000000000000000');
  await page.getByText('no webhook has the id').waitFor();
  await close();
});
