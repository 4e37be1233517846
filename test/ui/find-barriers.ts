import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds against a page, and no more of what it looked at: the rest would be described, and carried out of the browser. */
const RUN = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' '))))`;

// Half a megabyte takes longer to get into the browser than all that is done with it there, so each registry's pages keep it.
const FIND = `globalThis.axe ? true : caches.match('/axe').then(async (kept) => (globalThis.axeText = await kept?.text()) !== undefined)`;
const keep = (text: string): string =>
  `caches.open('axe').then((cache) => cache.put('/axe', new Response(globalThis.axeText = ${JSON.stringify(text)})))`;
// Evaluated from outside, which the policy of the page has no say in; once for a document.
const LOAD = 'if (!globalThis.axe) (0, eval)(axeText)';

/** What keeps people out of a page as it is now, by axe: the serious and the critical, as `rule: where`. A test expects none. */
export async function findBarriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>(FIND))) await page.evaluate(keep(await readFile(AXE, 'utf8')));
  await page.evaluate(LOAD);
  return page.evaluate<string[]>(RUN);
}

/** How many pixels the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
