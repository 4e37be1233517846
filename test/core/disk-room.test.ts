import { expect, test } from 'vitest';
import { diskRoom, roomText } from '../../src/core/disk-room.ts';

const [MIB, GIB] = [1_024 ** 2, 1_024 ** 3];

for (const [title, freeBytes, sizeBytes, isNearlyFull] of [
  ['a large disk with 1 GiB', GIB, 100 * GIB, false],
  ['a large disk with less', GIB - 1, 100 * GIB, true],
  ['a volume of 1 GiB with a tenth', 103 * MIB, GIB, false],
  ['a volume of 1 GiB with less', 102 * MIB, GIB, true],
  ['a full one', 0, GIB, true],
] as const) {
  test(`${title} is ${isNearlyFull ? '' : 'not '}nearly full`, () => expect(diskRoom({ freeBytes, sizeBytes })).toEqual({ freeBytes, isNearlyFull }));
}

test('what is free is told in whole MiB', () => expect(roomText(812.9 * MIB)).toBe('812 MiB are free'));
