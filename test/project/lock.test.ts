import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputDigest, sha256 } from '../../src/project/digests.ts';
import { lockChanges } from '../../src/project/lock-changes.ts';
import { parseLock, printLock, type Lock, type LockedEvent } from '../../src/project/lock.ts';
import { readStored, storedText } from '../../src/project/stored-schema.ts';
import { fingerprintSchema } from '../../src/formats/json-schema/fingerprint.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const version = fc.record({ semver: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((numbers) => numbers.join('.')), fingerprint: digits });
const event: fc.Arbitrary<LockedEvent> = fc
  .tuple(
    version,
    fc.array(version, { maxLength: 2 }),
    fc.array(digits, { maxLength: 2 }),
    fc.record({ produces: fc.string(), consumes: fc.string() }, { requiredKeys: [] }),
  )
  .map(([own, older, references, ranges]) => ({ ...own, older, references, ...ranges }));
const subject = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
const locks: fc.Arbitrary<Lock> = fc.dictionary(subject, event, { maxKeys: 4 }).map((events) => ({
  events,
  generator: { version: '1', optionsDigest: 'a', outputDigest: 'b' },
}));

test('what is printed is read back, and printed alike', () => {
  fc.assert(
    fc.property(locks, (lock) => {
      const text = printLock(lock);
      const read = parseLock({ file: 'sluice.lock', text });
      expect(printLock(read)).toBe(text);
      expect(Object.keys(read.events).toSorted()).toEqual(Object.keys(lock.events).toSorted());
    }),
  );
});

test('the order in which events were locked does not show', () => {
  fc.assert(
    fc.property(locks, (lock) => {
      const turned = { ...lock, events: Object.fromEntries(Object.entries(lock.events).toReversed()) };
      expect(printLock(turned)).toBe(printLock(lock));
      expect(outputDigest(turned.events, [])).toBe(outputDigest(lock.events, []));
    }),
  );
});

const ONE = { semver: '1.0.0', fingerprint: 'a'.repeat(64), older: [], references: [] } as const;

describe('a lock that is none is refused with what is wrong', () => {
  const good = printLock({ events: { a: ONE } });
  const rows = [
    { title: 'text', text: 'yes', says: 'it is not JSON: expected a JSON value, found "y", at line 1, column 1' },
    {
      title: 'an event twice, as a merge may leave it',
      text: good.replace('"events": {', `"events": { "a": ${JSON.stringify({ ...ONE, dataschema: `urn:sluice:a:${ONE.fingerprint}` })},`),
      says: 'the member "a" occurs twice in one object, at line',
    },
    { title: 'an array', text: '[]', says: 'expected an object' },
    { title: 'another version', text: good.replace('"lockfileVersion": 1', '"lockfileVersion": 2'), says: 'expected "lockfileVersion": 1; found 2' },
    { title: 'the middle of a merge', text: `<<<<<<< ours\n${good}=======\n${good}>>>>>>> theirs\n`, says: 'conflict markers' },
    {
      title: 'a fingerprint that was changed',
      text: good.replace('"fingerprint": "aa', '"fingerprint": "bb'),
      says: 'expected the dataschema of "a"',
    },
    { title: 'a fingerprint that is none', text: good.replace(/"fingerprint": "a+"/, '"fingerprint": "a"'), says: 'expected semver, fingerprint' },
    { title: 'no events', text: '{ "lockfileVersion": 1 }', says: 'expected "events"' },
  ];
  for (const { title, text, says } of rows) test(title, () => expect(() => parseLock({ file: 'sluice.lock', text })).toThrow(says));
});

test('what changes between two locks is told by subject', () => {
  const next = { ...ONE, semver: '1.1.0', fingerprint: 'b'.repeat(64) };
  const changes = lockChanges(
    { events: { gone: ONE, moved: ONE, same: ONE, ranged: ONE } },
    { events: { added: ONE, moved: next, same: ONE, ranged: { ...ONE, consumes: '^1' } } },
  );
  expect(changes.map(({ subject: name, kind }) => `${kind} ${name}`)).toEqual([
    'added added',
    'removed gone',
    'changed moved',
    'changed ranged',
    'unchanged same',
  ]);
  expect(lockChanges(undefined, { events: { a: ONE } })).toEqual([{ subject: 'a', kind: 'added', after: '1.0.0', older: [] }]);
});

describe('a file of the store', () => {
  const document = { schema: { type: 'object', title: 'Größe' }, dialect: 'draft-2020-12' } as const;
  const references = [{ name: 'money.json', fingerprint: 'c'.repeat(64) }];
  const fingerprint = fingerprintSchema(document, references);
  const bytes = new TextEncoder().encode(storedText({ ...document, references }));

  test('has the digest that is its name, and is read back', () => {
    expect(readStored(fingerprint, bytes, 'x.json')).toEqual({ ...document, references });
  });

  for (const { title, changed } of [
    { title: 'one byte more', changed: new Uint8Array([...bytes, 10]) },
    { title: 'another schema', changed: new TextEncoder().encode(storedText({ ...document, schema: true, references })) },
    { title: 'nothing', changed: new Uint8Array() },
  ]) {
    test(`with ${title} is refused, with both digests`, () => {
      expect(() => readStored(fingerprint, changed, 'x.json')).toThrow(
        `x.json: its content is not what its name says; expected SHA-256 ${fingerprint}`,
      );
    });
  }

  for (const text of [
    'not json',
    '7',
    '{}',
    '{"format":"avro","dialect":"draft-07","schema":{},"references":[]}',
    '{"format":"json-schema","dialect":"draft-07","schema":{},"references":[["a","../../x"]]}',
  ]) {
    test(`that is named by its content, but is ${text}, is refused`, () => {
      const content = new TextEncoder().encode(text);
      expect(() => readStored(sha256(content), content, 'x.json')).toThrow('x.json: it is named by what it contains, but that is no schema of ours');
    });
  }
});
