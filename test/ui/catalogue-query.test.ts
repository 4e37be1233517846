import { describe, expect, test } from 'vitest';
import { readCatalogueQuery } from '../../src/ui/pages/catalogue/catalogue-query.ts';

const CASES = [
  { address: '', query: {} },
  { address: 'q=order', query: { search: 'order' } },
  { address: 'q=order+placed', query: { search: 'order placed' } },
  { address: 'q=owner:checkout', query: { owner: 'checkout' } },
  { address: 'q=owner:"the+shop"+paid', query: { owner: 'the shop', search: 'paid' } },
  { address: 'q=label:tier=gold+field:lines.quantity', query: { label: 'tier=gold', field: 'lines.quantity' } },
  { address: 'q=state:retired', query: { state: 'retired' } },
  { address: 'q=state:nonsense', query: { search: 'state:nonsense' } },
  { address: 'q=owner:', query: { search: 'owner:' } },
  { address: 'q=a:b', query: { search: 'a:b' } },
  { address: 'owner=checkout&state=nonsense', query: { owner: 'checkout' } },
  { address: 'q=owner:a&owner=b', query: { owner: 'b' } },
  { address: 'prefix=com.shop.&q=++', query: { prefix: 'com.shop.' } },
];

describe('readCatalogueQuery()', () => {
  for (const { address, query } of CASES) test(`?${address}`, () => expect(readCatalogueQuery(new URLSearchParams(address))).toEqual(query));
});
