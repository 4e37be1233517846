import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFunction } from '../function-server.ts';
import { binary, problemOf, startTestGateway, structured, STRUCTURED } from '../gateway-server.ts';
import { objectSchema } from '../registry-server.ts';
import { startWorld, TOKEN, type EventsWorld } from './events-gateway.ts';

const PERSON = 'com.shop.person';
const PLAIN = 'com.shop.plain';
const SECRET = 'ann@example.com';
const HOSTILE = '<script>alert(1)</script>\u001B[2J';

let world: EventsWorld;
let held = 0;

beforeAll(async () => {
  world = await startWorld({
    routes: (url) => {
      const route = { source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', showValues: true, targets: [{ name: 'fn', url }] };
      return [
        { ...route, path: '/' },
        { ...route, path: '/keyed', order: { pointer: '/email' } },
        { ...route, path: '/plain', order: { pointer: '/k' } },
      ];
    },
  });
  const email = { type: 'string', 'x-sensitive': true };
  const address = objectSchema({ city: { type: 'string' }, street: { type: 'string', 'x-sensitive': true } });
  await world.registry.client.register(PERSON, {
    schema: objectSchema({ n: { type: 'integer' }, email, addresses: { type: 'array', items: address } }, ['n']),
  });
  await world.registry.client.register(PLAIN, { schema: objectSchema({ n: { type: 'integer' }, k: { type: 'string' } }, ['n']) });
  await world.gateway.reached(2);
  const data = { n: 'x', email: SECRET, emial: SECRET, addresses: [{ city: 'Ulm', street: SECRET }] };
  const answer = await world.gateway.send({
    path: '/keyed?apikey=s3cret&x',
    headers: [...STRUCTURED, 'Authorization: Bearer s3cret', 'Cookie: s3cret', 'X-Forwarded-For: 10.0.0.1'],
    body: structured({ type: PERSON, id: 'p1', data }),
  });
  held = (JSON.parse(answer.body) as { readonly id: number }).id;
});

afterAll(() => world.close());

async function get(path: string): Promise<Record<string, unknown>> {
  const { status, body } = await world.ask('GET', path);
  return { status, ...(JSON.parse(body) as object) };
}

describe('what is hidden', () => {
  for (const path of ['?route=%2Fkeyed', '/{id}', '/{id}/why', '/counts']) {
    test(`${path} shows no value of a person, and no secret`, async () => {
      const { status, body } = await world.ask('GET', path.replace('{id}', String(held)));
      expect(status).toBe(200);
      for (const secret of [SECRET, 's3cret', '10.0.0.1']) expect(body).not.toContain(secret);
    });
  }

  test('rejudge and replay show none either, nor does the log', async () => {
    for (const path of ['/rejudge', '/replay']) {
      const { status, body } = await world.ask('POST', path, { key: SECRET });
      expect([status, body.includes(SECRET)]).toEqual([200, false]);
      expect(body).toContain('event_invalid');
    }
    const log = JSON.stringify(world.logged);
    expect(log).toContain('events.replay');
    expect(log).not.toContain(SECRET);
  });

  test('the rest is shown: what the schema names and does not mark', async () => {
    expect(await get(`/${held}`)).toMatchObject({
      id: held,
      type: PERSON,
      key: '(hidden)',
      deliveries: [{ state: 'held', reason: { code: 'event_invalid', findings: [{ instancePointer: '/n' }, {}] } }],
      events: [
        {
          attributes: { id: 'p1', source: '/test', type: PERSON },
          data: { n: 'x', email: '(hidden)', emial: '(hidden)', addresses: [{ city: 'Ulm', street: '(hidden)' }] },
        },
      ],
      request: {
        method: 'POST',
        query: '?apikey=(hidden)&x',
        headers: expect.arrayContaining([
          { name: 'Content-Type', value: 'application/cloudevents+json' },
          { name: 'Authorization', value: '(hidden)' },
        ]) as unknown,
      },
    });
  });

  test('a subject without a live version is hidden whole', async () => {
    const other = await world.send('/', { type: PLAIN, data: { n: 'x', k: 'shown' } });
    const path = `/${String(other.body['id'])}`;
    expect(await get(path)).toMatchObject({ events: [{ data: { n: 'x', k: 'shown' } }] });
    await world.registry.client.setState(PLAIN, 1, { state: 'retired' });
    await world.gateway.reached(3);
    expect(await get(path)).toMatchObject({ events: [{ data: '(hidden)' }] });
    expect(await get(`${path}/why`)).toMatchObject({ now: { passes: false, code: 'unknown_subject' }, events: [{ versions: [] }] });
    await world.registry.client.setState(PLAIN, 1, { state: 'active' });
    await world.gateway.reached(4);
  });

  test('reveal shows the request as it came, and the log says that somebody looked', async () => {
    const { request, key } = (await get(`/${held}?reveal=true`)) as { request: { body: string; headers: object[] }; key: string };
    expect(JSON.parse(request.body)).toMatchObject({ data: { email: SECRET } });
    expect([key, request.headers]).toEqual([SECRET, expect.arrayContaining([{ name: 'Cookie', value: 's3cret' }])]);
    expect(world.logged).toContainEqual(expect.objectContaining({ audit: 'events.reveal', event: held }));
  });

  test('the log calls a request as its answer does, whoever gave it its name', async () => {
    const named = await world.ask('GET', `/${held}?reveal=true`, undefined, [`Authorization: Bearer ${TOKEN}`, 'x-request-id: mine']);
    const unnamed = await world.ask('GET', `/${held}?reveal=true`);
    const told = world.logged.flatMap((line) => ('audit' in line && 'requestId' in line ? [line.requestId] : []));
    expect(told.slice(-2)).toEqual(['mine', unnamed.headers['x-request-id']]);
    expect([named.headers['x-request-id'], unnamed.headers['x-request-id']]).toEqual(['mine', expect.stringMatching(/./)]);
  });
});

test('hostile texts are JSON in an answer of JSON, whatever they say', async () => {
  const { body } = await world.send('/plain', { type: PLAIN, id: HOSTILE.slice(0, 25), data: { n: 'x', k: HOSTILE } });
  const answer = await world.ask('GET', `/${String(body['id'])}`);
  expect(answer.headers).toMatchObject({ 'content-type': expect.stringMatching(/^application\/json/) as unknown });
  expect(JSON.parse(answer.body)).toMatchObject({ key: HOSTILE, events: [{ data: { k: HOSTILE } }] });
  expect(answer.body).not.toContain('\u001B');
});

test('numbers stay exact, and what is no JSON any more is told', async () => {
  const exact = await world.gateway.send({ path: '/', headers: [...binary({ type: PLAIN })], body: '{"n":9007199254740993.5}' });
  const { id } = JSON.parse(exact.body) as { readonly id: number };
  expect((await world.ask('GET', `/${id}`)).body).toContain('"n":9007199254740993.5');
});

describe('lists', () => {
  const rows: readonly (readonly [query: string, states: readonly string[]])[] = [
    ['?route=%2Fkeyed', ['held']],
    ['?state=held&type=com.shop.person', ['held']],
    ['?state=dead,parked', []],
    ['?code=event_invalid&type=com.shop.person', ['held']],
    ['?code=nothing', []],
    ['?target=fn', []],
    [`?key=${encodeURIComponent(SECRET)}`, ['held']],
    ['?after=2020-01-01T00:00:00Z&type=com.shop.person', ['held']],
    ['?before=2020-01-01T00:00:00Z', []],
    ['?after=2999-01-01', []],
  ];
  for (const [query, states] of rows) {
    test(`${query} finds ${states.length}`, async () => {
      const { items } = (await get(query)) as { items: readonly { readonly state: string }[] };
      expect(items.map(({ state }) => state)).toEqual(states);
    });
  }

  test('a page has a cursor where there is more, and the pages are everything once', async () => {
    for (const n of ['1', '2', '3']) await world.send('/', { type: PLAIN, data: { n } });
    const whole = (await get('?limit=200')) as { items: readonly { readonly id: number }[] };
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const page = (await get(`?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`)) as {
        items: readonly { readonly id: number }[];
        cursor?: string;
      };
      ids.push(...page.items.map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(ids).toEqual(whole.items.map(({ id }) => id));
  });
});

describe('what is refused', () => {
  const rows: readonly (readonly [method: string, path: string, body: object | undefined, status: number, says: RegExp])[] = [
    ['GET', '?limit=0', undefined, 400, /limit: expected a whole number from 1 to 200/],
    ['GET', '?ids=1', undefined, 400, /unknown query parameter "ids"/],
    ['GET', '?state=lost', undefined, 400, /state: expected some of held, parked, dead, waiting, taken/],
    ['GET', '?before=yesterday', undefined, 400, /before: expected a time/],
    ['GET', '/0', undefined, 404, /expected the number of an event/],
    ['GET', '/999999', undefined, 404, /no event 999999 is kept here/],
    ['GET', '/1?reveal=yes', undefined, 400, /reveal: expected true or false/],
    ['POST', '/replay', {}, 400, /expected which events/],
    ['POST', '/replay', { state: 'waiting' }, 400, /the others wait for nobody/],
    ['POST', '/replay', { ids: ['1'] }, 400, /ids: expected 1 to 1000 numbers/],
    ['POST', '/replay', { all: true, force: 'yes' }, 400, /force: expected true or false/],
    ['POST', '/rejudge', { version: 1, schema: {} }, 400, /contradict each other/],
    ['POST', '/rejudge', { schema: { type: 'strin' } }, 422, /type/],
    ['POST', '/discard', { all: true }, 400, /expected a reason/],
    ['POST', '/discard', { reason: 'x' }, 400, /expected which events/],
    ['POST', '/erase', { reason: 'x' }, 400, /expected what to erase/],
    ['POST', '/erase', { id: 1, key: 'a', reason: 'x' }, 400, /expected what to erase/],
    ['POST', '/erase', { key: 'a' }, 400, /expected a reason/],
    ['DELETE', '', undefined, 405, /expected GET, HEAD/],
  ];
  for (const [method, path, body, status, says] of rows) {
    test(`${method} ${path} ${body === undefined ? '' : JSON.stringify(body)}`, async () => {
      const answer = await world.ask(method, path, body);
      expect([answer.status, (JSON.parse(answer.body) as { readonly detail: string }).detail]).toEqual([status, expect.stringMatching(says)]);
    });
  }
});

describe('who may', () => {
  const paths = ['', '/counts', '/1', '/1/why'];
  test('nobody without the token, whatever they ask', async () => {
    for (const headers of [[], [`Authorization: Bearer ${TOKEN}x`]]) {
      for (const path of paths) expect((await world.ask('GET', path, undefined, headers)).status).toBe(401);
      for (const path of ['/rejudge', '/replay', '/discard', '/erase']) expect((await world.ask('POST', path, {}, headers)).status).toBe(401);
    }
  });

  test('where no token is configured nobody at all', async () => {
    const closed = await startWorld({
      hasToken: false,
      routes: (url) => [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [{ url }] }],
    });
    for (const path of paths) expect((await closed.ask('GET', path)).status).toBe(403);
    await closed.close();
  });

  test('a gateway without a durable route says that it keeps none', async () => {
    const fn = await startFunction();
    const routes = [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }];
    const config = { routes, admin: { tokenEnv: 'ADMIN' } };
    const gateway = await startTestGateway({ registryUrl: world.registry.url, config, env: { ADMIN: TOKEN } });
    const answer = await gateway.send({ method: 'GET', path: '/-/api/v1/events', headers: [`Authorization: Bearer ${TOKEN}`] });
    expect([answer.status, problemOf(answer)['detail']]).toEqual([404, expect.stringContaining('no route of this gateway is durable')]);
    await Promise.all([gateway.close(), fn.close()]);
  });
});
