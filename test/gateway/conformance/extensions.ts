import { binary, notOurs, ours, refused, refusedBoth, STRUCTURED, structured, taken, takenBoth, type Document } from './row.ts';

const SOURCE = 'It binds whoever starts the transmission: only they know its trace. The gate passes both on as they came.';

/** Distributed Tracing extension, extensions/distributed-tracing.md. */
export const DISTRIBUTED_TRACING: Document = {
  name: 'cloudevents/extensions/distributed-tracing.md',
  rows: [
    ours(
      'traceparent: MUST be a non-empty string',
      ...takenBoth('a traceparent', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01' }),
      ...refusedBoth('an empty one', { traceparent: '' }),
      refused('a number', { headers: STRUCTURED, body: structured({ traceparent: 1 }) }),
      refused('a number as tracestate', { headers: STRUCTURED, body: structured({ tracestate: 1 }) }),
      ...takenBoth('a tracestate, which may be empty', { tracestate: '' }),
    ),
    notOurs('if used, MUST carry the same trace information contained in protocol specific tracing headers', SOURCE),
    ours(
      'Given a multi hop event transmission, the Distributed Tracing Extension, if used, MUST carry the trace information of the starting trace of the transmission.',
      taken('this hop leaves it as it is', {
        headers: [...binary({ traceparent: '00-a-b-01' }), 'traceparent: 00-c-d-01', 'tracestate: rojo=1'],
        body: '{}',
        gets: { 'ce-traceparent': '00-a-b-01', traceparent: '00-c-d-01', tracestate: 'rojo=1' },
      }),
    ),
    ours(
      'it MUST NOT carry trace information of each individual hop',
      taken('this hop adds none', { headers: [...binary(), 'traceparent: 00-c-d-01'], body: '{}', gets: { 'ce-traceparent': undefined } }),
    ),
  ],
};

/** Partitioning extension, extensions/partitioning.md. */
export const PARTITIONING: Document = {
  name: 'cloudevents/extensions/partitioning.md',
  rows: [
    ours(
      'partitionkey: MUST be a non-empty string',
      ...takenBoth('a key', { partitionkey: 'k-1' }),
      ...refusedBoth('an empty one', { partitionkey: '' }),
      refused('a number', { headers: STRUCTURED, body: structured({ partitionkey: 1 }) }),
    ),
  ],
};
