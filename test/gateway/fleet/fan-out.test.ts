import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createFanOut, type AdminRequest, type Door } from '../../../src/gateway/fleet/fan-out.ts';
import { listen, type Running } from '../listen.ts';

const open: Running[] = [];

afterEach(async () => {
  for (const running of open.splice(0)) await running.close();
});

interface Heard {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** So many workers, who all say that; and what stands before them. */
async function startFleet(
  count: number,
  said: object,
): Promise<{ readonly url: string; readonly heard: readonly Heard[]; readonly changes: readonly AdminRequest[] }> {
  const heard: Heard[] = [];
  const changes: AdminRequest[] = [];
  const doors: Door[] = [];
  for (let worker = 1; worker <= count; worker += 1) {
    const server = createServer(({ method, headers }, response) => {
      heard.push({ method, headers });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
    const running = await listen(server);
    open.push(running);
    doors.push({ worker, port: running.port });
  }
  const front = await listen(createServer(createFanOut({ doors: () => doors, onChange: (change) => changes.push(change) })));
  open.push(front);
  return { url: front.url, heard, changes };
}

for (const path of ['/-/healthz', '/-/readyz', '/-/api/v1/versions', '/-/api/v1/events']) {
  test(`HEAD ${path} is answered as GET, without the body`, async () => {
    const { url, changes } = await startFleet(2, { status: 'ready', items: [] });
    const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => fetch(`${url}${path}`, { method })));
    expect([head?.status, await head?.text()]).toEqual([200, '']);
    expect([head?.headers.get('content-type'), head?.headers.get('content-length')]).toEqual([
      get?.headers.get('content-type'),
      get?.headers.get('content-length'),
    ]);
    expect(changes).toEqual([]);
  });
}

test('all workers know a request by one id, which the answer says: that of who asks, or a new one', async () => {
  const { url, heard } = await startFleet(2, { status: 'ready' });
  const own = await fetch(`${url}/-/readyz`, { headers: { 'x-request-id': 'mine' } });
  const none = await fetch(`${url}/-/readyz`);
  const events = await fetch(`${url}/-/api/v1/events/counts`);
  const answered = [own, none, events].map(({ headers }) => headers.get('x-request-id') ?? '');
  expect(answered[0]).toBe('mine');
  expect(heard.map(({ headers }) => headers['x-request-id'])).toEqual([answered[0], answered[0], answered[1], answered[1], answered[2]]);
  expect(new Set(answered).size).toBe(3);
});
