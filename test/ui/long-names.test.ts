import { afterAll, beforeAll, expect, test } from 'vitest';
import { overflow } from './find-barriers.ts';
import { openPage, setViewport, type OpenPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

/** Names as long as they may be, or as generators make them, without a place to break. */
const LONG = 'a'.repeat(120);
const SUBJECT = `com.shop.${LONG}`;
const MONEY = `com.money.${LONG}`;
const FIELD = `field${LONG}`;

let registry: ServedPages;
let opened: OpenPage;

beforeAll(async () => {
  registry = await servePages();
  const { client } = registry;
  await client.register(MONEY, { schema: { title: LONG, type: 'object', properties: { [FIELD]: { type: 'integer' } } } });
  const schema = {
    title: LONG,
    description: LONG,
    type: 'object',
    required: [FIELD],
    properties: { [FIELD]: { enum: [LONG, `${LONG}b`], pattern: LONG }, money: { $ref: `${LONG}.json` }, [`${FIELD}b`]: { type: 'string' } },
  };
  const references = [{ name: `${LONG}.json`, subject: MONEY, version: 1 }];
  await client.register(SUBJECT, { schema, references });
  await client.register(SUBJECT, { schema: { ...schema, required: [] }, references, allowBreaking: { reason: LONG } });
  await client.updateSubject(SUBJECT, { owner: LONG, description: LONG, labels: { [`l${LONG.slice(0, 40)}`]: LONG } });
  opened = await openPage(registry.url, '/ui/nonsense');
});

afterAll(async () => {
  await opened.close();
  await registry.close();
});

const PLACES = [
  '/ui/',
  `/ui/?prefix=com.shop.${LONG}`,
  ...['', '?tab=versions', '?tab=source', '?tab=typescript', '?tab=references', '?tab=use'].map((tab) => `/ui/subjects/${SUBJECT}${tab}`),
  `/ui/subjects/${MONEY}?tab=references`,
  `/ui/diff?subject=${SUBJECT}&from=1&to=2`,
  `/ui/try?subject=${SUBJECT}`,
];

test.each(PLACES.map((place) => [place.replaceAll(LONG, 'LONG'), place] as const))(
  '%s: long names make no page wider than its window',
  async (_, place) => {
    const { page, troubles, walkTo } = opened;
    await setViewport(page, { width: 390, height: 844 });
    await walkTo(place);
    await page.locator('main h1').waitFor();
    await page.locator('main').getByText(LONG).first().waitFor({ state: 'attached' });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await setViewport(page, { width: 1440, height: 900 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
  },
);
