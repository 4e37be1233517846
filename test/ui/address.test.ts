import fc from 'fast-check';
import { expect, test } from 'vitest';
import { href, readLocation } from '../../src/ui/app/address.ts';

const ORIGIN = 'https://registry.example';

const segment = fc.oneof(
  fc.constantFrom('.', '..', '~', '~.', '~~', '...', 'a/b', 'a%2Fb', '%', '?', '#', 'com.shop.*', '__proto__'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);

test('a page is opened again by its address, whatever its names are', () => {
  fc.assert(
    fc.property(
      fc.array(segment),
      fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })),
      (segments, query) => {
        // As a browser takes it, which goes steps by itself.
        const { segments: read, query: asked } = readLocation(new URL(href(segments, query), ORIGIN));
        expect(read).toEqual(segments);
        expect([...asked]).toEqual(Object.entries(query).filter(([, value]) => value !== ''));
      },
    ),
  );
});

test.each([
  ['/ui', []],
  ['/ui/', []],
  ['/ui/subjects/%zz', ['subjects', '%zz']],
  ['/ui//subjects//a', ['subjects', 'a']],
])('%s that somebody wrote is %j', (pathname, segments) => expect(readLocation({ pathname, search: '' }).segments).toEqual(segments));
