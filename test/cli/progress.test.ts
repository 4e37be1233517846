import { expect, test } from 'vitest';
import { createProgress } from '../../cli/progress.ts';

const ROWS = [
  { isTerminal: true, title: 'a terminal: one line that is written over, and taken away', expected: '\r\u001B[Kat 100\r\u001B[Kat 2100\r\u001B[K' },
  { isTerminal: false, title: 'a pipe: a line every two seconds', expected: 'at 2100\n' },
];

for (const { isTerminal, title, expected } of ROWS) {
  test(title, () => {
    let [now, written] = [0, ''];
    const output = { color: false, isTerminal, write: (text: string) => void (written += text) };
    const progress = createProgress(output, () => now);
    for (now of [50, 100, 150, 2_100, 2_150]) progress.say(`at ${now}`);
    progress.end();
    expect(written).toBe(expected);
  });
}
