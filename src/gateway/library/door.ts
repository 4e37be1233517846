import { RegistryError, unreachable } from '../../core/errors.ts';
import { requestIdOf } from '../../http/kit/request-id.ts';
import { answerOf, type Answer } from '../answer.ts';
import type { Arrival } from '../arrival.ts';
import type { SourceConfig } from '../config/config.ts';
import { readEnvelope, type Envelope } from '../envelope/read-envelope.ts';
import { refuseOneOf } from '../envelope/refuse-one-of.ts';
import type { IncomingEvent } from '../event.ts';
import { DEFAULT_MAX_BODY_BYTES } from '../ingest.ts';
import { judgeRequest, type Court, type Passed } from '../judge/judge-request.ts';
import { isJudgement } from '../judge/judgements.ts';
import { parseEvent } from '../binding/parse.ts';
import { verifySignature } from '../signature/signature.ts';
import { REAL_TIMING } from '../timing.ts';
import { admitted, type AdmittedEvent } from './admitted-event.ts';
import { checkOptions, type OptionRules } from './check-options.ts';
import { isGate, isPromise, MIDDLEWARE_RULES } from './option-rules.ts';
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

/** `own` are the rules for options that only this middleware has. Throws `config_invalid`. */
export function openDoor(name: string, options: MiddlewareOptions, own: OptionRules = {}): Door {
  const rules = { ...MIDDLEWARE_RULES, ...own };
  checkOptions(name, options, rules);
  requireGate(name, options.gate);
  const source = parseSource(options.source);
  const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES, onRefusal } = options;
  let opening: Promise<Bench> | undefined;
  return {
    sourceKind: source.kind,
    maxBodyBytes,
    isSigned: source.kind === 'webhook' && source.signature !== undefined,
    async receive(read, given) {
      const requestId = requestIdOf(given);
      const decision = await pass(async () => ({ arrival: await read(), bench: await (opening ??= open()) }));
      if ('error' in decision) {
        const { error } = decision;
        onRefusal?.({ error, observed: false, requestId });
        return { kind: 'refused', error, answer: answerOf(error, requestId) };
      }
      for (const error of decision.observed) onRefusal?.({ error, observed: true, requestId });
      return decision.admission;
    },
  };

  async function open(): Promise<Bench> {
    try {
      const gate = await options.gate;
      requireGate(name, gate);
      return { court: gate.court, policy: createPolicy(options, source, gate.defaults) };
    } catch (thrown) {
      throw notTheSenders(RegistryError.from(thrown));
    }
  }
}

// A gate that was made wrongly is no fault of an event, which would be dropped for good where what is refused is.
function notTheSenders(error: RegistryError): RegistryError {
  return error.status >= 500 ? error : new RegistryError('internal', `the gate could not be opened: ${error.message}`, { cause: error });
}

// A promise is waited for first.
function requireGate(name: string, gate: MiddlewareOptions['gate'] | undefined): void {
  if (isPromise(gate) || isGate(gate)) return;
  throw new RegistryError('config_invalid', `${name}.gate: expected what createGate gives, or the promise of it; found something else`);
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

type Decision = { readonly admission: Admission; readonly observed: readonly RegistryError[] } | { readonly error: RegistryError };

async function pass(open: () => Promise<Case>): Promise<Decision> {
  try {
    const { arrival, bench } = await open();
    const { source } = bench.policy;
    verifySignature(source, arrival, REAL_TIMING.now);
    return await admitAll(bench, arrival, readEvents(source, arrival));
  } catch (thrown) {
    return { error: RegistryError.from(thrown) };
  }
}

/** What stands or falls together: one event, but for notices of S3. */
function readEvents(source: SourceConfig, arrival: Arrival): Envelope {
  if (source.kind === 'cloudevents' || source.kind === 'webhook') return { kind: 'events', events: [parseEvent(source, arrival)] };
  return readEnvelope(source, arrival);
}

async function admitAll(bench: Bench, arrival: Arrival, envelope: Envelope): Promise<Decision> {
  if (envelope.kind === 'confirmation') {
    return { admission: { kind: 'admitted', event: admitted({ kind: 'forwarded_unknown' }, envelope.event, arrival) }, observed: [] };
  }
  const observed: RegistryError[] = [];
  const events: AdmittedEvent[] = [];
  for (const [index, event] of envelope.events.entries()) {
    const passed = await judgeOrObserve(bench, event).catch((thrown: unknown) => refuseOneOf(thrown, index, envelope.events.length));
    if (passed instanceof RegistryError) observed.push(passed);
    events.push(admitted(passed, event, arrival));
  }
  const [first = unreachable('an envelope without an event'), ...rest] = events;
  return { admission: { kind: 'admitted', event: rest.length === 0 ? first : { ...first, rest } }, observed };
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
