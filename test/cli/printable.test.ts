import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPaint } from '../../cli/report/paint.ts';
import { printableReport } from '../../cli/report/printable.ts';

const STEERS = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;
const paint = createPaint({ color: true });

test('no report steers a terminal, whatever it quotes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001B', '[', '2J', '31m', '\u009B', '\r', '\n', '\u202E'))),
      (parts) => {
        expect(printableReport(parts.join(''), { color: false })).not.toMatch(STEERS);
      },
    ),
  );
});

for (const { title, text, color, shown } of [
  { title: 'its own colours stay', text: paint.bad('a') + paint.faint('b'), color: true, shown: paint.bad('a') + paint.faint('b') },
  { title: 'but where there is no colour', text: paint.bad('a'), color: false, shown: '\\u001b[31ma\\u001b[39m' },
  { title: 'others go', text: '\u001B[8mhidden', color: true, shown: '\\u001b[8mhidden' },
  { title: 'so does what clears the screen', text: '\u001B[2J', color: true, shown: '\\u001b[2J' },
  { title: 'lines and tabs stay', text: 'a\n[1m\tb', color: true, shown: 'a\n[1m\tb' },
]) {
  test(`of a report ${title}`, () => expect(printableReport(text, { color })).toBe(shown));
}
