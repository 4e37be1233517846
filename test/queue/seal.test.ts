import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Queue } from '../../src/queue/queue.ts';
import { parseSealKeys, type SealKeys } from '../../src/queue/seal-keys.ts';
import { sealed } from '../../src/queue/seal.ts';
import { createSealer } from '../../src/queue/sealer.ts';
import { openSqliteQueue } from '../../src/queue/sqlite/open.ts';
import { ALL_BYTES, event, held, OWNER, stored, take, toTargets } from '../contract/acceptances.ts';

const BASE64 = Buffer.alloc(32, 7).toString('base64');
const OTHER = Buffer.alloc(32, 8).toString('base64');
const OLD: SealKeys = parseSealKeys(`k1 ${BASE64}`, 'test');
const ROTATED: SealKeys = parseSealKeys(`k2 ${OTHER}\nk1 ${BASE64}`, 'test');
const WRONG: SealKeys = parseSealKeys(`k1 ${OTHER}`, 'test');

async function newQueue(): Promise<{ queue: Queue; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-seal-'));
  const queue = await openSqliteQueue({ path: join(folder, 'queue.sqlite') });
  onTestFinished(async () => {
    await queue.close();
    rmSync(folder, { recursive: true });
  });
  return { queue, folder };
}

const SECRET = 'card 4111-1111';
const REASON = { code: 'event_invalid', message: `found ${SECRET}`, findings: [] };
const secret = event({ request: { method: 'PUT', query: `?${SECRET}`, headers: ['x', SECRET], bytes: Buffer.from(SECRET), requestId: 'r' } });

test('what a sender sent comes out as it went in, and is nowhere in the files', async () => {
  const { queue, folder } = await newQueue();
  const safe = sealed(queue, OLD);
  await stored(safe, { event: secret, fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'skip' }] } });
  await stored(safe, { event: secret, fate: { kind: 'hold', reason: REASON } });
  const [one] = await take(safe);
  expect(one?.event).toEqual(secret);
  await safe.settle(OWNER, [{ kind: 'dead', id: one!.id, at: 1, reason: REASON }]);
  const entries = await safe.list({ states: ['held', 'dead'], limit: 10 });
  expect(entries.map(({ reason }) => reason)).toEqual([REASON, REASON]);
  expect((await safe.read(one!.eventId))?.event).toEqual(secret);
  for (const name of ['queue.sqlite', 'queue.sqlite-wal']) expect(readFileSync(join(folder, name)).includes(SECRET)).toBe(false);
});

test('an old key still opens what it has sealed, and the new one seals', async () => {
  const { queue } = await newQueue();
  await stored(sealed(queue, OLD), toTargets());
  await stored(sealed(queue, ROTATED), toTargets());
  expect((await take(sealed(queue, ROTATED))).map((one) => one.event)).toEqual([event(), event()].map((each) => expectBytes(each)));
});

function expectBytes(each: ReturnType<typeof event>): unknown {
  return { ...each, request: { ...each.request, bytes: Buffer.from(ALL_BYTES) } };
}

for (const [name, keys, words] of [
  ['a key that was not given', parseSealKeys(`k9 ${BASE64}`, 'test'), /key "k1" was not given/],
  ['no key at all', undefined, /key "k1" was not given/],
  ['another key of that name', WRONG, /"k1" is another one/],
] as const) {
  test(`${name}: the event is parked with that reason, others go on, and reading it throws`, async () => {
    const { queue } = await newQueue();
    const id = await stored(sealed(queue, OLD), toTargets());
    const clear = await stored(queue, toTargets());
    const safe = sealed(queue, keys);
    expect((await take(safe)).map(({ eventId }) => eventId)).toEqual([clear]);
    const [parked] = await safe.list({ states: ['parked'], limit: 1 });
    expect(parked).toMatchObject({ eventId: id, reason: { code: 'queue_key_missing', message: expect.stringMatching(words) } });
    await expect(safe.read(id)).rejects.toMatchObject({ code: 'queue_key_missing' });
    expect(await sealed(queue, OLD).readmit({ kind: 'delivery', id: parked!.id, now: 5 })).toBe('readmitted');
    expect(await take(sealed(queue, OLD))).toHaveLength(1);
  });
}

test('what is held and let in under another version is still its own', async () => {
  const { queue } = await newQueue();
  const safe = sealed(queue, OLD);
  const id = await stored(safe, held());
  await safe.readmit({ kind: 'event', id, version: 9, deliveries: [{ target: 'a', afterDead: 'skip' }], now: 5 });
  expect((await take(safe))[0]?.event.version).toBe(9);
});

describe('the sealer', () => {
  test('opens what it has sealed, and no two records are the same', () => {
    const sealer = createSealer(OLD);
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, associated) => {
        const record = sealer.seal(bytes, associated);
        expect(createSealer(ROTATED).open(record, associated)).toEqual(Buffer.from(bytes));
        expect(sealer.seal(bytes, associated).equals(record)).toBe(false);
      }),
    );
  });

  test('refuses a record with any bit changed, or that belongs to something else', () => {
    const sealer = createSealer(OLD);
    const record = sealer.seal(Buffer.from('hello'), 'mine');
    expect(() => sealer.open(record, 'yours')).toThrow(/was changed/);
    for (let at = 0; at < record.length; at += 1) {
      const changed = Buffer.from(record);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed, 'mine')).toThrow(/cannot be read/);
      expect(() => sealer.open(record.subarray(0, at), 'mine')).toThrow(/cannot be read/);
    }
  });
});

test.each([
  ['', /no key/],
  ['# only words', /no key/],
  ['k1 short', /line 1/],
  [`\nk1 ${BASE64}\nk1 ${OTHER}`, /two keys named k1/],
  [`a b ${BASE64}`, /line 1/],
])('keys as %j are refused without being shown', (text, words) => {
  expect(() => parseSealKeys(text, 'KEYS')).toThrow(words);
  expect(() => parseSealKeys(text, 'KEYS')).not.toThrow(BASE64);
});
