import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type TextMapGetter, type Tracer } from '@opentelemetry/api';
import type { RegistryError } from '../../core/errors.ts';
import type { TargetRef } from '../../queue/queue.ts';
import type { IncomingEvent } from '../event.ts';
import { eachHeader, withoutHeaders, type RawHeaders } from '../headers.ts';
import type { Attempt, Outcome } from '../targets/target.ts';

/** The span of one event at the gate. */
export interface EventSpan {
  judged(event: IncomingEvent): void;
  /** The headers for the function: those that came, with the context of this span in place of the sender's. */
  outgoing(headers: RawHeaders): RawHeaders;
  end(status: number): void;
  fail(error: RegistryError): void;
}

/** The span of one attempt to deliver an event that was kept. */
export interface AttemptSpan {
  /** The headers for the function: those that were kept, with the context of this span in place of that of the acceptance. */
  outgoing(headers: RawHeaders): RawHeaders;
  end(outcome: Outcome): void;
}

export interface Tracing {
  start(route: string, headers: RawHeaders): EventSpan;
  startAttempt(target: TargetRef, attempt: Attempt): AttemptSpan;
}

/**
 * Spans by OpenTelemetry's API, where the process has registered a tracer provider (`node --import` of an SDK); undefined
 * otherwise: then an event costs nothing for it, and the sender's `traceparent` goes on with the other headers.
 */
export function createTracing(tracer: Tracer | undefined = registeredTracer()): Tracing | undefined {
  return tracer === undefined
    ? undefined
    : {
        start: (route, headers) => new OpenSpan(tracer, route, headers),
        startAttempt: (target, attempt) => new OpenAttemptSpan(tracer, target, attempt),
      };
}

const NAME = 'sluice-gateway';

// Without a provider the API hands out a tracer whose spans record nothing.
function registeredTracer(): Tracer | undefined {
  const tracer = trace.getTracer(NAME);
  const probe = tracer.startSpan('probe', {}, ROOT_CONTEXT);
  const { traceId } = probe.spanContext();
  probe.end();
  return /^0*$/.test(traceId) ? undefined : tracer;
}

const FROM_HEADERS: TextMapGetter<RawHeaders> = {
  get: (headers, name) => {
    for (const [header, value] of eachHeader(headers)) if (header === name) return value;
    return undefined;
  },
  keys: (headers) => [...eachHeader(headers)].map(([name]) => name),
};

class OpenSpan implements EventSpan {
  readonly #span: Span;

  constructor(tracer: Tracer, route: string, headers: RawHeaders) {
    const parent = propagation.extract(ROOT_CONTEXT, headers, FROM_HEADERS);
    this.#span = tracer.startSpan(`POST ${route}`, { kind: SpanKind.SERVER, attributes: { 'http.route': route } }, parent);
  }

  judged({ type, attributes }: IncomingEvent): void {
    this.#span.setAttribute('cloudevents.event_type', type);
    const { id, source } = attributes;
    if (id !== undefined) this.#span.setAttribute('cloudevents.event_id', id);
    if (source !== undefined) this.#span.setAttribute('cloudevents.event_source', source);
  }

  outgoing(headers: RawHeaders): RawHeaders {
    return withContext(this.#span, headers);
  }

  end(status: number): void {
    this.#span.setAttribute('http.response.status_code', status);
    if (status >= 500) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }

  fail(error: RegistryError): void {
    this.#span.setAttribute('error.type', error.code);
    if (error.status >= 500) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: error.code });
    this.end(error.status);
  }
}

class OpenAttemptSpan implements AttemptSpan {
  readonly #span: Span;

  constructor(tracer: Tracer, { route, target }: TargetRef, { id, number, event }: Attempt) {
    const { type, eventId, source, request } = event;
    const attributes = {
      'http.route': route,
      'sluice.target': target,
      'sluice.delivery': id,
      'sluice.attempt': number,
      'cloudevents.event_type': type,
      ...(eventId === undefined ? {} : { 'cloudevents.event_id': eventId }),
      ...(source === undefined ? {} : { 'cloudevents.event_source': source }),
    };
    const parent = propagation.extract(ROOT_CONTEXT, request.headers, FROM_HEADERS);
    this.#span = tracer.startSpan(`deliver ${route}`, { kind: SpanKind.CLIENT, attributes }, parent);
  }

  outgoing(headers: RawHeaders): RawHeaders {
    return withContext(this.#span, headers);
  }

  end(outcome: Outcome): void {
    if (outcome.kind === 'answered') this.#span.setAttribute('http.response.status_code', outcome.status);
    else this.#span.setAttribute('error.type', outcome.kind === 'cut' ? 'cut' : outcome.error.code);
    if (outcome.kind !== 'answered' || outcome.status >= 400) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}

/** `headers` with the context of `span` in place of the one in them. */
function withContext(span: Span, headers: RawHeaders): RawHeaders {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  const names = new Set(Object.keys(carrier));
  return names.size === 0 ? headers : [...withoutHeaders(headers, names), ...Object.entries(carrier).flat()];
}
