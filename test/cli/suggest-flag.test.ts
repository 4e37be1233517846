import { expect, test } from 'vitest';
import { suggestFlag } from '../../cli/suggest-flag.ts';

const KNOWN = ['--port', '--dir', '--registry-config', '--registry', '--no-color', '--in'];
const ROWS = [
  { asked: '--data-dir', meant: '--dir' },
  { asked: '--directory', meant: '--dir' },
  { asked: '--dir=x', meant: '--dir' },
  { asked: '--registry-url', meant: '--registry' },
  { asked: '--config', meant: '--registry-config' },
  { asked: '--verbose', meant: undefined },
  { asked: '--input', meant: undefined },
  { asked: '--', meant: undefined },
];

for (const { asked, meant } of ROWS) {
  test(`${asked} means ${meant ?? 'nothing that there is'}`, () => expect(suggestFlag(asked, KNOWN)).toBe(meant));
}
