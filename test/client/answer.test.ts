import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { readLines, readText } from '../../src/client/answer.ts';
import { listen } from '../gateway/listen.ts';

/** An answer that begins with `start`, and goes on with `more` for ever. `closed` resolves when whoever asked has left. */
async function ask(start: string, more = ''): Promise<{ readonly url: string; readonly response: Response; readonly closed: Promise<unknown> }> {
  const server = createServer((_request, response) => {
    response.write(start);
    const write = (): void => {
      while (!response.destroyed && response.write(more));
      response.once('drain', write);
    };
    if (more === '') response.end();
    else write();
  });
  const closed = once(server, 'request').then(([, response]) => once(response, 'close'));
  const running = await listen(server);
  onTestFinished(() => running.close());
  const { url } = running;
  return { url, response: await fetch(url), closed };
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

test('readText() reads a whole answer, its byte order mark left out', async () => {
  const { url, response } = await ask('\ufeff{"a":"\u{1F600}"}');
  expect(await readText(url, response)).toBe('{"a":"\u{1F600}"}');
});

test('readText() leaves an answer without end, and says so', async () => {
  const { url, response, closed } = await ask('{', 'a'.repeat(1_000));
  await expect(readText(url, response, 10_000)).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: `the registry at ${url} sends more than 10000 characters at once, which no registry does`,
  });
  await closed;
});

test('readLines() reads lines, with or without an end', async () => {
  const { url, response } = await ask('a\n\nb\r\n\u{1F600}');
  expect(await linesOf(readLines(url, response))).toEqual(['a', '', 'b\r', '\u{1F600}']);
});

test('readLines() reads any number of lines, and leaves at one without end', async () => {
  const { url, response, closed } = await ask(`${'a'.repeat(99)}\n`.repeat(200), 'b'.repeat(1_000));
  const lines: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const line of readLines(url, response, 10_000)) lines.push(line);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'registry_unavailable' });
  expect(lines).toEqual(Array.from({ length: 200 }, () => 'a'.repeat(99)));
  await closed;
});
