import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContracts } from '../../examples/github/releases.ts';
import { findBarriers, overflow } from './find-barriers.ts';
import { LOOKS } from './looks.ts';
import { HOSTILE_TEXT, wasHit } from './hostile.ts';
import { openPage, shareTab, type OpenPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

const run = promisify(execFile);

let registry: ServedPages;
const contracts = readContracts(7);

beforeAll(async () => {
  registry = await servePages();
  for (let at = 0; at < contracts.length; at += 20)
    await Promise.all(contracts.slice(at, at + 20).map(({ subject, schema }) => registry.client.register(subject, { schema })));
  // More than two pages of the list.
  for (let at = 0; at < 240; at += 40) {
    await Promise.all(
      Array.from({ length: 40 }, (_, step) =>
        registry.client.register(`org.many.event${String(at + step).padStart(3, '0')}`, {
          schema: { type: 'object', properties: { [`field${at + step}`]: {} } },
        }),
      ),
    );
  }
  await registry.client.updateSubject('com.github.push', { owner: 'forge', labels: { tier: 'gold' }, description: 'Commits came in.' });
  await registry.client.setState('com.github.star.created', 1, { state: 'retired' });
});

afterAll(() => registry.close());

const show = shareTab(() => registry.url);

/** The catalogue, once it hears of changes. */
async function openFollowing(url: string): Promise<OpenPage> {
  const opened = await openPage(url, '/ui/sign-in');
  const feed = opened.page.waitForResponse((response) => response.url().includes('/changes'));
  await opened.page.getByRole('link', { name: 'Catalogue', exact: true }).click();
  await feed;
  return opened;
}

describe('the catalogue', () => {
  test('lists what the registry has, counts it, and has what a reader needs of each', async () => {
    const { page, troubles, close } = await show('/ui/?prefix=com.github.pus');
    const row = page.getByRole('row').filter({ hasText: 'com.github.push' });
    await row.waitFor();
    expect((await row.getByRole('cell').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'com.github.push tier=goldCommits came in.',
      '1.0.0 version 1',
      'active',
      'FULL_TRANSITIVE × declared',
      'forge',
      expect.stringMatching(/just now|ago/),
    ]);
    await page.getByText('1 subject matches').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('has rows only for what is seen, and reads on as one goes down; the arrow keys go from row to row', async () => {
    const { page, troubles, close } = await show('/ui/');
    const all = contracts.length + 240;
    await page.getByText(`${all} subjects`).waitFor();
    const table = page.getByRole('table', { name: 'Subjects' });
    expect(await table.getAttribute('aria-rowcount')).toBe(String(all + 1));
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    const link = table.getByRole('link').first();
    const first = await link.innerText();
    await link.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(first);
    for (let step = 0; step < 3; step += 1) {
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
      await expect
        .poll(() => page.evaluate('[...document.querySelectorAll("[data-at]")].every((row) => row.querySelector("a") !== null)'))
        .toBe(true);
    }
    await page.getByRole('link', { name: 'org.many.event239' }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    expect(troubles).toEqual([]);
    await close();
  });

  const SEARCHES = [
    { title: 'a part of a name', type: 'hub.pus', found: 'com.github.push' },
    { title: 'an owner', type: 'owner:forge', found: 'com.github.push' },
    { title: 'a label', type: 'label:tier=gold', found: 'com.github.push' },
    { title: 'a field', type: 'field:field7', found: 'org.many.event007' },
    { title: 'a state and a part', type: 'state:retired star', found: 'com.github.star.created' },
    { title: 'a word of the description, whatever its case', type: 'commits CAME', found: 'com.github.push' },
  ];
  describe('the box finds', () => {
    for (const { title, type, found } of SEARCHES) {
      test(`${title}, and the address has it`, async () => {
        const { page } = await show('/ui/');
        await page.locator('[data-at="0"] a').waitFor();
        await page.keyboard.press('/');
        await page.keyboard.type(type);
        await page.getByText(/^[\d,]+ subjects? match(es)?$/).waitFor();
        await page.getByRole('link', { name: found, exact: true }).waitFor();
        expect(new URL(page.url()).searchParams.get('q')).toBe(type);
      });
    }
  });

  test('a word that is no name but a field leads to the subjects that have it', async () => {
    const { page, close } = await show('/ui/?q=field42');
    await page.getByRole('heading', { name: 'No subject matches' }).waitFor();
    await page.getByRole('link', { name: 'show it' }).click();
    await page.getByRole('link', { name: 'org.many.event042' }).waitFor();
    expect(await page.getByLabel('Field', { exact: true }).inputValue()).toBe('field42');
    await close();
  });

  test('filters are in the address, and go with one button; without a match it says what was asked for', async () => {
    const { page, close } = await show('/ui/');
    await page.getByLabel('Owner', { exact: true }).fill('forge');
    await page.getByText('1 subject matches').waitFor();
    await page.getByLabel('State', { exact: true }).selectOption('retired');
    await page.getByRole('heading', { name: 'No subject matches' }).waitFor();
    await page.getByText('owner is forge').waitFor();
    expect(new URL(page.url()).search).toBe('?owner=forge&state=retired');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText(`${contracts.length + 240} subjects`).waitFor();
    await close();
  });

  test('on a phone a filter that is erased leaves the cursor where it is', async () => {
    const { page, close } = await show('/ui/?owner=f', { viewport: { width: 390, height: 844 } });
    const owner = page.getByLabel('Owner', { exact: true });
    await owner.focus();
    await owner.press('Backspace');
    await page.waitForURL((url) => url.search === '');
    await page.getByText('Filters', { exact: true }).waitFor();
    expect(await owner.evaluate((element) => element.checkVisibility() && element.matches(':focus'))).toBe(true);
    await close();
  });

  test('the last change comes first when that is asked for, and back finds the list where it was left', async () => {
    const { page, close } = await openPage(registry.url, '/ui/');
    await page.getByRole('button', { name: 'Last change' }).click();
    await page.locator('[data-at="0"]').getByRole('link', { name: 'com.github.star.created' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Last change' }).getAttribute('aria-sort')).toBe('descending');
    await page.goBack();
    await page.goForward();
    await page.locator('[data-at="0"]').getByRole('link', { name: 'com.github.star.created' }).waitFor();
    await page.evaluate('window.scrollTo(0, 1500)');
    await page.locator('[data-at="32"]').scrollIntoViewIfNeeded();
    const left = await page.evaluate('window.scrollY');
    await page.locator('[data-at="32"]').getByRole('link').click();
    await page.getByRole('tablist').waitFor();
    expect(await page.evaluate('window.scrollY')).toBe(0);
    await page.goBack();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(left);
    await close();
  });

  test('what is registered elsewhere shows without a reload; further down it waits behind a button', async () => {
    const { page, troubles, close } = await openFollowing(registry.url);
    await page.getByRole('searchbox').fill('fresh');
    await page.getByRole('heading', { name: 'No subject matches' }).waitFor();
    await registry.client.register('org.fresh.one', { schema: { type: 'object' } });
    const link = page.getByRole('link', { name: 'org.fresh.one' });
    await link.waitFor();
    await link.focus();
    await registry.client.register('org.fresh.two', { schema: { type: 'object' } });
    await page.getByRole('button', { name: '1 change: show' }).click();
    await page.getByRole('link', { name: 'org.fresh.two' }).waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('a list that one may no longer read goes', async () => {
    const { page, close } = await openFollowing(registry.url);
    const rows = page.getByRole('link', { name: /^com\.github/ });
    await rows.first().waitFor();
    const forbidden = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'not for this key' };
    await page.route(/api\/v1\/subjects\?/, (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(forbidden) }),
    );
    await registry.client.register('org.fresh.three', { schema: { type: 'object' } });
    await page.getByRole('alert').waitFor();
    expect(await rows.count()).toBe(0);
    await close();
  });

  test('names, owners, labels and descriptions are text, and no character of a name is hidden', async () => {
    const name = `evil ${HOSTILE_TEXT.slice(0, 120)}`;
    await registry.client.register(name, { schema: { type: 'object' } });
    await registry.client.updateSubject(name, {
      owner: HOSTILE_TEXT,
      description: HOSTILE_TEXT,
      labels: { [HOSTILE_TEXT.slice(0, 60)]: HOSTILE_TEXT },
    });
    await registry.client.register('evil pay\u202elap', { schema: { type: 'object' } });
    await registry.client.register('evil __proto__', { schema: { type: 'object' } });
    const { page, troubles, close } = await show('/ui/?q=evil');
    await page.getByRole('link', { name: 'evil pay[U+202E]lap' }).waitFor();
    await page.getByRole('link', { name: 'evil __proto__' }).waitFor();
    await page.getByRole('link', { name: `evil ${HOSTILE_TEXT.slice(0, 20)}` }).click();
    await page.getByRole('tablist').waitFor();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor();
    expect(await wasHit(page)).toBe(false);
    expect(troubles).toEqual([]);
    await close();
  });

  test('an empty registry says how the first contract comes, and its command works as it stands', async () => {
    const empty = await servePages();
    const { page, troubles, close } = await openFollowing(empty.url);
    await page.getByRole('heading', { name: 'No contracts yet' }).waitFor();
    const curl = await page.getByRole('region', { name: 'the curl command' }).innerText();
    expect(curl).toContain(empty.url);
    await run('sh', ['-c', curl]);
    await page.getByRole('link', { name: 'com.shop.order.placed' }).waitFor();
    expect(troubles).toEqual([]);
    await close();
    await empty.close();
  });

  test('a registry that asks for a key is told with the way to sign in', async () => {
    const closed = await servePages({ auth: { keys: true, anonymousRead: false } });
    const { page, close } = await openPage(closed.url, '/ui/');
    await page.getByRole('alert').getByRole('link', { name: 'Sign in with a key' }).waitFor();
    await close();
    await closed.close();
  });

  for (const options of LOOKS) {
    const { width, height, colorScheme } = options;
    test(`keeps nobody out at ${width} px, ${colorScheme}, full and without a match`, async () => {
      const { page, troubles, walkTo, close } = await show('/ui/', { viewport: { width, height }, colorScheme });
      await page.locator('[data-at="0"] a').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await walkTo('/ui/?q=nothing%20like%20it');
      await page.getByRole('heading', { name: 'No subject matches' }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(troubles).toEqual([]);
      await close();
    });
  }
});
