import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';

let browser: Promise<Browser> | undefined;

/** A tab of the browser of this run, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and violations that the page told, and requests that left the origin: a test expects none. */
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
}

/** Open `path` of a running registry, in a profile of its own. Waits are Playwright's own, which end before the test does, and say what they waited for. */
export async function openPage(url: string, path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await (await connect()).newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // An answer that is an error is for the page to show.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${new URL(url).origin}/`) && !request.url().startsWith('blob:'))
      troubles.push(`foreign request: ${request.url()}`);
  });
  await page.goto(path);
  return { page, troubles, close: () => context.close() };
}

async function connect(): Promise<Browser> {
  browser ??= fetch(inject('browserLender')).then(async (response) => {
    const answer = await response.text();
    if (!response.ok) throw new Error(`there is no browser: ${answer}`);
    return chromium.connect(answer);
  });
  return browser;
}
