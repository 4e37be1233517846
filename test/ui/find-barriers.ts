import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds against a page, and no more of what it looked at: the rest would be described, and carried out of the browser. */
const RUN = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' '))))`;

let axe: Promise<string> | undefined;

/** What keeps people out of a page as it is now, by axe: the serious and the critical, as `rule: where`. A test expects none. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated from outside, which the policy of the page has no say in; once for a document.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(await (axe ??= readFile(AXE, 'utf8')));
  return page.evaluate<string[]>(RUN);
}

/** How many pixels the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
