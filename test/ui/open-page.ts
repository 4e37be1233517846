import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';

let browser: Promise<Browser> | undefined;
let shared: Profile | undefined;

/** A tab of the browser of this run, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and violations that the page told, and requests that left the origin: a test expects none. */
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
}

/** The profile that the pages of one registry share, and a tab that stays from the second on. */
interface Profile {
  readonly origin: string;
  readonly context: BrowserContext;
  readonly staying?: Page;
}

export interface PageOptions extends Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'permissions'> {
  /** Whether nobody of this profile was here before: no file is cached, and what is done to its clock is done to no other page. */
  readonly isFirstVisit?: boolean;
}

/**
 * Open `path` of a running registry in a new tab, which remembers nothing of those before, though files of the registry are cached. With
 * permissions, or as a first visit, it has a profile of its own. Waits are Playwright's own, which end before the test does, and say what
 * they waited for.
 */
export async function openPage(url: string, path: string, options: PageOptions = {}): Promise<OpenPage> {
  const { origin } = new URL(url);
  const { isFirstVisit = false, viewport, colorScheme, ...rest } = options;
  const isOwn = isFirstVisit || rest.permissions !== undefined;
  const context = isOwn ? await newContext(origin, rest) : await enterShared(origin);
  const page = await context.newPage();
  if (viewport) await page.setViewportSize(viewport);
  if (colorScheme) await page.emulateMedia({ colorScheme });
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // An answer that is an error is for the page to show.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('blob:')) troubles.push(`foreign request: ${request.url()}`);
  });
  await page.goto(path);
  return { page, troubles, close: () => (isOwn ? context.close() : page.close()) };
}

async function enterShared(origin: string): Promise<BrowserContext> {
  if (shared?.origin !== origin) {
    const before = shared;
    shared = undefined;
    await before?.context.close();
    shared = { origin, context: await newContext(origin) };
  } else {
    shared = { ...shared, staying: shared.staying ?? (await openStaying(shared.context)) };
    await shared.staying?.evaluate('localStorage.clear()');
  }
  return shared.context;
}

/** While a tab of the site is open, the next one is in its process, which takes a good part off what a page costs. */
async function openStaying(context: BrowserContext): Promise<Page> {
  const staying = await context.newPage();
  await staying.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await staying.goto('/staying');
  return staying;
}

async function newContext(baseURL: string, options: Pick<BrowserContextOptions, 'permissions'> = {}): Promise<BrowserContext> {
  const context = await (await connect()).newContext({ baseURL, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(60_000);
  return context;
}

async function connect(): Promise<Browser> {
  browser ??= fetch(inject('browserLender')).then(async (response) => {
    const answer = await response.text();
    if (!response.ok) throw new Error(`there is no browser: ${answer}`);
    return chromium.connect(answer);
  });
  return browser;
}
