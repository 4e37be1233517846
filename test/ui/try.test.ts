import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_SUBJECT, registerContracts } from './contracts.ts';
import { findBarriers, overflow } from './find-barriers.ts';
import { HOSTILE, HOSTILE_TEXT, wasHit } from './hostile.ts';
import { LOOKS } from './looks.ts';
import { openPage, shareTab, type OpenPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
  await registerContracts(registry.client);
});

afterAll(() => registry.close());

const show = shareTab(() => registry.url);

async function tryOut(query: Readonly<Record<string, string>>, look: Parameters<typeof show>[1] = {}): Promise<OpenPage> {
  return show(`/ui/try?${new URLSearchParams(query).toString()}`, look);
}

function editor(page: Page, name: string): Locator {
  return page.getByRole('textbox', { name, exact: true });
}

/** Replace the text of an editor as somebody who pastes. */
async function write(page: Page, name: string, text: string): Promise<void> {
  await editor(page, name).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

function verdict(page: Page): Locator {
  return page.getByRole('region', { name: 'Verdict' });
}

const CHANGED = {
  type: 'object',
  properties: { orderId: { type: 'string' }, currency: { enum: ['EUR', 'USD'] }, note: { type: 'string', maxLength: 5 } },
  required: ['orderId', 'currency'],
};
const COMPATIBLE = {
  ...CHANGED,
  properties: { ...CHANGED.properties, total: { type: 'number' }, note: { type: 'string' } },
  description: 'said better',
};

describe('try a schema', () => {
  test('without a subject it says what it is for', async () => {
    const { page, troubles, close } = await tryOut({});
    await page.getByRole('heading', { name: 'Which subject?' }).waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('it begins with the newest version, and says so', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.order' });
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    expect(await editor(page, 'Schema for shop.order').textContent()).toContain('"An order was placed"');
    expect(troubles).toEqual([]);
    await close();
  });

  test('where nothing is asked for, a break is shown with what publishing it would make', async () => {
    await registry.client.putConfig('shop.free', { level: 'NONE' });
    await registry.client.register('shop.free', { schema: { type: 'object', properties: { a: { type: 'string' } } } });
    const { page, troubles, close } = await tryOut({ subject: 'shop.free' });
    await verdict(page).getByText('Version 1 has this very schema').waitFor();
    await write(page, 'Schema for shop.free', '{ "type": "object", "properties": { "a": { "type": "integer" } } }');
    await verdict(page).getByText('Compatible, since nothing is asked (NONE)').waitFor();
    await verdict(page)
      .getByText(/checks fail\. It would be 2\.0\.0, a change of the kind breaking\.$/)
      .waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('a fix that comes for a text of before is not offered for the text of now', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    const answers: (() => Promise<void>)[] = [];
    await page.route('**/api/v1/diff', (route) => void answers.push(() => route.continue()));
    const look = async (maxLength: number): Promise<void> => {
      const note = { type: 'string', maxLength };
      await write(page, 'Schema for shop.order', JSON.stringify({ ...CHANGED, properties: { ...CHANGED.properties, note } }));
      const asked = page.waitForRequest('**/api/v1/diff');
      const card = verdict(page).getByRole('article').filter({ hasText: 'shop.order@3 writes, the new schema reads' });
      await card.getByText(`${maxLength}`).first().waitFor();
      await card.getByRole('button', { name: 'Look for a fix' }).click();
      await asked;
    };
    await look(5);
    await look(6);
    // The first look is over before the second, or was ended with its text.
    const over = page.waitForEvent('requestfinished', (request) => request.url().endsWith('/api/v1/diff'));
    await answers[0]?.();
    await over;
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    expect(await verdict(page).getByText('Looking for a fix').count()).toBe(1);
    expect(await verdict(page).getByRole('region', { name: 'Suggested fix' }).count()).toBe(0);
    await answers[1]?.();
    await verdict(page).getByRole('region', { name: 'Suggested fix' }).waitFor();
    await close();
  });

  test('where the registry fails while it is asked again, the editor stays as it is', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    const part = page.getByRole('region', { name: 'Schema', exact: true });
    await page.evaluate(`document.querySelector('[aria-label="Schema"]').dataset.mine = ''`);
    const lookAgain = (): Promise<unknown> => page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.route('**/api/v1/subjects/shop.order', (route) => route.abort());
    await page.route('**/api/v1/whoami', (route) => route.abort(), { times: 1 });
    await lookAgain();
    await page.getByText('The registry does not answer.').waitFor();
    await lookAgain();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
    expect(await part.getAttribute('data-mine')).toBe('');
    await close();
  });

  test('the verdict follows what is written, with the event and a fix that can be made', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', JSON.stringify(CHANGED, null, 2));
    await verdict(page).getByText('Not compatible (FULL_TRANSITIVE, declared)').waitFor();
    const card = verdict(page).getByRole('article').filter({ hasText: 'shop.order@3 writes, the new schema reads' });
    await card.getByRole('region', { name: 'Event that breaks the reader' }).waitFor();
    await card.getByRole('button', { name: 'Look for a fix' }).click();
    await card.getByRole('button', { name: 'Make this change' }).click();
    await verdict(page)
      .getByText(/^Compatible/)
      .waitFor();
    await editor(page, 'Schema for shop.order').click();
    await page.keyboard.press('ControlOrMeta+Z');
    await verdict(page)
      .getByText(/^Not compatible/)
      .waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('what is no JSON, and what is no schema, is said with line and column, and one gets there', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', '{\n  "type": "object",\n  oops\n}');
    const findings = page.getByRole('list', { name: 'Findings in the schema' });
    await findings.getByRole('button', { name: 'Line 3, column 3' }).waitFor();
    await verdict(page).getByText('The text cannot be read as JSON').waitFor();
    await write(page, 'Schema for shop.order', '{\n  "properties": {\n    "a": { "type": "strig" }\n  }\n}');
    await findings.getByText('"strig"').waitFor();
    await findings.getByRole('button', { name: 'Line 3, column 20' }).click();
    expect(await editor(page, 'Schema for shop.order').evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(troubles).toEqual([]);
    await close();
  });

  test('what the lint rules find is marked, with what to do', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', '{\n  "type": "object",\n  "requred": ["a"]\n}');
    const finding = page.getByRole('list', { name: 'Findings in the schema' }).getByRole('listitem').filter({ hasText: 'unknown_keyword' });
    await finding.getByRole('button', { name: 'Line 3, column 14' }).waitFor();
    expect(await finding.textContent()).toContain('write "required"');
    await close();
  });

  test('keywords, types, formats, required members and references are proposed', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.new' });
    const propose = async (before: string, after: string): Promise<string[]> => {
      await write(page, 'Schema for shop.new', `${before}${after}`);
      for (let step = 0; step < after.length; step += 1) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ControlOrMeta+Space');
      const options = page.getByRole('listbox').getByRole('option');
      await options.first().waitFor();
      const texts = await options.locator('.cm-completionLabel').allTextContents();
      await page.keyboard.press('Escape');
      return texts;
    };
    expect(await propose('{ "properties": { "a": { ', ' } } }')).toContain('maxLength');
    expect(await propose('{ "type": ', ' }')).toEqual(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
    expect(await propose('{ "format": ', ' }')).toContain('date-time');
    expect(await propose('{ "properties": { "orderId": {} }, "required": [', '] }')).toEqual(['orderId']);
    expect(await propose('{ "$defs": { "money": {} }, "$ref": ', ' }')).toEqual(['#', '#/$defs/money']);
    expect(await propose('{ "$schema": "http://json-schema.org/draft-04/schema#", ', ' }')).not.toContain('const');
    expect(troubles).toEqual([]);
    await close();
  });

  test('a proposal that is taken is written with its value, and Tab leaves the editor', async () => {
    const { page, close } = await tryOut({ subject: 'shop.new' });
    await write(page, 'Schema for shop.new', '{ }');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('minLen');
    await page.getByRole('listbox').getByRole('option').first().click();
    await page.keyboard.type('3');
    expect(await editor(page, 'Schema for shop.new').textContent()).toBe('{ "minLength": 3}');
    await page.keyboard.press('Tab');
    expect(await editor(page, 'Schema for shop.new').evaluate((element) => element.matches(':focus'))).toBe(false);
    await close();
  });

  test('level, profile and version stand in the address', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', JSON.stringify(CHANGED));
    await page.getByLabel('Level').selectOption('FORWARD');
    await verdict(page).getByText('Compatible (FORWARD, declared)').waitFor();
    await page.getByLabel('Profile').selectOption('strict');
    await page.getByText('the versions that the level asks for', { exact: true }).click();
    await page.getByRole('checkbox', { name: /^version 3/ }).check();
    await page.getByRole('checkbox', { name: /^version 1/ }).check();
    await verdict(page).getByText('2 of 2 checks').or(verdict(page).getByText('2 checks')).first().waitFor();
    expect(new URL(page.url()).search).toBe('?subject=shop.order&level=FORWARD&profile=strict&against=3%2C1');
    await close();
  });

  test('an answer to an older text is dropped', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/v1/compat', async (route) => {
      const isOlder = route.request().postData()?.includes('the older text') === true;
      if (isOlder) await held;
      await route.continue();
    });
    const asked = page.waitForRequest((request) => request.postData()?.includes('the older text') === true);
    await write(page, 'Schema for shop.order', JSON.stringify({ ...CHANGED, title: 'the older text' }));
    await asked;
    await verdict(page).getByText('checking …').waitFor();
    await write(page, 'Schema for shop.order', JSON.stringify(COMPATIBLE));
    await verdict(page)
      .getByText(/^Compatible/)
      .waitFor();
    const answered = page.waitForResponse((response) => response.request().postData()?.includes('the older text') === true);
    release();
    await (await answered).finished();
    expect(
      await verdict(page)
        .getByText(/^Compatible/)
        .count(),
    ).toBe(1);
    await close();
  });

  test('a draft outlives a reload, and can be given up', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', '{ "title": "half a tho');
    await page.reload();
    await page.getByText('This is your draft of before').waitFor();
    await page.getByText('half a tho').waitFor();
    await page.getByRole('button', { name: 'Start again from version 3' }).click();
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    await close();
  });

  test('a draft says where it began and what the newest version is, whichever the address names', async () => {
    const { page, goTo, close } = await tryOut({ subject: 'shop.order', version: '3' });
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    await write(page, 'Schema for shop.order', '{ "title": "half a tho');
    await goTo('/ui/try?subject=shop.order&version=1');
    await page.getByText('It was begun from version 3. It is kept in this tab only.').waitFor();
    await page.getByRole('button', { name: 'Start again from version 1' }).waitFor();
    await close();
  });

  test('a registry that does not answer costs neither the text nor the last verdict', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order' });
    await verdict(page).getByText('Version 3 has this very schema').waitFor();
    await page.route('**/api/v1/compat', (route) => route.abort());
    await write(page, 'Schema for shop.order', JSON.stringify(COMPATIBLE));
    await verdict(page).getByText('registry_unavailable').waitFor();
    expect(await editor(page, 'Schema for shop.order').textContent()).toBe(JSON.stringify(COMPATIBLE));
    await close();
  });
});

