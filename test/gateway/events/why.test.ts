import { afterEach, expect, test } from 'vitest';
import { whyText, type WhyResource } from '../../../cli/report/events-why.ts';
import { entriesText, type EntryResource } from '../../../cli/report/events.ts';
import { objectSchema } from '../registry-server.ts';
import { startWorld, type EventsWorld } from './events-gateway.ts';

const ORDER = 'com.shop.order';

let world: EventsWorld;

afterEach(() => world.close());

/** A gateway whose function refuses what it is told to, and two versions, of which the first is read by nobody any more. */
async function start(order: object = { pointer: '/key' }): Promise<void> {
  world = await startWorld({
    answer: ({ body }, response) => response.writeHead(body.includes('"bad"') ? 400 : 200).end(),
    routes: (url) => [
      { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', order, targets: [{ name: 'fn', url }] },
      {
        path: '/lab',
        source: { kind: 'cloudevents' },
        dispatch: 'durable',
        targets: [
          { name: 'lab', url, reads: '@1' },
          { name: 'never', url, reads: '@9', filter: { type: 'com.other.*' } },
        ],
      },
    ],
  });
  const either = { type: ['string', 'integer'] };
  await world.registry.client.register(ORDER, { schema: objectSchema({ key: { type: 'string' } }, ['key']) });
  await world.registry.client.register(ORDER, {
    schema: objectSchema({ key: either, n: { type: 'integer' } }, ['key']),
    allowBreaking: { reason: 'test' },
  });
  await world.gateway.reached(2);
}

async function send(path: string, data: object, more: object = {}): Promise<number> {
  const { body } = await world.send(path, { type: ORDER, data, ...more });
  return body['id'] as number;
}

async function whyOf(id: number): Promise<string> {
  return whyText(JSON.parse((await world.ask('GET', `/${id}/why`)).body) as WhyResource, { color: false });
}

async function listed(states: string): Promise<string> {
  const { items } = JSON.parse((await world.ask('GET', `?state=${states}`)).body) as { readonly items: readonly EntryResource[] };
  return entriesText(items, { color: false, width: undefined, now: Date.now() });
}

test('a delivery behind a dead one of its key: why and list name that one, and deciding on it lets it go', async () => {
  await start();
  const dead = await send('/', { key: 'bad' });
  await world.gateway.holds('dead fn');
  const waiting = await send('/', { key: 'bad', n: 1 });
  const why = await whyOf(waiting);
  expect(why).toContain(`until event ${dead} of its key is decided on: sluice events replay ${dead}, or sluice events discard ${dead} --reason`);
  expect(why).not.toContain(`sluice events replay ${waiting}`);
  expect(await listed('waiting')).toMatch(new RegExp(`^${waiting} +waiting .* behind ${dead}$`, 'm'));
  expect(await whyOf(dead)).toContain(`it would pass now, under version 2: sluice events replay ${dead}`);
  await world.lines('/discard', { ids: [dead], reason: 'test' });
  await world.gateway.holds('dead fn');
  expect(await listed('dead')).toMatch(new RegExp(`^${waiting} +dead `, 'm'));
});

test('where the route skips what is dead, nothing is behind it', async () => {
  await start({ pointer: '/key', afterDead: 'skip' });
  await send('/', { key: 'bad' });
  await world.gateway.holds('dead fn');
  expect(await listed('dead')).not.toContain('behind');
});

test('a parked delivery that its target would not read again: no replay is advised', async () => {
  await start();
  const parked = await send('/lab', { key: 7 });
  await world.gateway.holds('parked lab');
  const why = await whyOf(parked);
  expect(why).toContain('a replay would have it parked again for lab, which reads @1');
  // Of a target whose filter leaves it out nothing is said.
  expect(why).not.toContain('never');
  expect(why).not.toContain(`sluice events replay ${parked}`);
});

test('a held event that names a retired version: why says which, and how it comes back', async () => {
  await start();
  const { fingerprint } = await world.registry.client.getVersion(ORDER, 1);
  const dataschema = `urn:sluice:${ORDER}:${fingerprint}`;
  await world.registry.client.setState(ORDER, 1, { state: 'retired' });
  await world.gateway.reached(3);
  const held = await send('/', { key: 'a' }, { dataschema });
  const why = await whyOf(held);
  expect(why).toContain('it would not pass now: dataschema_retired');
  expect(why).toContain(`it names ${dataschema}, which is ${ORDER}@1, and not live`);
  expect(why).toContain(`sluice activate ${ORDER}@1`);
  expect(why).toContain(`sluice events replay ${held} --under 2`);
  expect(await world.lines('/replay', { ids: [held] })).toMatchObject([{ outcome: 'still_invalid', code: 'dataschema_retired' }, {}]);
  expect(await world.lines('/rejudge', { ids: [held] })).toMatchObject([{ wouldFail: 1, failures: [{ code: 'dataschema_retired' }] }]);
});
