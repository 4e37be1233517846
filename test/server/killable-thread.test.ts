import { expect, onTestFinished, test } from 'vitest';
import { KillableThread } from '../../src/server/killable-thread.ts';

const FILE = new URL('./fixtures/engine.js', import.meta.url);

test('a question that cannot be sent fails by itself, and the next one is answered', async () => {
  const thread = new KillableThread<unknown, { readonly kind: string }>({ file: FILE, timeoutMs: 60_000, maxHeapMb: 32 });
  onTestFinished(() => thread.close());
  await expect(thread.ask(() => 'a function')).resolves.toMatchObject({ kind: 'lost', why: 'broken' });
  await expect(thread.ask('ping')).resolves.toEqual({ kind: 'pong' });
});
