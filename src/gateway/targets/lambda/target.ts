import { RegistryError } from '../../../core/errors.ts';
import type { LambdaTargetConfig } from '../../config/config.ts';
import type { QueuedEvent } from '../../../queue/queue.ts';
import { arrivalOf } from '../../durable/arrival-of.ts';
import { eachHeader } from '../../headers.ts';
import { attemptMessage } from '../attempt-message.ts';
import { OutgoingHeaders } from '../outgoing-headers.ts';
import type { Outcome, Target } from '../target.ts';
import type { Functions } from './functions.ts';
import { apiGatewayEvent, cloudEvent } from './payload.ts';
import { NO_ANSWER, readAnswer } from './read-answer.ts';
import type { Invoked } from './read-invocation.ts';

interface Tools {
  readonly now: () => number;
  readonly functions: Functions;
}

/** A function of AWS Lambda. */
export function createLambdaTarget(config: LambdaTargetConfig, { now, functions }: Tools): Target {
  const outgoing = new OutgoingHeaders(config, now);
  return {
    async send(attempt, signal) {
      const headers = await outgoing.write(attemptMessage(attempt));
      const payload = payloadOf(config, attempt.event, headers);
      // The route is another one than when the event was accepted.
      if (payload instanceof RegistryError)
        return { kind: 'answered', status: 400, words: `was not invoked: what was kept is no CloudEvent (${payload.code})` };
      return toOutcome(await functions.invoke(config, payload, signal));
    },
    close: () => Promise.resolve(),
  };
}

function payloadOf({ payload }: LambdaTargetConfig, event: QueuedEvent, headers: readonly string[]): Uint8Array | RegistryError {
  const { route: path, receivedAt, request } = event;
  try {
    const outgoing = { path, arrival: arrivalOf(event), headers, requestId: request.requestId, receivedAt };
    return payload === 'cloudevent' ? cloudEvent(outgoing) : apiGatewayEvent(outgoing);
  } catch (thrown) {
    return RegistryError.from(thrown);
  }
}

/** What the table of statuses is asked about. */
function toOutcome(invoked: Invoked): Outcome {
  switch (invoked.kind) {
    case 'returned':
      return answered(invoked.payload);
    case 'accepted':
      return { kind: 'answered', status: 202 };
    case 'refused': {
      const { kind: _kind, ...refused } = invoked;
      return { kind: 'answered', ...refused };
    }
    case 'failed':
    case 'cut':
      return invoked;
  }
}

function answered(payload: Uint8Array): Outcome {
  const answer = readAnswer(payload);
  if (answer === undefined) return { kind: 'answered', status: 500, words: NO_ANSWER };
  const retryAfter = [...eachHeader(answer.headers)].find(([name]) => name === 'retry-after')?.[1];
  return { kind: 'answered', status: answer.status, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
