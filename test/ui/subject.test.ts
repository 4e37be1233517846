import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContracts } from '../../examples/github/releases.ts';
import { findBarriers, overflow } from './find-barriers.ts';
import { LOOKS } from './looks.ts';
import { HOSTILE, HOSTILE_TEXT, wasHit } from './hostile.ts';
import { openPage, shareTab } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

const SUBJECT = 'com.shop.order.placed';
const PLACE = `/ui/subjects/${SUBJECT}`;

const MONEY = { title: 'Money', type: 'object', required: ['amount'], properties: { amount: { type: 'integer', description: 'In minor units.' } } };
const ORDER = {
  title: 'Order placed',
  description: 'An order was paid.',
  type: 'object',
  required: ['orderId', 'total'],
  properties: {
    orderId: { type: 'string', pattern: '^ord_', minLength: 5, maxLength: 40, examples: ['ord_7k2m9x'] },
    total: { $ref: 'money.json' },
    channel: { enum: ['web', 'shop'], default: 'web' },
    coupon: { type: ['string', 'null'], deprecated: true },
    payment: {
      oneOf: [
        { title: 'Card', type: 'object', properties: { last4: { type: 'string', 'x-sensitive': true } } },
        { title: 'Bank', type: 'object' },
      ],
    },
    category: { $ref: '#/$defs/category' },
  },
  $defs: { category: { title: 'Category', type: 'object', properties: { parent: { $ref: '#/$defs/category' } } } },
};
const REFERENCES = [{ name: 'money.json', subject: 'com.shop.money', version: 1 }];

let registry: ServedPages;

beforeAll(async () => {
  registry = await servePages();
  const { client } = registry;
  await client.register('com.shop.money', { schema: MONEY });
  await client.register(SUBJECT, { schema: ORDER, references: REFERENCES });
  const wider = { ...ORDER, properties: { ...ORDER.properties, note: { type: 'string' } } };
  await client.register(SUBJECT, { schema: wider, references: REFERENCES });
  await client.updateSubject(SUBJECT, { owner: 'checkout', labels: { tier: 'gold', 'asyncapi.app.Shop': '{}' } });
  await client.putConfig('com.shop.*', { level: 'BACKWARD' });
});

afterAll(() => registry.close());

const show = shareTab(() => registry.url);

