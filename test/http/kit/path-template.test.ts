import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeParameters, matchPath, parsePathTemplate } from '../../../src/http/kit/path-template.ts';
import { parseQuery } from '../../../src/http/kit/query.ts';

const template = parsePathTemplate('/subjects/{subject}/versions/{version}');

const rows = [
  { path: '/subjects/a/versions/1', found: { subject: 'a', version: '1' } },
  { path: '/subjects/../versions/1', found: { subject: '..', version: '1' } },
  { path: '/subjects/a%2Fb/versions/1', found: { subject: 'a%2Fb', version: '1' } },
  { path: '/subjects//versions/1', found: { subject: '', version: '1' } },
  { path: '/subjects/a/versions', found: undefined },
  { path: '/subjects/a/versions/1/', found: undefined },
  { path: '/Subjects/a/versions/1', found: undefined },
  { path: '/subjects/a/b/versions/1', found: undefined },
];

for (const { path, found } of rows) {
  test(`matchPath() of ${path}`, () => expect(matchPath(template, path)).toEqual(found));
}

for (const text of ['%', '%2', '%zz', '%ff', '%c3%28', 'a%e2%82']) {
  test(`decodeParameters() refuses ${text}`, () => {
    expect(() => decodeParameters({ subject: text })).toThrow(expect.objectContaining({ code: 'request_invalid' }) as Error);
  });
}

test('what encodeURIComponent wrote is read back, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (subject) => {
      const raw = matchPath(template, `/subjects/${encodeURIComponent(subject)}/versions/1`);
      expect(decodeParameters(raw ?? {})['subject']).toBe(subject);
      expect(parseQuery(`subject=${encodeURIComponent(subject)}`).get('subject')).toBe(subject);
    }),
  );
});

const queries = [
  { query: '', entries: [] },
  {
    query: 'a=1&b=x+y',
    entries: [
      ['a', '1'],
      ['b', 'x y'],
    ],
  },
  { query: 'a', entries: [['a', '']] },
  { query: 'a=b=c', entries: [['a', 'b=c']] },
  { query: 'a=%26%3D%2B', entries: [['a', '&=+']] },
] as const;

for (const { query, entries } of queries) {
  test(`parseQuery() of ${JSON.stringify(query)}`, () => expect([...parseQuery(query)]).toEqual(entries));
}

for (const query of ['a=1&a=2', 'a=%', '%ff=1']) {
  test(`parseQuery() refuses ${query}`, () => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'request_invalid' }) as Error);
  });
}
