import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { KillableThread } from '../../../src/server/workers/killable-thread.ts';

const FILE = new URL('../fixtures/engine.js', import.meta.url);

test('a question that cannot be sent fails by itself, and the next one is answered', async () => {
  const thread = new KillableThread<unknown, { readonly kind: string }>({ file: FILE, timeoutMs: 60_000, maxHeapMb: 32 });
  onTestFinished(() => thread.close());
  await expect(thread.ask(() => 'a function')).resolves.toMatchObject({ kind: 'lost', why: 'broken' });
  await expect(thread.ask('ping')).resolves.toEqual({ kind: 'pong' });
});

test('what a thread takes to load is not of the time of its first question', async () => {
  const file = new URL('../fixtures/slow-to-load.js', import.meta.url);
  const thread = new KillableThread<unknown, { readonly kind: string }>({ file, timeoutMs: 500, maxHeapMb: 32 });
  onTestFinished(() => thread.close());
  await expect(thread.ask('ping')).resolves.toEqual({ kind: 'pong' });
});

test('a thread that cannot be loaded is lost with the reason', async () => {
  const file = new URL('../fixtures/is-not-there.js', import.meta.url);
  const thread = new KillableThread<unknown, { readonly kind: string }>({ file, timeoutMs: 60_000, maxHeapMb: 32 });
  onTestFinished(() => thread.close());
  const lost = await thread.ask('ping');
  expect(lost).toMatchObject({ kind: 'lost', why: 'broken', cause: { message: expect.stringContaining('is-not-there.js') as string } });
});

test('a thread that is kept from the processor has its time yet', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../fixtures/wake-late.mjs', import.meta.url))]);
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ said, complaint }).toEqual({ said: '{"kind":"awake"}', complaint: '' });
});

test('a thread that never works is not waited for forever', async () => {
  const thread = new KillableThread<unknown, { readonly kind: string }>({
    file: new URL('../fixtures/waiting.js', import.meta.url),
    timeoutMs: 100,
    maxHeapMb: 32,
  });
  onTestFinished(() => thread.close());
  await expect(thread.ask(new SharedArrayBuffer(4))).resolves.toMatchObject({ kind: 'lost', why: 'time' });
});
