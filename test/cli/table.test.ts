import { expect, test } from 'vitest';
import { fittingTable, table } from '../../cli/report/table.ts';

const ROWS = [
  ['NAME', 'STATE'],
  ['com.shop.order.placed', 'active'],
  ['a', ''],
];

test('columns are as wide as their widest cell', () => {
  expect(table(ROWS)).toBe('NAME                   STATE\ncom.shop.order.placed  active\na');
});

test('where lines are short, columns are cut, but for their first letters', () => {
  expect(fittingTable(ROWS, 18, [0])).toBe('NAME        STATE\ncom.shop.…  active\na');
  expect(fittingTable(ROWS, 5, [0])).toBe('NAME      STATE\ncom.sho…  active\na');
});

test('a registry may have a million subjects', () => {
  const rows = Array.from({ length: 1_000_000 }, () => ['a', 'b']);
  expect(table(rows)).toHaveLength(1_000_000 * 'a  b\n'.length - 1);
});
