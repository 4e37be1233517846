import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchangeRaw, statusesOf } from '../http/security/raw.ts';
import { openPage } from './open-page.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

let registry: ServedPages;
/** The files that the document itself asks for, below `/ui/`. */
let linked: readonly string[];

beforeAll(async () => {
  registry = await servePages();
  const document = await (await fetch(`${registry.url}/ui/`)).text();
  linked = [...document.matchAll(/(?:src|href)="(\/ui\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
});

afterAll(() => registry.close());

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const FIRST_LOAD_BYTES = 200_000;
const FIRST_LOAD_FILES = 15;

test('the first load of every page but the editor’s is small, in few requests, and asks nobody else', async () => {
  for (const path of ['/ui/', '/ui/subjects/none', '/ui/diff', '/ui/gateways', '/ui/settings/compatibility', '/ui/settings/audit', '/ui/sign-in']) {
    const { page, troubles, goTo, close } = await openPage(registry.url, 'about:blank', { isFirstVisit: true });
    const files: Promise<number>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/ui/'))
        files.push(
          response
            .request()
            .sizes()
            .then((sizes) => sizes.responseBodySize),
        );
    });
    await goTo(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    const bytes = (await Promise.all(files)).reduce((sum, size) => sum + size, 0);
    expect({ path, isSmall: bytes < FIRST_LOAD_BYTES, isFew: files.length <= FIRST_LOAD_FILES }).toEqual({ path, isSmall: true, isFew: true });
    expect(bytes).toBeGreaterThan(10_000); // It was counted.
    expect(troubles).toEqual([]);
    await close();
  }
});

describe('files', () => {
  test('the document is asked for each time, and its files never again', async () => {
    const answers = await Promise.all(['/ui/', '/ui/subjects/a%2Fb', ...linked].map(async (path) => fetch(registry.url + path)));
    const caching = answers.map((answer) => [answer.status, answer.headers.get('cache-control')]);
    const forever = [200, 'public, max-age=31536000, immutable'];
    expect(caching).toEqual([[200, 'no-cache'], [200, 'no-cache'], ...linked.map(() => forever)]);
    expect(linked.length).toBeGreaterThan(2);
  });

  test.each(['/ui/', '/ui/settings', 'asset'])('%s has the policy, exactly, and its companions', async (which) => {
    const { headers } = await fetch(registry.url + (which === 'asset' ? linked[0] : which));
    expect(headers.get('content-security-policy')).toBe(POLICY);
    expect(Object.fromEntries(headers)).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      vary: 'Accept-Encoding',
    });
  });

  test.each(['/ui/', 'asset'])('%s is 304 for who has it, the same with HEAD, and nothing else is allowed', async (which) => {
    const url = registry.url + (which === 'asset' ? linked[0] : which);
    const get = await fetch(url);
    const etag = get.headers.get('etag') ?? '';
    const again = await ask('GET', new URL(url).pathname, [`If-None-Match: ${etag}`]);
    expect([statusesOf(again), again.endsWith('\r\n\r\n'), again.includes(etag)]).toEqual([[304], true, true]);
    expect(statusesOf(await ask('GET', new URL(url).pathname, ['If-None-Match: "other"']))).toEqual([200]);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag'), head.headers.get('content-type')]).toEqual([
      200,
      '',
      etag,
      get.headers.get('content-type'),
    ]);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const refused = await fetch(url, { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('they are packed for who can unpack, and are the same bytes', async () => {
    const read = async (encoding: string): Promise<{ readonly head: string; readonly body: Buffer }> => {
      const reply = await ask('GET', linked.find((path) => path.endsWith('.js')) ?? '', [`Accept-Encoding: ${encoding}`]);
      const end = reply.indexOf('\r\n\r\n');
      return { head: reply.slice(0, end), body: Buffer.from(reply.slice(end + 4), 'latin1') };
    };
    const [packed, plain] = [await read('gzip'), await read('identity')];
    expect(packed.head).toMatch(/content-encoding: gzip/i);
    expect(plain.head).not.toMatch(/content-encoding/i);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
  });

  test.each(['none-12345678.js', '', '../../package.json', '%2e%2e/%2e%2e/package.json', '__proto__', 'index.html'])(
    'nothing is at assets/%s',
    async (name) => {
      const reply = await ask('GET', `/ui/assets/${name}`);
      expect(statusesOf(reply)).toEqual([404]);
      expect(reply).toContain('"code":"route_not_found"');
    },
  );
});

/** The answer as it is: `fetch` unpacks it, makes paths plain, and asks for no stored one. */
function ask(method: string, path: string, headers: readonly string[] = []): Promise<string> {
  const { host } = new URL(registry.url);
  return exchangeRaw(registry.url, [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'));
}
