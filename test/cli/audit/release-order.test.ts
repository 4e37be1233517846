import { expect, test } from 'vitest';
import { compareReleases } from '../../../cli/audit/release-order.ts';

const ORDERS = [
  ['v1', 'v2', 'v10'],
  ['4.9.0', '4.10.0', '10.0.0'],
  ['1.0.0-alpha.2', '1.0.0-alpha.10', '1.0.0-rc.1', '1.0.0', '1.0.1'],
  ['v1.9', 'v1.10-beta', 'v1.10'],
  ['2024-01-31', '2024-02-01', '2024-12-01'],
  ['release-9', 'release-10'],
  ['1', '2', '99999999999999999999', '100000000000000000000'],
  ['01', '1', '2'],
];

for (const names of ORDERS) {
  test(`releases come as ${names.join(' < ')}`, () => {
    expect(names.toReversed().toSorted(compareReleases)).toEqual(names);
    expect(names.toSorted(compareReleases)).toEqual(names);
  });
}