describe('try an event', () => {
  test('by the schema in the editor: what is refused is marked in the event', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Event', '{\n  "orderId": 7,\n  "currency": "EUR"\n}');
    const part = page.getByRole('region', { name: 'Event', exact: true });
    await part.getByText('The event is refused: 1 finding').waitFor();
    await part.getByRole('list', { name: 'Findings in the event' }).getByRole('button', { name: 'Line 2, column 14' }).waitFor();
    await part.getByText('expected type string').waitFor();
    expect(await part.locator('.cm-lintRange-error').allTextContents()).toEqual(['7']);
    await write(page, 'Event', '{ "orderId": "a", "currency": "EUR" }');
    await part.getByText('The event is valid').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('by a version, and by a schema that is not published', async () => {
    const { page, close } = await tryOut({ subject: 'shop.order', judge: '2' });
    const part = page.getByRole('region', { name: 'Event', exact: true });
    await write(page, 'Event', '{ "orderId": "a", "currency": "EUR", "total": 1 }');
    await part.getByText('The event is valid').waitFor();
    await write(page, 'Schema for shop.order', JSON.stringify({ ...CHANGED, required: [] }));
    await part.getByLabel('Judged by').selectOption('the schema above');
    await part.getByText('expected only declared members').waitFor();
    await close();
  });
});

test('of an event with its envelope the data is judged, and can be kept alone', async () => {
  const { page, close } = await tryOut({ subject: 'shop.order' });
  const data = { orderId: 'a', currency: 'EUR' };
  await write(page, 'Event', JSON.stringify({ specversion: '1.0', id: '1', source: '/x', type: 'shop.order', data }));
  await page.getByText('This has an envelope').waitFor();
  await page.getByRole('button', { name: 'Keep the data' }).click();
  await page.getByText('The event is valid').waitFor();
  expect(JSON.parse(await editor(page, 'Event').innerText())).toEqual(data);
  await close();
});

describe('publish', () => {
  test('a compatible schema: what it does is said first, then there is a link', async () => {
    const { page, troubles, close } = await tryOut({ subject: 'shop.order' });
    await write(page, 'Schema for shop.order', JSON.stringify(COMPATIBLE));
    await verdict(page)
      .getByText(/^Compatible/)
      .waitFor();
    await page.getByRole('button', { name: 'Publish …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish this schema?' });
    await dialog.getByText('gets the version').waitFor();
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 4 is published').waitFor();
    await page.getByRole('link', { name: 'To version 4' }).first().waitFor();
    expect((await registry.client.getVersion('shop.order', 4)).schema).toEqual(COMPATIBLE);
    await write(page, 'Schema for shop.order', '{ "title": "half a tho');
    await page.reload();
    await page.getByText('It was begun from version 4. It is kept in this tab only.').waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  test('a break shows its checks and wants a reason', async () => {
    await registry.client.register('shop.break', { schema: { type: 'object', properties: { a: { type: 'string' } } } });
    const { page, close } = await tryOut({ subject: 'shop.break' });
    await write(page, 'Schema for shop.break', '{ "type": "object", "properties": { "a": { "type": "integer" } } }');
    await verdict(page)
      .getByText(/^Not compatible/)
      .waitFor();
    await page.getByRole('button', { name: 'Publish …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The version would break a reader').waitFor();
    await dialog.getByRole('article').first().waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish as breaking' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('numbers from now on');
    await dialog.getByRole('button', { name: 'Publish as breaking' }).click();
    await page.getByText('Version 2 is published').waitFor();
    expect((await registry.client.getVersion('shop.break', 2)).allowedBreaking).toEqual({ reason: 'numbers from now on' });
    await close();
  });

  test('what somebody else made a break meanwhile is refused, and can be published as one', async () => {
    await registry.client.register('shop.raced', { schema: { type: 'object', properties: { b: { type: 'string' } } } });
    const { page, close } = await tryOut({ subject: 'shop.raced' });
    await write(page, 'Schema for shop.raced', '{ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } } }');
    await page.getByRole('button', { name: 'Publish …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('gets the version').waitFor();
    await registry.client.register('shop.raced', { schema: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } } });
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByLabel('Reason').fill('it is a text');
    await dialog.getByRole('button', { name: 'Publish as breaking' }).click();
    await page.getByText('Version 3 is published').waitFor();
    await close();
  });

  test('a new subject, on a page that came by http from another machine', async () => {
    const { page, goTo, close } = await openPage(registry.url, 'about:blank', { isFirstVisit: true });
    // What browsers keep from such pages.
    await page.addInitScript('delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard;');
    await goTo('/ui/try?subject=shop.brand.new');
    await page.getByText('A new subject').waitFor();
    await verdict(page).getByText('A schema that can be the first version').waitFor();
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 1 is published').waitFor();
    await close();
  });
});

test('hostile names, schemas and events are text', async () => {
  const { page, troubles, close } = await tryOut({ subject: HOSTILE_SUBJECT });
  await verdict(page).getByText('Version 2 has this very schema').waitFor();
  await write(page, `Schema for ${HOSTILE_SUBJECT}`, JSON.stringify({ title: HOSTILE_TEXT, type: 'array', description: HOSTILE[1] }));
  await verdict(page)
    .getByText(/^Not compatible/)
    .waitFor();
  await write(page, 'Event', JSON.stringify(Object.fromEntries(HOSTILE.map((text) => [text, text]))));
  await page.getByText('The event is refused').waitFor();
  expect(await wasHit(page)).toBe(false);
  expect(await page.locator('main').textContent()).not.toContain('\u202e');
  await write(page, 'Event', '{ "__proto__": 1 }');
  await page.getByText('the member name "__proto__" is refused').first().waitFor();
  expect(troubles).toEqual([]);
  await close();
});

describe('try it keeps nobody out', () => {
  for (const { width, height, colorScheme } of LOOKS) {
    test(`${colorScheme}, ${width} px wide`, async () => {
      const { page, close } = await tryOut({ subject: 'shop.order' }, { colorScheme, viewport: { width, height } });
      await verdict(page)
        .getByText(/has this very schema/)
        .waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await write(page, 'Schema for shop.order', JSON.stringify({ ...CHANGED, required: ['note'] }));
      await write(page, 'Event', '{ "orderId": 7 }');
      await verdict(page)
        .getByText(/^Not compatible/)
        .waitFor();
      await page.getByText('The event is refused').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: 'Publish …' }).click();
      await page.getByRole('dialog').getByRole('article').first().waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await close();
    });
  }
});
