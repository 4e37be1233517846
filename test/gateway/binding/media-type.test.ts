import { expect, test } from 'vitest';
import { parseMediaType, requireJsonType } from '../../../src/gateway/binding/media-type.ts';

const PARSED = [
  ['application/json', 'application/json', []],
  [' Application/JSON ', 'application/json', []],
  ['a/b;c=d', 'a/b', [['c', 'd']]],
  [
    'a/b ; C=D ; e="f;\\"g" ;',
    'a/b',
    [
      ['c', 'D'],
      ['e', 'f;"g'],
    ],
  ],
  ['a/b;;c=d', 'a/b', [['c', 'd']]],
] as const;

for (const [text, essence, parameters] of PARSED) {
  test(`parseMediaType(${text})`, () => expect(parseMediaType(text)).toEqual({ essence, parameters }));
}

for (const text of ['', 'json', 'a/', '/b', 'a/b c', 'a/b;c', 'a/b;c="d', 'a/b, c/d', 'a/b;=d']) {
  test(`parseMediaType(${JSON.stringify(text)}) is none`, () => expect(parseMediaType(text)).toBeUndefined());
}

for (const text of ['application/json', 'text/json', 'application/problem+json', 'x/y+JSON; charset=UTF-8', 'a/json; charset="utf-8"; other=1']) {
  test(`${text} is JSON in UTF-8`, () => expect(() => requireJsonType(text, 'here')).not.toThrow());
}

for (const text of [
  undefined,
  'application/jsonp',
  'application/xml',
  'text/plain',
  'application/json-seq',
  'a/json; charset=ascii',
  'a/json; charset=utf-8; charset=latin1',
  'json',
]) {
  test(`${text} is not JSON in UTF-8`, () =>
    expect(() => requireJsonType(text, 'here')).toThrow(expect.objectContaining({ code: 'media_type_unsupported' })));
}
