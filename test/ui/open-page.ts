import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core';
import { afterAll, inject, onTestFailed } from 'vitest';

let browser: Promise<Browser> | undefined;
let shared: Promise<BrowserContext> | undefined;
/** The tab that nobody has open: it is taken again, since a new one takes longer than what most pages do in it. */
let idle: Page | undefined;

/** Of the tabs whose window was made small. */
const protocols = new WeakMap<Page, CDPSession>();

/** A tab of the browser of this run, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and violations that the page told, and requests that left the origin: a test expects none. */
  readonly troubles: readonly string[];
  /** Load another page of the registry, as by its address. */
  readonly goTo: (path: string) => Promise<void>;
  /**
   * Show another one in the document that is there, as "back" and "forward" do: a fraction of the cost, for rows that look at many pages of what
   * nobody changes. Nothing is left of the page before when it returns.
   */
  readonly walkTo: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Look {
  /** Default: 1280 × 720. */
  readonly viewport?: Viewport;
  /** Default: light. */
  readonly colorScheme?: 'light' | 'dark';
}

interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface PageOptions extends Look, Pick<BrowserContextOptions, 'permissions'> {
  /** Whether nobody of this profile was here before: no file is cached, and what is done to its clock or its globals is done to no other page. */
  readonly isFirstVisit?: boolean;
}

const VIEWPORT = { width: 1280, height: 720 };

// Before anything of the page runs, and after all of the page before it did.
const FORGET = "if (location.protocol === 'http:') { localStorage.clear(); sessionStorage.clear(); }";

/**
 * Open `path` of a running registry in a tab that remembers nothing of those before, though files of the registry are cached. With
 * permissions, or as a first visit, it has a profile of its own. Waits are Playwright's own, which end before the test does, and say what
 * they waited for.
 */
export async function openPage(url: string, path: string, options: PageOptions = {}): Promise<OpenPage & { readonly troubles: string[] }> {
  const { origin } = new URL(url);
  const { isFirstVisit = false, permissions } = options;
  const own = isFirstVisit || permissions !== undefined ? await newContext(permissions === undefined ? {} : { permissions }) : undefined;
  const page = await (own === undefined ? takeTab() : own.newPage());
  await setLook(page, options);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // An answer that is an error is for the page to show.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('blob:')) troubles.push(`foreign request: ${request.url()}`);
  });
  const goTo = async (next: string): Promise<void> => void (await page.goto(new URL(next, origin).href));
  const forgetting = await page.addInitScript({ content: FORGET });
  await goTo(path);
  await forgetting.dispose();
  return { page, troubles, goTo, walkTo: (next) => walk(page, next), close: () => (own === undefined ? giveBack(page) : own.close()) };
}

/**
 * One tab for the rows of a file, which is loaded for the first of them: each finds it with nothing kept in the tab and nothing on the screen,
 * and the page that it asks for comes as by `walkTo`. For rows that ask about what no row before them has changed, since a page shows at
 * once what it was told before. A row that fails keeps its tab, and the next one has another.
 */
export function shareTab(url: () => string): (path: string, look?: Look) => Promise<OpenPage> {
  let shown: (OpenPage & { readonly troubles: string[] }) | undefined;
  afterAll(() => shown?.close());
  return async (path, look = {}) => {
    shown ??= await openPage(url(), NOWHERE);
    const { page, troubles } = shown;
    onTestFailed(() => void (shown = undefined));
    troubles.length = 0;
    await setLook(page, look);
    // A page that one comes back to is where it was left; it is told so in the next frame.
    await page.evaluate('scrollTo(0, 0); new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    await walk(page, path, FORGET);
    return { ...shown, close: () => page.unrouteAll({ behavior: 'ignoreErrors' }) };
  };
}

async function setLook(page: Page, { viewport = VIEWPORT, colorScheme = 'light' }: Look): Promise<void> {
  await setViewport(page, viewport);
  await page.emulateMedia({ colorScheme });
}

/**
 * Give the page the room of a window of this size. Nobody looks at it, so all but a corner is laid out, scrolled and clicked without being
 * drawn: to draw was a third of what pages cost.
 */
export async function setViewport(page: Page, { width, height }: Viewport): Promise<void> {
  const now = page.viewportSize();
  if (protocols.has(page) && now?.width === width && now.height === height) return;
  await page.setViewportSize({ width, height });
  const protocol = protocols.get(page) ?? (await page.context().newCDPSession(page));
  protocols.set(page, protocol);
  await protocol.send('Emulation.setVisibleSize', { width: 2, height: 2 });
}

const NOWHERE = '/ui/nonsense';

async function walk(page: Page, path: string, between = ''): Promise<void> {
  const nowhere = page.getByRole('heading', { level: 1, name: 'There is no such page' });
  const step = (next: string, before = ''): Promise<unknown> =>
    page.evaluate(`${before}; history.pushState(null, '', ${JSON.stringify(next)}); dispatchEvent(new PopStateEvent('popstate'))`);
  await step(NOWHERE);
  await nowhere.waitFor();
  await step(path, between);
  if (path !== NOWHERE) await nowhere.waitFor({ state: 'detached' });
}

async function takeTab(): Promise<Page> {
  const taken = idle;
  idle = undefined;
  return taken ?? (await (shared ??= newContext())).newPage();
}

/** A tab that a test leaves open, since it failed, is not taken again. */
async function giveBack(page: Page): Promise<void> {
  for (const event of ['pageerror', 'console', 'request', 'response', 'dialog']) page.removeAllListeners(event);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.mouse.move(0, 0);
  await page.goto('about:blank');
  if (idle === undefined) idle = page;
  else await page.close();
}

async function newContext(options: Pick<BrowserContextOptions, 'permissions'> = {}): Promise<BrowserContext> {
  const context = await (await connect()).newContext({ reducedMotion: 'reduce', viewport: VIEWPORT, ...options });
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
