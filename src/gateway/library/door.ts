import { RegistryError } from '../../core/errors.ts';
import { requestIdOf } from '../../http/kit/request-id.ts';
import { answerOf, type Answer } from '../answer.ts';
import type { Arrival } from '../arrival.ts';
import type { IncomingEvent } from '../event.ts';
import { DEFAULT_MAX_BODY_BYTES } from '../ingest.ts';
import { judgeRequest, type Court, type Passed } from '../judge-request.ts';
import { isJudgement } from '../judgements.ts';
import { parseEvent } from '../parse.ts';
import { verifySignature } from '../signature/signature.ts';
import { admitted, type AdmittedEvent } from './admitted-event.ts';
import type { MiddlewareOptions, SourceOptions } from './middleware-options.ts';
import { createPolicy, parseSource, type MiddlewarePolicy } from './policy.ts';

export type Outcome = Admission | { readonly kind: 'refused'; readonly error: RegistryError; readonly answer: Answer };

interface Admission {
  readonly kind: 'admitted';
  readonly event: AdmittedEvent;
}

/** What every middleware is around: the proxy's way of an event, up to where it would be sent on. */
export interface Door {
  readonly sourceKind: SourceOptions['kind'];
  readonly maxBodyBytes: number;
  /** Whether a signature is asked for, which is over bytes that nobody has read and written again. */
  readonly isSigned: boolean;
  /** Read an event and judge it. `requestId` is what the sender calls the request, if it does. Rejects only with what `onRefusal` throws. */
  receive(read: () => Arrival | Promise<Arrival>, requestId?: string): Promise<Outcome>;
}

/** Throws `config_invalid`. */
export function openDoor(options: MiddlewareOptions): Door {
  const source = parseSource(options.source);
  const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES, onRefusal } = options;
  let opening: Promise<Bench> | undefined;
  return {
    sourceKind: source.kind,
    maxBodyBytes,
    isSigned: source.kind === 'webhook' && source.signature !== undefined,
    async receive(read, given) {
      const requestId = requestIdOf(given);
      const { error, admission } = await pass(async () => ({ arrival: await read(), bench: await (opening ??= open()) }));
      if (error !== undefined) onRefusal?.({ error, observed: admission !== undefined, requestId });
      return admission ?? { kind: 'refused', error, answer: answerOf(error, requestId) };
    },
  };

  async function open(): Promise<Bench> {
    const { court, defaults } = await options.gate;
    return { court, policy: createPolicy(options, source, defaults) };
  }
}

/** What a middleware judges with. */
interface Bench {
  readonly court: Court;
  readonly policy: MiddlewarePolicy;
}

interface Case {
  readonly arrival: Arrival;
  readonly bench: Bench;
}

/** Both of them: the event was observed. */
type Decision = { readonly admission: Admission; readonly error?: RegistryError } | { readonly admission?: undefined; readonly error: RegistryError };

async function pass(open: () => Promise<Case>): Promise<Decision> {
  try {
    const { arrival, bench } = await open();
    verifySignature(bench.policy.source, arrival);
    const event = parseEvent(bench.policy.source, arrival);
    const passed = await judgeOrObserve(bench, event);
    const admission: Admission = { kind: 'admitted', event: admitted(passed, event, arrival) };
    return passed instanceof RegistryError ? { admission, error: passed } : { admission };
  } catch (thrown) {
    return { error: RegistryError.from(thrown) };
  }
}

async function judgeOrObserve({ court, policy }: Bench, event: IncomingEvent): Promise<Passed | RegistryError> {
  try {
    return await judgeRequest(court, policy, event);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (policy.mode === 'enforce' || !isJudgement(error)) throw error;
    return error;
  }
}
