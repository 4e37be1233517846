import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { closeAfter, closeAll } from '../../src/server/lifetime.ts';

/** A process that takes over its lifetime as the server commands do, then does this. */
async function run(what: string): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const modules = ['lifetime', 'log'].map((name) => new URL(`../../dist/modules/src/server/${name}.js`, import.meta.url).href);
  const script = `
    import { takeOverLifetime } from '${modules[0]}';
    import { createLogger } from '${modules[1]}';
    const lifetime = takeOverLifetime(createLogger('info'));
    const forever = setInterval(() => {}, 1000);
    const running = { close: async () => clearInterval(forever) };
    ${what}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, lines: stderr.trim().split('\n') };
}

const ENDINGS = [
  { title: 'SIGTERM', what: "process.kill(process.pid, 'SIGTERM'); await lifetime.runToEnd(running);", code: 0, last: 'stopped' },
  { title: 'SIGINT', what: "process.kill(process.pid, 'SIGINT'); await lifetime.runToEnd(running);", code: 0, last: 'stopped' },
  { title: 'SIGHUP', what: "process.kill(process.pid, 'SIGHUP'); await lifetime.runToEnd(running);", code: 0, last: 'stopped' },
  {
    title: 'SIGHUP twice, as a terminal sends it that is closed,',
    what: "process.on('exit', () => {}); for (const n of [1, 2]) process.kill(process.pid, 'SIGHUP'); await lifetime.runToEnd(running);",
    code: 0,
    last: 'stopped',
  },
  { title: 'an exception that nobody caught', what: "setTimeout(() => { throw new Error('oops'); });", code: 70, last: 'oops' },
  { title: 'a rejection that nobody handled', what: "void Promise.reject(new Error('oops'));", code: 70, last: 'oops' },
];

for (const { title, what, code, last } of ENDINGS) {
  test(`${title} ends the process with ${code} and is logged`, async () => {
    const ended = await run(what);
    expect(ended.code).toBe(code);
    expect(ended.lines.at(-1)).toContain(last);
  });
}

test('a SIGHUP that somebody else listens to, for new certificates, stops nothing', async () => {
  const { code, lines } = await run(`
    process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
    process.kill(process.pid, 'SIGHUP');
    await lifetime.runToEnd(running);`);
  expect(code).toBe(0);
  expect(lines.join()).toContain('SIGTERM');
});

test('closeAll() closes in reverse order, all of them even if one fails, and throws that failure', async () => {
  const closed: string[] = [];
  const one = (name: string, fails = false): { close(): Promise<void> } => ({
    async close() {
      closed.push(name);
      if (fails) throw new Error(`${name} failed`);
    },
  });
  await expect(closeAll([one('store'), one('engine', true), one('server')])).rejects.toThrow('engine failed');
  expect(closed).toEqual(['server', 'engine', 'store']);
});

test('what keeps a server from starting is told, not what then cannot be closed', async () => {
  const closed: string[] = [];
  const opened = ['store', 'engine'].map((name) => ({
    async close() {
      closed.push(name);
      throw new Error(`${name} failed`);
    },
  }));
  await expect(closeAfter(new Error('the port is taken'), opened)).rejects.toThrow('the port is taken');
  expect(closed).toEqual(['engine', 'store']);
});
