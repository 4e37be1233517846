import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { folderWith } from '../cli/process.ts';
import { startHere } from '../cli/serve-here.ts';
import { startReceiver } from '../webhooks/receiver.ts';

type Headers = Readonly<Record<string, string | undefined>>;

const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
const { isOurs } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
  readonly isOurs: (headers: Headers, body: string, secret: string) => boolean;
};

async function oneDelivery(): Promise<{ readonly headers: Headers; readonly body: string; readonly secret: string }> {
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:'], { cwd: await folderWith() });
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const client = createClient({ url: server.registry });
  const { id, secret } = await client.createWebhook({ url: receiver.url });
  await client.testWebhook(id);
  const [received] = receiver.received;
  return { headers: (received?.headers ?? {}) as Headers, body: received?.body ?? '', secret };
}

test("the page's receiver takes what a registry sends, and nothing that lacks a header, is old or was changed", async () => {
  const { headers, body, secret } = await oneDelivery();
  expect(isOurs(headers, body, secret)).toBe(true);
  const changes: readonly Headers[] = [
    { 'webhook-signature': undefined },
    { 'webhook-signature': '' },
    { 'webhook-signature': 'v1,é' },
    { 'webhook-signature': `v1,${'é'.repeat(44)}` },
    { 'webhook-timestamp': undefined },
    { 'webhook-timestamp': 'soon' },
    { 'webhook-timestamp': '1' },
    { 'webhook-id': undefined },
    { 'webhook-id': 'another' },
  ];
  for (const change of changes) expect(isOurs({ ...headers, ...change }, body, secret), JSON.stringify(change)).toBe(false);
  expect(isOurs(headers, `${body} `, secret)).toBe(false);
});
