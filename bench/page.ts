import { readFileSync, writeFileSync } from 'node:fs';
import { isMet, type CaseBars } from './bar.ts';
import { cellText } from './report.ts';

const [BEGIN, END] = ['<!-- bars: npm run bench -- --page -->', '<!-- end of bars -->'];

/** Write a run into a Markdown page, between its two marks; the words around them stay. Throws where they are missing. */
export function writePage(file: string, machine: string, cases: readonly CaseBars[]): void {
  const page = readFileSync(file, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${file}: expected the marks ${BEGIN} and ${END}`);
  const lines = ['| case | what | figure | bar | |', '|---|---|---|---|---|', ...cases.flatMap(rowsOf)];
  writeFileSync(file, `${page.slice(0, begin)}${BEGIN}\n\n${machine}\n\n${lines.join('\n')}\n\n${page.slice(end)}`);
}

function rowsOf({ name, bars }: CaseBars): string[] {
  const head = `| \`${name}\` |`;
  if (bars === 'not run') return [`${head} not run: takes long | | | |`];
  return bars.map((bar, at) => {
    const { what, figure, side, limit } = bar;
    return `${at === 0 ? head : '| |'} ${what} | ${cellText(figure)} | ${side} ${limit} | ${isMet(bar) ? 'met' : '**missed**'} |`;
  });
}
