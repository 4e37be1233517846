import { expect, test } from 'vitest';
import { isTimestamp } from '../../src/core/timestamp.ts';
import { isUri, isUriReference } from '../../src/core/uri.ts';

const REFERENCES = [
  ['https://github.com/cloudevents', 'uri'],
  ['mailto:cncf-wg-serverless@lists.cncf.io', 'uri'],
  ['urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66', 'uri'],
  ['http://[2001:db8::1]:80/x', 'uri'],
  ['http://user@[::1]', 'uri'],
  ['s:', 'uri'],
  ['https://x/schema.json#/definitions/order', 'uri'],
  ['/cloudevents/spec/pull/123', 'reference'],
  ['1-555-123-4567', 'reference'],
  ['//host/path?query#fragment', 'reference'],
  ['a%20b', 'reference'],
  ['./1:2', 'reference'],
  ['?a:b', 'reference'],
  ['', 'reference'],
  ['a b', 'none'],
  ['a%2', 'none'],
  ['a%', 'none'],
  ['<x>', 'none'],
  ['a\\b', 'none'],
  ['a|b', 'none'],
  ['caf\u00e9', 'none'],
  ['a#b#c', 'none'],
  ['1:2', 'none'],
  ['/a[1]', 'none'],
  ['http://[::1', 'none'],
  ['http://[::1]x/', 'none'],
  ['http://[::1]/[', 'none'],
] as const;

for (const [text, kind] of REFERENCES) {
  test(`${JSON.stringify(text)} is ${kind}`, () => {
    expect({ reference: isUriReference(text), uri: isUri(text) }).toEqual({ reference: kind !== 'none', uri: kind === 'uri' });
  });
}

const TIMES = [
  ['2018-04-05T17:31:00Z', true],
  ['2018-04-05t17:31:00.123456789z', true],
  ['2018-04-05T17:31:00+23:59', true],
  ['2016-12-31T23:59:60Z', true],
  ['2024-02-29T00:00:00Z', true],
  ['2000-02-29T00:00:00Z', true],
  ['2023-02-29T00:00:00Z', false],
  ['1900-02-29T00:00:00Z', false],
  ['2018-04-31T17:31:00Z', false],
  ['2018-04-05T24:00:00Z', false],
  ['2018-04-05T17:31Z', false],
  ['2018-04-05T17:31:00', false],
  ['2018-04-05 17:31:00Z', false],
  ['2018-04-05T17:31:00Z\n', false],
  ['2018-13-05T17:31:00Z', false],
] as const;

for (const [text, isOne] of TIMES) test(`${JSON.stringify(text)} is ${isOne ? 'a' : 'no'} timestamp`, () => expect(isTimestamp(text)).toBe(isOne));

test('a megabyte is looked at once', () => {
  const text = 'a:'.repeat(500_000);
  expect([isUriReference(text), isUriReference(`${text} `), isUriReference(`${text}[`), isTimestamp(text)]).toEqual([true, false, false, false]);
});
