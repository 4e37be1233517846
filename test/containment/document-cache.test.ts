import { expect, test } from 'vitest';
import { decideContainment, DocumentCache } from '../../src/containment/index.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';

function document(schema: SchemaDocument['schema']): SchemaDocument {
  return { schema, dialect: 'draft-2020-12' };
}

test('a document is read once, whoever gives it', () => {
  const cache = new DocumentCache();
  expect(cache.read(document({ type: 'string' }))).toBe(cache.read(document({ type: 'string' })));
  expect(cache.read(document({ type: 'string' }))).not.toBe(cache.read(document({ type: 'integer' })));
  expect(cache.read(document({}), { nodes: 5 })).not.toBe(cache.read(document({}), { nodes: 6 }));
});

test('what is done to a schema afterwards does not change what was read', () => {
  const cache = new DocumentCache();
  const changing = { type: 'string' };
  cache.read(document(changing));
  changing.type = 'integer';
  expect(decideContainment(document({ type: 'string' }), document({ type: 'string', minLength: 0 }), { cache }).kind).toBe('contained');
  expect(decideContainment(document(changing), document({ type: 'string' }), { cache }).kind).toBe('not_contained');
});

test('the least lately used goes first where the texts are too many', () => {
  const cache = new DocumentCache({ maxBytes: 300 });
  const titled = (letter: string): SchemaDocument => document({ title: letter.repeat(80) });
  const [first, second] = [cache.read(titled('a')), cache.read(titled('b'))];
  cache.read(titled('a'));
  cache.read(titled('c'));
  expect(cache.read(titled('a'))).toBe(first);
  expect(cache.read(titled('b'))).not.toBe(second);
});
