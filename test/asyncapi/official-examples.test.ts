import { expect, test } from 'vitest';
import { claimTrips, type Exceptions } from './example-claims.ts';
import { officialExamples } from './official/examples.ts';

const EXCEPTIONS: Exceptions = {
  leftOut: { '3.0/adeo-kafka-request-reply-asyncapi.yml': 'schemas in Avro are not supported yet' },
  badExamples: {
    '2.3/websocket-gemini.yml': 'socket_sequence beside what a closed schema has',
    '3.0/kraken-websocket-request-reply-message-filter-in-reply-asyncapi.yml': 'pings and statuses that their own schemas refuse',
    '3.0/kraken-websocket-request-reply-multiple-channels-asyncapi.yml': 'the same',
  },
};

const ALL = await officialExamples();
// Two seconds each: a sixteenth of them every time, with those that have exceptions; all of them by `npm run test:asyncapi-examples`.
const isWhole = process.env['ASYNCAPI_EXAMPLES'] === 'all';
const EXAMPLES = ALL.filter(
  ({ name }, at) => isWhole || at % 16 === 0 || name in EXCEPTIONS.leftOut || name.startsWith('3.0/kraken-websocket-request-reply-message'),
);

test('there are examples of every version that has some', () => {
  expect(new Set(ALL.map(({ name }) => name.slice(0, 3)))).toEqual(new Set(['2.3', '2.6', '3.0']));
  expect(ALL.length).toBeGreaterThan(50);
  expect(EXAMPLES.length).toBeGreaterThan(4);
});

claimTrips(EXAMPLES, EXCEPTIONS);
