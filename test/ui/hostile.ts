import type { Page } from 'playwright-core';

/** What somebody may write where a page shows it: what a page that took it for markup would do, and a name in disguise. */
export const HOSTILE = [
  '<img src=x onerror="window.hit=1">',
  '"><script>window.hit=1</script>',
  '</script><svg onload=window.hit=1>',
  'javascript:window.hit=1',
  '{{constructor.constructor("window.hit=1")()}}',
  '\u202egnp.exe',
] as const;

/** All of them in one text. */
export const HOSTILE_TEXT: string = HOSTILE.join(' ');

/** Whether any of it became more than text. */
export async function wasHit(page: Page): Promise<boolean> {
  return page.evaluate('window.hit !== undefined || document.querySelector("main script, main img, main svg, a[href^=javascript]") !== null');
}