describe('the head of a subject', () => {
  test('says owner, labels, level with where it comes from, applications, and leads to try and compare', async () => {
    const { page, troubles, close } = await show(PLACE);
    await page.getByText('BACKWARD × declared').waitFor();
    await page.getByText('level: set for com.shop.*, profile: the default').waitFor();
    const links = [
      ['checkout', '/ui/?owner=checkout'],
      ['tier=gold', '/ui/?label=tier%3Dgold'],
      ['Shop', '/docs/Shop'],
      ['Subjects that begin with com.shop.order.', '/ui/?prefix=com.shop.order.'],
      ['Compare with version 1', `/ui/diff?subject=${SUBJECT}&from=1&to=2`],
    ] as const;
    for (const [name, to] of links) expect(await page.getByRole('main').getByRole('link', { name, exact: true }).getAttribute('href')).toBe(to);
    expect(await page.getByRole('main').getByRole('link', { name: 'Try it' }).getAttribute('href')).toBe(`/ui/try?subject=${SUBJECT}`);
    expect(troubles).toEqual([]);
    await close();
  });

  test('is edited in a dialog, which keeps what imports wrote', async () => {
    const { page, close } = await openPage(registry.url, '/ui/subjects/com.shop.money');
    await registry.client.updateSubject('com.shop.money', { labels: { 'asyncapi.app.Bank': '{}' } });
    await page.getByRole('link', { name: 'Bank' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Owner').fill('treasury');
    await page.getByLabel('Description').fill('An amount with its currency.');
    await page.getByRole('button', { name: 'Add a label' }).click();
    await page.getByLabel('Name of label 1').fill('tier');
    await page.getByLabel('Value of label 1').fill('silver');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('Saved').waitFor();
    await page.getByRole('link', { name: 'tier=silver' }).waitFor();
    expect(await registry.client.getSubject('com.shop.money')).toMatchObject({
      owner: 'treasury',
      description: 'An amount with its currency.',
      labels: { tier: 'silver', 'asyncapi.app.Bank': '{}' },
    });
    await close();
  });

  test('is not written over what somebody else wrote while the dialog was open', async () => {
    const { client } = registry;
    await client.register('com.shop.edited', { schema: { type: 'object' } });
    const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
    const feed = page.waitForResponse((response) => response.url().includes('/changes'));
    await goTo('/ui/subjects/com.shop.edited');
    await feed;
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Description').fill('mine');
    await client.updateSubject('com.shop.edited', { owner: 'theirs' });
    // The page has heard of it, behind the dialog.
    await page.getByText('theirs', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('alert').getByText('It was changed in the meantime', { exact: true }).waitFor();
    expect(await client.getSubject('com.shop.edited')).toMatchObject({ owner: 'theirs' });
    await close();
  });

  test('a subject that there is not, and a version that there is not, say so', async () => {
    const { page, walkTo, close } = await show('/ui/subjects/no.such.subject');
    await page.getByRole('alert').waitFor();
    await page.getByRole('heading', { level: 1, name: 'no.such.subject' }).waitFor();
    expect(await page.title()).toBe('no.such.subject · Sluice');
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.getByRole('link', { name: 'Look for it in the catalogue' }).getAttribute('href')).toBe('/ui/?q=no.such.subject');
    await walkTo(`${PLACE}?version=77`);
    await page.getByText('There is no version 77').waitFor();
    await close();
  });
});

describe('the schema', () => {
  test('is a tree with types, constraints, marks, values, alternatives, and what references lead to', async () => {
    const { page, troubles, close } = await show(PLACE);
    const row = (name: string): ReturnType<typeof page.locator> => page.locator('.node-row').filter({ has: page.getByText(name, { exact: true }) });
    const texts = {
      orderId: /string\s*required\s*5 to 40 characters\s*pattern \^ord_\s*example\s*"ord_7k2m9x"/,
      amount: /integer\s*required\s*In minor units\./,
      channel: /string\s*one of\s*"web"\s*"shop"\s*default\s*"web"/,
      coupon: /string or null\s*deprecated/,
      last4: /string\s*sensitive/,
      parent: /Category again, as above/,
    };
    for (const [name, text] of Object.entries(texts)) expect(await row(name).first().innerText()).toMatch(text);
    await page.getByText('alternative 1 of 2').waitFor();
    const total = page.getByRole('button', { name: 'total' });
    expect(await total.getAttribute('aria-expanded')).toBe('true');
    await total.press('Enter');
    expect(await total.getAttribute('aria-expanded')).toBe('false');
    expect(await row('amount').count()).toBe(0);
    expect(troubles).toEqual([]);
    await close();
  });

  test('is searched, and a pointer in the address shows its place', async () => {
    const { page, walkTo, close } = await show(PLACE);
    await page.getByLabel('Search in the schema').fill('minor units');
    await page.getByText('1 match', { exact: true }).waitFor();
    expect(await page.locator('.member-name').allInnerTexts()).toEqual(['total', 'amount']);
    expect(new URL(page.url()).searchParams.get('find')).toBe('minor units');
    await walkTo(`${PLACE}?at=/properties/payment/oneOf/0/properties/last4`);
    await page.getByText('this is the place').waitFor();
    expect(await page.locator('.node-row.match').innerText()).toMatch(/^last4/);
    await close();
  });

  test('with 2,000 members is drawn in parts, and searched as a whole', async () => {
    const properties = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`member${at}`, { type: 'string' }]));
    await registry.client.register('com.big', { schema: { type: 'object', properties } });
    const { page, walkTo, close } = await show('/ui/subjects/com.big');
    await page.getByRole('button', { name: /^Show 800 more of 1,800/ }).waitFor();
    expect(await page.locator('.node-row').count()).toBe(201);
    await page.getByLabel('Search in the schema').fill('member1999');
    await page.getByText('1 match', { exact: true }).waitFor();
    await walkTo('/ui/subjects/com.big?at=/properties/member1500');
    await page.getByText('this is the place').waitFor();
    await close();
  });

  test('is shown as source, as it was registered', async () => {
    const { page, close } = await show(`${PLACE}?tab=source`);
    const shown = await page.getByRole('region', { name: 'The schema' }).innerText();
    expect(JSON.parse(shown)).toEqual((await registry.client.getVersion(SUBJECT, 2)).schema);
    await close();
  });

  test('of GitHub’s events opens, whatever it refers to', async () => {
    const { page, troubles, walkTo, close } = await show('/ui/nonsense');
    for (const { subject, schema } of readContracts(7).filter((_, at) => at % 60 === 0)) {
      await registry.client.register(subject, { schema });
      await walkTo(`/ui/subjects/${subject}`);
      await page
        .getByText('repository', { exact: true })
        .or(page.getByText('sender', { exact: true }))
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Open all' }).click();
      await page.getByText('login', { exact: true }).first().waitFor();
      expect(troubles).toEqual([]);
    }
    await close();
  });
});

