import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventStream, type ServerSentEvent } from '../../src/client/event-stream.ts';

const rows: { title: string; text: string; events: ServerSentEvent[] }[] = [
  { title: 'an event', text: 'id: 1\nevent: e\ndata: {}\n\n', events: [{ id: '1', event: 'e', data: '{}' }] },
  {
    title: 'two events',
    text: 'data: a\n\ndata: b\n\n',
    events: [
      { event: 'message', data: 'a' },
      { event: 'message', data: 'b' },
    ],
  },
  { title: 'data over several lines', text: 'data: a\ndata: b\n\n', events: [{ event: 'message', data: 'a\nb' }] },
  { title: 'no space after the colon', text: 'data:a\n\n', events: [{ event: 'message', data: 'a' }] },
  { title: 'one of two spaces', text: 'data:  a\n\n', events: [{ event: 'message', data: ' a' }] },
  { title: 'a field without a colon', text: 'data\n\n', events: [{ event: 'message', data: '' }] },
  { title: 'a colon in the data', text: 'data: a:b\n\n', events: [{ event: 'message', data: 'a:b' }] },
  { title: 'comments', text: ': a\n\n:\ndata: b\n: c\n\n', events: [{ event: 'message', data: 'b' }] },
  { title: 'an event without data', text: 'id: 1\n\ndata: a\n\n', events: [{ event: 'message', data: 'a' }] },
  { title: 'CRLF', text: 'data: a\r\nid: 1\r\n\r\n', events: [{ id: '1', event: 'message', data: 'a' }] },
  {
    title: 'CR',
    text: 'data: a\r\rdata: b\r\r',
    events: [
      { event: 'message', data: 'a' },
      { event: 'message', data: 'b' },
    ],
  },
  { title: 'an event that breaks off', text: 'data: a\n\ndata: b\n', events: [{ event: 'message', data: 'a' }] },
  { title: 'a byte order mark', text: '\uFEFFdata: a\n\n', events: [{ event: 'message', data: 'a' }] },
  { title: 'characters of several bytes', text: 'data: ä€😀\u2028\n\n', events: [{ event: 'message', data: 'ä€😀\u2028' }] },
  { title: 'nothing', text: '', events: [] },
];

for (const { title, text, events } of rows) {
  test(`readEventStream() reads ${title}, wherever it is cut`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Math.max(0, Buffer.byteLength(text) - 1))), async (cuts) => {
        expect(await readAll(cutAt(Buffer.from(text), cuts))).toEqual(events);
      }),
      { numRuns: 50 },
    );
    expect(await readAll(Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte)))).toEqual(events);
  });
}

test('readEventStream() tells of everything that arrives', async () => {
  let arrived = 0;
  for await (const _event of readEventStream(stream([Buffer.from(': a\n\n'), Buffer.from(': b\n\n')]), { onText: () => (arrived += 1) }))
    expect.unreachable();
  expect(arrived).toBe(2);
});

const ENDLESS = [
  { title: 'a line', pieces: ['data: ', 'a'.repeat(8)] },
  { title: 'an event of many lines', pieces: ['data: a\n', 'data: b\n'] },
];
for (const { title, pieces } of ENDLESS) {
  test(`readEventStream() gives up on ${title} without end`, async () => {
    const chunks = pieces.map((piece) => Buffer.from(piece));
    const read = readEventStream(stream(chunks), { maxCharacters: 13 });
    await expect(read.next()).rejects.toThrow('an event of more than 13 characters');
  });
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

async function readAll(chunks: readonly Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEventStream(stream(chunks))) events.push(event);
  return events;
}

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* chunks;
}
