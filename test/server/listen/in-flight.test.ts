import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
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
