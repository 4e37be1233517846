import { expect, test } from 'vitest';
import { deprecationHeaders } from '../../../src/http/kit/deprecation.ts';

const AT = '2026-03-01T00:00:00.500Z';

const rows = [
  { title: 'an active version says nothing', head: { state: 'active' }, headers: {} },
  { title: 'nor a retired one', head: { state: 'retired' }, headers: {} },
  { title: 'a deprecated one says since when', head: { state: 'deprecated', deprecatedAt: AT }, headers: { Deprecation: '@1772323200' } },
  {
    title: 'until when, and what to use instead',
    head: { state: 'deprecated', deprecatedAt: AT, sunset: '2027-01-01T00:00:00.000Z', successor: 3 },
    headers: { Deprecation: '@1772323200', Sunset: 'Fri, 01 Jan 2027 00:00:00 GMT', Link: '</v/3>; rel="successor-version"' },
  },
  { title: 'one that was deprecated before that was recorded does not say since when', head: { state: 'deprecated' }, headers: {} },
] as const;

for (const { title, head, headers } of rows) {
  test(title, () => expect(deprecationHeaders(head, (version) => `/v/${version}`)).toEqual(headers));
}
