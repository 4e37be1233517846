import { expect, test } from 'vitest';
import { historyText } from '../../cli/report/history.ts';

const CHANGE = {
  isOtherHistory: true,
  before: { position: 9 },
  after: { position: 4 },
  loses: [{ subject: 'com.shop.order', version: 3 }],
  gains: [],
};

for (const { accepted, lines } of [
  {
    accepted: false,
    lines: [
      'http://g would follow another history of the registry: position 9 before, 4 there',
      'would no longer be accepted: com.shop.order@3',
      'would be accepted: nothing',
      'nothing was changed',
    ],
  },
  {
    accepted: true,
    lines: [
      'http://g now follows another history of the registry: position 9 before, 4 there',
      'no longer accepted: com.shop.order@3',
      'now accepted: nothing',
    ],
  },
]) {
  test(`another history that ${accepted ? 'was' : 'is not'} accepted says which versions go and come`, () =>
    expect(historyText('http://g', { ...CHANGE, accepted }).split('\n')).toEqual(lines));
}
