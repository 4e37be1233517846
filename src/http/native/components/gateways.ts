import { SUBJECT_SCHEMA } from '../bodies.ts';
import { count, counts, listOf, positive, record, ref, string, time } from './members.ts';
import type { Components, GatewayName } from './names.ts';

const tally = { accepted: count, rejected: counts, observed: count, held: count, retried: count, parked: count, dead: count };

/** What gateways say through a registry. */
export const GATEWAYS: Components<GatewayName> = {
  GatewayList: record({ items: listOf('Gateway') }),
  Gateway: {
    oneOf: [
      record(
        {
          name: string,
          reachable: { const: true },
          storesEvents: { type: 'boolean', description: 'It has durable routes, and so events to show.' },
          mayDecide: { type: 'boolean', description: 'Events can be seen and things be changed through here, by who is an admin.' },
        },
        {
          version: string,
          beside: {
            ...record({ scheme: { enum: ['http', 'https'] }, port: positive }),
            description: 'Where senders reach the one in the same process, by the name of the registry.',
          },
        },
      ),
      record({ name: string, reachable: { const: false }, problem: record({ code: string, detail: string }) }),
    ],
  },
  GatewayRates: record(
    {
      at: { type: 'number', description: 'Milliseconds of a clock that never goes back.' },
      run: { type: 'string', description: 'Counts begin anew with another one.' },
      since: time,
      outcomes: counts,
      observed: counts,
      subjects: { type: 'array', items: record({ subject: string, ...tally }) },
    },
    { other: ref('GatewayTally') },
  ),
  GatewayTally: record(tally),
  GatewaySightings: record({
    since: time,
    items: {
      type: 'array',
      items: record(
        { subject: SUBJECT_SCHEMA, version: positive, accepted: count, invalid: count, lastAccepted: { anyOf: [time, { type: 'null' }] } },
        { producers: { type: 'array', items: record({ producer: string, accepted: count, lastAccepted: time }) } },
      ),
    },
  }),
  GatewayItems: record({ items: { type: 'array', items: { type: 'object' } } }),
  GatewayEventPage: record({ items: { type: 'array', items: { type: 'object' } } }, { cursor: string }),
  GatewayAnswer: { type: 'object', description: 'What the gateway says: docs/gateway.md and docs/events.md describe it.' },
  GatewayLine: { type: 'object', description: 'docs/events.md describes the kinds.', additionalProperties: true },
};
