import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { evaluate } from '../../src/formats/json-schema/containment.ts';
import { withoutPlace } from '../../src/ui/kit/finding-text.ts';

const SCHEMA = { type: 'object', properties: { id: { type: 'string' }, 'a: b': { type: 'integer' } } };

test.each<readonly [string, JsonValue, RegExp]>([
  ['the whole event', [], /^expected type object, found /],
  ['a member', { id: 7 }, /^expected type string, found /],
  ['a member with a colon in its name', { 'a: b': 'x' }, /^expected type integer, found /],
])('what is wrong with %s is said without its place', (_, event, says) => {
  const { findings } = evaluate(SCHEMA, event, { dialect: 'draft-2020-12' });
  expect(findings.map(withoutPlace)).toEqual([expect.stringMatching(says)]);
});

test('what is said otherwise stays as it is', () => {
  expect(withoutPlace({ instancePointer: '/a', message: 'the member "b": of /a: nothing is known' })).toBe('the member "b": of /a: nothing is known');
});
