import {
  EVENT_STATES,
  type GatewayDiscardRequest,
  type GatewayMode,
  type GatewayModeRequest,
  type GatewayRejudgeRequest,
  type GatewayReplayRequest,
  type GatewayShadowRequest,
} from '../../core/gateway-resources.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { DIALECTS } from '../../core/version.ts';
import { refuseParameter, TIME, type Parameter } from './parameter.ts';
import { document, flag, list, object, oneOf, parsed, refuse, text, versionNumber, whole, type Shape } from './shape.ts';

// As the gateway itself reads them, which looks once more.

const MAX_FOR_MS = 30 * 24 * 3_600_000;
const MAX_AT_ONCE = 100_000;
const MAX_IDS = 1_000;
const TIME_PATTERN = new RegExp(TIME);

const forMs = whole({ min: 1, max: MAX_FOR_MS }, 'How long, in milliseconds; an hour by default.');
const schema = document('The candidate.');

export const GATEWAY_MODE: Shape<GatewayModeRequest> = object({ mode: oneOf<GatewayMode>(['enforce', 'observe']) }, { forMs });

export const GATEWAY_SHADOW: Shape<GatewayShadowRequest> = object(
  { schema },
  { label: text(), dialect: oneOf(DIALECTS), forMs, undeclared: oneOf<'allow' | 'reject'>(['allow', 'reject']) },
);

const time: Shape<string> = {
  schema: { type: 'string', format: 'date-time', pattern: TIME },
  read: (value, pointer) =>
    typeof value === 'string' && TIME_PATTERN.test(value) ? value : refuse(pointer, 'a time such as 2027-01-31T00:00:00Z', value),
};

/** Some of these, at least one. */
function some<T extends JsonValue>(shape: Shape<T>, maxItems: number): Shape<readonly T[]> {
  const all = list(shape);
  return {
    schema: { ...all.schema, minItems: 1, maxItems },
    read: (value, pointer) => {
      const read = all.read(value, pointer);
      return read.length >= 1 && read.length <= maxItems ? read : refuse(pointer, `1 to ${maxItems} of them`, value);
    },
  };
}

const choice = {
  ids: some(whole({ min: 1, max: Number.MAX_SAFE_INTEGER }), MAX_IDS),
  state: some(oneOf(EVENT_STATES), EVENT_STATES.length),
  route: text(),
  target: text(),
  type: text(),
  key: text('The order key.'),
  code: text('Of the reason.'),
  before: time,
  after: time,
  all: flag(),
  limit: whole({ min: 1, max: MAX_AT_ONCE }),
};
const cursor = whole({ min: 0, max: Number.MAX_SAFE_INTEGER }, 'That of the summary of an earlier answer.');

export const GATEWAY_REJUDGE: Shape<GatewayRejudgeRequest> = object({}, { ...choice, version: versionNumber(), schema, dialect: oneOf(DIALECTS) });

export const GATEWAY_REPLAY: Shape<GatewayReplayRequest> = object(
  {},
  { ...choice, cursor, version: versionNumber(), force: flag(), to: text('Another target of their route that deliveries go to.') },
);

const reason = parsed(
  { type: 'string', pattern: '\\S', maxLength: 1_000, description: 'Why; it goes to the audit log, and to the log of the gateway.' },
  (value) => (value.trim() !== '' && value.length <= 1_000 ? value : refuse('/reason', 'a text of 1 to 1000 characters', value)),
);

export const GATEWAY_DISCARD: Shape<GatewayDiscardRequest> = object({ reason }, { ...choice, cursor });

const STATES = `(${EVENT_STATES.join('|')})`;
const STATES_PATTERN = `^${STATES}(,${STATES})*$`;

/** States of events, with commas between them. */
export const EVENT_STATES_PARAMETER: Parameter<string> = {
  description: 'Only those in one of these states, with commas between them; held, parked and dead by default.',
  schema: { type: 'string', pattern: STATES_PATTERN },
  // Each once, as the gateway wants them.
  read: (value, name) =>
    new RegExp(STATES_PATTERN).test(value)
      ? [...new Set(value.split(','))].join(',')
      : refuseParameter(name, `some of ${EVENT_STATES.join(', ')}`, value),
};