describe('the versions', () => {
  test('are a timeline with change, semver, state, who and when', async () => {
    const { page, close } = await show(`${PLACE}?tab=versions`);
    const rows = page.getByRole('row');
    await rows.nth(2).waitFor();
    expect(await rows.nth(1).innerText()).toMatch(/1\.1\.0\s*latest\s*version 2, line 1[^]*full[^]*to version 1, declared[^]*active[^]*by anonymous/);
    expect(await rows.nth(2).innerText()).toMatch(/1\.0\.0\s*version 1, line 1[^]*first[^]*active/);
    await close();
  });

  test('are a list on a phone, no wider than that, and still read as a table', async () => {
    const { page, close } = await show(`${PLACE}?tab=versions`, { viewport: { width: 390, height: 844 } });
    await page.getByRole('row').nth(1).waitFor();
    expect(await page.getByRole('region', { name: 'Versions' }).evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect(await page.getByRole('columnheader').count()).toBeGreaterThanOrEqual(5);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  test('are deprecated, retired and brought back, each after it was said what gates would refuse', async () => {
    await registry.client.putConfig('com.life', { level: 'NONE' });
    await registry.client.register('com.life', { schema: { type: 'object', properties: { a: { type: 'string' } } } });
    await registry.client.register('com.life', { schema: { type: 'object', properties: { a: { type: 'integer' } } } });
    const { page, troubles, close } = await show('/ui/subjects/com.life?tab=versions');
    await page.getByRole('button', { name: 'Deprecate version 1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('a is a number now');
    await dialog.getByLabel('Use instead').selectOption('2');
    await dialog.getByLabel('Until').fill('2099-01-31');
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Deprecate version 1' }).click();
    await page.getByText('Version 1 is deprecated').waitFor();
    await page.getByText('use version 2').waitFor();
    await page.getByText('a is a number now').waitFor();

    await page.getByRole('button', { name: 'Retire version 1' }).click();
    await dialog.getByText('Gates would refuse events that they accept now').waitFor();
    expect(JSON.parse(await dialog.getByRole('region', { name: 'An event that would be refused' }).innerText())).toHaveProperty('a');
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Retire version 1');
    await page.getByRole('button', { name: 'Retire version 1' }).click();
    await dialog.getByRole('button', { name: 'Retire version 1' }).click();
    await page.getByText('Version 1 is retired').waitFor();
    await page.getByRole('button', { name: 'Bring back version 1' }).click();
    await dialog.getByRole('button', { name: 'Bring back version 1' }).click();
    await page.getByText('Version 1 is active again').waitFor();
    expect((await registry.client.getSubject('com.life')).versions.map(({ state }) => state)).toEqual(['active', 'active']);
    expect(troubles).toEqual([]);
    await close();
  });

  test('a version that does not go with the live ones is not brought back, and an event says why', async () => {
    await registry.client.register('com.back', { schema: { type: 'object', properties: { a: { type: 'string' } } } });
    await registry.client.setState('com.back', 1, { state: 'retired' });
    await registry.client.register('com.back', { schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } });
    await registry.client.putConfig('com.back', { level: 'FULL' });
    const { page, close } = await show('/ui/subjects/com.back?tab=versions');
    await page.getByRole('button', { name: 'Bring back version 1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('region', { name: 'An event that breaks' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Bring back version 1' }).isDisabled()).toBe(true);
    await close();
  });

  test('that are registered elsewhere show without a reload', async () => {
    const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
    await registry.client.register('com.live', { schema: { type: 'object' } });
    const feed = page.waitForResponse((response) => response.url().includes('/changes'));
    await goTo('/ui/subjects/com.live?tab=versions');
    await feed;
    await registry.client.register('com.live', { schema: { type: 'object', properties: { a: {} } } });
    await page.getByRole('tab', { name: 'Versions (2)' }).waitFor();
    await close();
  });
});

describe('use of a version', () => {
  test('commands and code have this host, an event that fits, and run as they stand', async () => {
    const { page, close } = await show(`${PLACE}?tab=use&gateway=http://127.0.0.1:9999`);
    const text = (name: string): Promise<string> => page.getByRole('region', { name }).innerText();
    expect(await text('the curl command that sends an event')).toContain(`http://127.0.0.1:9999/`);
    expect(JSON.parse(await text('the configuration of a project'))).toMatchObject({ registry: registry.url, produces: { [SUBJECT]: '^1' } });
    await expect.poll(() => text('the code that produces')).toContain('producer.orderPlaced({');
    expect(await text('the code that consumes')).toContain(`'${SUBJECT}': ({ data })`);
    const [, body = ''] = /-d '(.*)'/.exec(await text('the curl command that validates')) ?? [];
    expect(await registry.client.validate(JSON.parse(body) as Parameters<typeof registry.client.validate>[0])).toMatchObject({ valid: true });
    await close();
  });

  test('of a version that is retired meanwhile says so', async () => {
    await registry.client.register('com.leaving', { schema: { type: 'object' } });
    const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
    const feed = page.waitForResponse((response) => response.url().includes('/changes'));
    await goTo('/ui/subjects/com.leaving?tab=use');
    await feed;
    await page.getByRole('heading', { name: 'Produce', exact: true }).waitFor();
    await registry.client.setState('com.leaving', 1, { state: 'retired' });
    await page.getByText('This version is retired: gates refuse its events').waitFor();
    await close();
  });

  test('an event that can only be guessed says what does not fit, once', async () => {
    await registry.client.register('com.guessed', {
      schema: { type: 'object', required: ['code'], properties: { code: { type: 'string', pattern: '^[A-Z]{3}$' } } },
    });
    const { page, close } = await show('/ui/subjects/com.guessed?tab=use');
    await page.getByText(/^At \/code: expected .*\. An entry in examples/).waitFor();
    await close();
  });

  test('the types are those that the generator writes, and are copied whole', async () => {
    const { page, close } = await openPage(registry.url, `${PLACE}?tab=typescript`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText(/export (type|interface) OrderPlaced\b/).waitFor();
    await page.getByRole('button', { name: 'Copy the TypeScript order-placed.ts' }).click();
    await page.getByText('Copied').waitFor();
    const [file] = (await registry.client.getTypescript(SUBJECT, 2)).files;
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(file?.text);
    await close();
  });

  test('references are shown both ways', async () => {
    const { page, close } = await show(`${PLACE}?tab=references`);
    await page.getByRole('cell', { name: 'com.shop.money' }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'com.shop.money' }).waitFor();
    await page.getByRole('tab', { name: 'References' }).click();
    await page.getByRole('link', { name: SUBJECT }).first().waitFor();
    expect(await page.getByRole('link', { name: SUBJECT }).count()).toBe(2);
    await close();
  });
});

describe('what anybody may have written', () => {
  test('shows in an error what a name hides', async () => {
    const { page, troubles, close } = await show(`/ui/subjects/${encodeURIComponent('pay\u202elap\u200b')}`);
    await page.getByRole('alert').getByText('"pay[U+202E]lap[U+200B]"').waitFor();
    expect(await page.content()).not.toMatch(/[\u202e\u200b]/);
    expect(troubles).toEqual([]);
    await close();
  });

  test('is text in every field of a schema', async () => {
    const [image, script, end, address] = HOSTILE;
    const schema = {
      title: image,
      description: HOSTILE_TEXT,
      examples: [{ [script]: end }],
      type: 'object',
      required: [script],
      properties: {
        [script]: { type: 'string', title: end, description: image, default: script, pattern: '<b>', enum: [script, address], deprecated: true },
        [address]: { $ref: '#/$defs/x', description: script },
        'pay\u202elap': { const: `\u202e${image}` },
        ['constructor']: { type: 'string', contentMediaType: image, format: image },
      },
      patternProperties: { '<i onclick=1>': { type: 'string' } },
      dependentRequired: { [image]: [script] },
      $defs: { x: { title: script, oneOf: [{ title: image }, { description: end }] } },
    };
    const subject = `evil ${image}`;
    await registry.client.register(subject, { schema, labels: { [image]: script } });
    await registry.client.register(subject, {
      schema: { ...schema, required: [address] },
      allowBreaking: { reason: HOSTILE_TEXT },
    });
    await registry.client.setState(subject, 1, { state: 'deprecated', reason: HOSTILE_TEXT });
    const { page, troubles, walkTo, close } = await show('/ui/nonsense');
    for (const tab of ['schema', 'source', 'versions', 'use', 'typescript', 'references']) {
      await walkTo(`/ui/subjects/${encodeURIComponent(subject)}?tab=${tab}`);
      await page
        .getByRole('tabpanel')
        .getByText(/img src=x|Nothing: the schema|Shell/)
        .first()
        .waitFor();
      if (tab === 'schema') await page.getByText('pay[U+202E]lap', { exact: true }).waitFor();
      expect(await page.getByRole('main').innerText()).not.toContain('\u202e');
      expect([tab, await wasHit(page), troubles]).toEqual([tab, false, []]);
    }
    await close();
  });
});

describe('who may not write', () => {
  test('sees no button that does, and is told that registering needs a key', async () => {
    const closed = await servePages({ auth: { keys: true, anonymousRead: true } });
    const { page, close } = await openPage(closed.url, '/ui/');
    await page.getByText('To register needs a key').waitFor();
    await close();
    await closed.close();
  });

  test('reads a subject without them', async () => {
    const { page, goTo, close } = await openPage(registry.url, '/ui/sign-in');
    // The answer of a registry that knows the caller by a key that reads: the page goes by nothing else.
    const scopes = [{ access: 'read', pattern: '*' }];
    await page.route('**/api/v1/whoami', (route) => route.fulfill({ json: { name: 'key:reader', known: true, scopes } }));
    const asked = page.waitForResponse('**/api/v1/whoami');
    await goTo(`${PLACE}?tab=versions`);
    await asked;
    await page.getByRole('row').nth(2).waitFor();
    await page.getByRole('link', { name: 'Compare version 2 with version 1' }).waitFor();
    expect(await page.getByRole('button', { name: /^(Edit|Retire|Deprecate|Bring back)/ }).count()).toBe(0);
    await close();
  });
});

describe('the pages of a subject keep nobody out', () => {
  for (const { width, height, colorScheme } of LOOKS) {
    test(`at ${width} px, ${colorScheme}`, async () => {
      const { page, troubles, close } = await show(PLACE, { viewport: { width, height }, colorScheme });
      for (const tab of ['Schema', 'Source', /^Versions/, 'Produce and consume', 'TypeScript', 'References']) {
        await page.getByRole('tab', { name: tab }).click();
        await page
          .getByRole('tabpanel')
          .getByText(/event|Fingerprint|latest|Check and read|These are the types|Referred to by/)
          .first()
          .waitFor();
        expect([tab, await findBarriers(page), await overflow(page)]).toEqual([tab, [], expect.toSatisfy((pixels: number) => pixels <= 0)]);
      }
      expect(troubles).toEqual([]);
      await close();
    });
  }
});
