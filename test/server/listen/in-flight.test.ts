import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as setImmediatePromise } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { InFlight } from '../../../src/server/listen/in-flight.ts';

test('those are in flight that were added and are not over, in whatever order they end', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 200 }), (moves) => {
      const [inFlight, expected] = [new InFlight(), new Set<ServerResponse>()];
      for (const move of moves) {
        const ended = [...expected][move];
        if (ended === undefined) {
          const response = new EventEmitter() as ServerResponse;
          inFlight.add(response);
          expected.add(response);
        } else {
          ended.emit('close');
          expected.delete(ended);
        }
        expect(new Set(inFlight)).toEqual(expected);
        expect([...inFlight]).toHaveLength(expected.size);
      }
    }),
  );
});

test('what ends while all are looked at takes nobody else out of the way', () => {
  const inFlight = new InFlight();
  const responses = [1, 2, 3].map(() => new EventEmitter() as ServerResponse);
  for (const response of responses) inFlight.add(response);
  const seen: ServerResponse[] = [];
  for (const response of inFlight) {
    seen.push(response);
    response.emit('close');
  }
  expect(seen).toEqual(responses);
  expect([...inFlight]).toEqual([]);
});

test('of requests in one go that are cut off none is in flight any more, those included whose turn never came', async () => {
  const [inFlight, seen] = [new InFlight(), new EventEmitter()];
  const all = once(seen, 'all');
  const server = createServer((_request, response) => {
    inFlight.add(response);
    if ([...inFlight].length === 20) seen.emit('all');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(20));
  await all;
  const closed = once((await connected)[0], 'close');
  client.destroy();
  await closed;
  expect([...inFlight]).toEqual([]);
  server.close();
});

test('of requests in one go that are answered none is in flight any more while the connection stays', async () => {
  const [inFlight, warnings] = [new InFlight(), [] as Error[]];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warn);
  const server = createServer((_request, response) => {
    inFlight.add(response);
    setImmediate(() => response.end('x'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(20));
  let answers = '';
  while (answers.split('HTTP/1.1 200').length <= 20 || !answers.endsWith('x')) answers += String((await once(client, 'data'))[0]);
  while ([...inFlight].length > 0) await setImmediatePromise();
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  client.destroy();
  server.close();
});
