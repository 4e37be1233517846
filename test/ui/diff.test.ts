import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContracts } from '../../examples/github/releases.ts';
import { HOSTILE_SUBJECT, registerContracts } from './contracts.ts';
import { findBarriers, overflow } from './find-barriers.ts';
import { wasHit } from './hostile.ts';
import { LOOKS } from './looks.ts';
import { openPage, shareTab, type OpenPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
  await registerContracts(registry.client);
});

afterAll(() => registry.close());

function placeOf(query: Readonly<Record<string, string>>): string {
  return `/ui/diff?${new URLSearchParams(query).toString()}`;
}

const show = shareTab(() => registry.url);

async function compare(query: Readonly<Record<string, string>>): Promise<OpenPage> {
  return show(placeOf(query));
}

describe('compare', () => {
  test('without a subject it says what it is for, and a subject can be chosen', async () => {
    const { page, troubles, close } = await compare({});
    await page.getByRole('heading', { name: 'Which versions?' }).waitFor();
    await page.getByLabel('Newer side').fill('shop.order');
    await page.getByLabel('Newer side').press('Enter');
    await page.getByRole('heading', { name: 'The newer writes, the older reads' }).waitFor();
    expect(new URL(page.url()).search).toBe('?subject=shop.order');
    expect(troubles).toEqual([]);
    await close();
  });

  test('both directions: the event, the field in it and in the schema, the words, the fix', async () => {
    const { page, troubles, close } = await compare({ subject: 'shop.order', from: '1', to: '2' });
    const breaking = page.getByRole('article').filter({ hasText: 'The older writes, the newer reads' });
    await breaking.getByText('Breaks', { exact: true }).waitFor();
    await breaking.getByText('the reader requires "currency", which the writer may leave out').waitFor();
    const event = breaking.getByRole('region', { name: 'Event that breaks the reader' });
    expect(await event.locator('mark').allTextContents()).toEqual(['{']);
    expect(await event.textContent()).toContain('Requires "currency"');
    const reader = breaking.getByRole('region', { name: 'Schema of shop.order@2' });
    expect(await reader.locator('.marked').allTextContents()).toEqual([expect.stringContaining('"required": [')]);
    const fix = breaking.getByRole('region', { name: 'Suggested fix' });
    await fix.getByText('make "currency" optional again').waitFor();
    await fix.getByText('proved', { exact: true }).waitFor();
    const holding = page.getByRole('article').filter({ hasText: 'The newer writes, the older reads' });
    await holding.getByText('The strongest profile that holds is strict.').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('each version is asked for once, however many of its places are shown', async () => {
    const { page, goTo, close } = await openPage(registry.url, '/ui/nonsense');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.includes('/versions/')) asked.push(pathname.replace(/.*\/versions\//, ''));
    });
    await goTo('/ui/diff?subject=shop.order&from=1&to=2');
    await page.getByRole('region', { name: 'Schema of shop.order@2' }).first().waitFor();
    await page.getByRole('region', { name: 'Suggested fix' }).waitFor();
    expect(asked.toSorted()).toEqual(['1', '2']);
    await close();
  });

  test('what is different, one by one and side by side', async () => {
    const { page, close } = await compare({ subject: 'shop.order', from: '1', to: '2' });
    const rows = page.getByRole('table', { name: 'What is different in shop.order@2, compared with shop.order@1' }).getByRole('row');
    await rows.filter({ hasText: 'property currency' }).filter({ hasText: 'added' }).waitFor();
    const beside = page.getByRole('table', { name: 'Schemas of shop.order@1 and shop.order@2, side by side' });
    expect(await beside.locator('.added').count()).toBe(7);
    expect(await beside.locator('.added').last().textContent()).toBe('+added:     "currency"');
    await close();
  });

  test('the two sides are swapped, and back undoes it', async () => {
    const { page, close } = await compare({ subject: 'shop.order', from: '1', to: '2' });
    await page.getByText('The older reads what the newer writes, not the other way round').waitFor();
    await page.getByRole('button', { name: 'Swap the two sides' }).click();
    await page.getByText('The newer reads what the older writes, not the other way round').waitFor();
    expect(new URL(page.url()).search).toBe('?subject=shop.order&from=2&to=1');
    await page.goBack();
    await page.getByText('The older reads what the newer writes, not the other way round').waitFor();
    await close();
  });

  test('versions, subjects and the profile are chosen, and stand in the address', async () => {
    const { page, close } = await compare({ subject: 'shop.order' });
    await page.getByLabel('Older version').selectOption('1');
    await page.getByLabel('Profile').selectOption('tolerant');
    await page.getByText('tolerant: holds (asked)').waitFor();
    await page.getByLabel('Older side').fill('shop.old');
    await page.getByLabel('Older side').press('Tab');
    await page.getByText('They are written in two dialects').waitFor();
    expect(new URL(page.url()).searchParams.toString()).toBe('subject=shop.order&profile=tolerant&fromSubject=shop.old');
    await close();
  });

  const words: readonly { readonly what: string; readonly query: Readonly<Record<string, string>>; readonly says: string }[] = [
    { what: 'one version on both sides', query: { subject: 'shop.order', from: '3', to: '3' }, says: 'Both sides are one version' },
    { what: 'versions that are the same', query: { subject: 'shop.order', from: '3', to: '3' }, says: 'The two schemas are the same' },
    { what: 'a retired version', query: { subject: 'shop.order', from: '1', to: '3' }, says: 'Reason: nobody sends it.' },
    { what: 'a deprecated version', query: { subject: 'shop.order', from: '2', to: '3' }, says: 'Use version 3.' },
    { what: 'another line', query: { subject: 'shop.order', from: '1', to: '3' }, says: 'They are of two lines' },
    {
      what: 'another dialect',
      query: { subject: 'shop.order', from: '1', fromSubject: 'shop.old', to: '1' },
      says: 'They are written in two dialects',
    },
    { what: 'an open verdict', query: { subject: 'shop.riddle', from: '1', to: '2' }, says: 'Not decided in both directions' },
    { what: 'why it is open', query: { subject: 'shop.riddle', from: '1', to: '2' }, says: 'has a back reference' },
    { what: 'one version only', query: { subject: 'shop.old' }, says: 'There is nothing to compare it with' },
    { what: 'no such subject', query: { subject: 'shop.nothing' }, says: 'subject_not_found' },
    { what: 'no such version', query: { subject: 'shop.order', from: '1', to: '9' }, says: 'version_not_found' },
    { what: 'nonsense in the address', query: { subject: 'shop.order', from: '<script>', to: '-1', profile: 'x' }, says: 'side by side' },
  ];
  describe('says', () => {
    for (const { what, query, says } of words) {
      test(`${what}: ${says}`, async () => {
        const { page, troubles } = await compare(query);
        await page.getByText(says, { exact: false }).first().waitFor({ state: 'attached' });
        expect(troubles).toEqual([]);
      });
    }
  });

  test('hostile names, titles and values are text', async () => {
    const { page, troubles, close } = await compare({ subject: HOSTILE_SUBJECT, from: '1', to: '2' });
    await page.getByRole('article').first().waitFor();
    await page.getByRole('heading', { name: 'Side by side' }).waitFor();
    expect(await wasHit(page)).toBe(false);
    expect(await page.locator('main').textContent()).not.toContain('\u202e');
    expect(await page.locator('main').textContent()).toContain('[U+202E]gnp.exe');
    expect(troubles).toEqual([]);
    await close();
  });

  test('a schema of GitHub with thousands of lines is folded, and opens part by part', async () => {
    for (const release of [6, 7]) {
      const contract = readContracts(release).find(({ subject }) => subject === 'com.github.pull_request.opened');
      await registry.client.register('com.github.pull_request.opened', {
        schema: contract?.schema ?? {},
        allowBreaking: { reason: 'example' },
        overrideUndecided: { reason: 'example' },
      });
    }
    const { page, troubles, close } = await compare({ subject: 'com.github.pull_request.opened', from: '1', to: '2' });
    const beside = page.getByRole('table', { name: /side by side/ });
    await beside.waitFor();
    expect(Number(await beside.getAttribute('aria-rowcount'))).toBeGreaterThan(1_500);
    expect(await beside.getByRole('row').count()).toBeLessThan(400);
    const fold = beside.getByRole('button', { name: /unchanged lines/ }).first();
    const before = await beside.getByRole('row').count();
    await fold.click();
    expect(await beside.getByRole('row').count()).toBeGreaterThan(before);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('compare keeps nobody out', () => {
  const states: readonly (readonly [query: Readonly<Record<string, string>>, landmark: string])[] = [
    [{}, 'Which versions?'],
    [{ subject: 'shop.order', from: '1', to: '2' }, 'Suggested fix'],
    [{ subject: 'shop.riddle', from: '1', to: '2' }, 'has a back reference'],
    [{ subject: 'shop.nothing' }, 'subject_not_found'],
  ];
  for (const { width, height, colorScheme } of LOOKS) {
    test(`${colorScheme}, ${width} px wide`, async () => {
      const { page, walkTo, close } = await show('/ui/nonsense', { colorScheme, viewport: { width, height } });
      for (const [query, landmark] of states) {
        await walkTo(placeOf(query));
        await page.getByRole('main').getByText(landmark).first().waitFor();
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect([query, await findBarriers(page), await overflow(page)]).toEqual([query, [], expect.toSatisfy((pixels: number) => pixels <= 0)]);
      }
      await close();
    });
  }
});
