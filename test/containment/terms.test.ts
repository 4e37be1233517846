import { expect, test } from 'vitest';
import { Membership } from '../../src/containment/form/holds.ts';
import { Terms } from '../../src/containment/form/terms.ts';

test.each([[['a']], [['a', 'b']]])('an enumeration of %j stays what it is though the list that it was made of grows', (values) => {
  const terms = new Terms();
  const list = [...values];
  const term = terms.enum(list);
  list.push('z');
  expect([term, new Membership(terms).holds(term, 'z')]).toEqual([terms.enum(values), false]);
  expect(terms.enum(values)).toMatchObject({ values });
});
