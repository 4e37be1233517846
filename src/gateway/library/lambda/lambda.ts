import type { RegistryError } from '../../../core/errors.ts';
import type { AdmittedEvent } from '../admitted-event.ts';
import { FUNCTION, oneOf } from '../check-options.ts';
import { openDoor, type Door } from '../door.ts';
import type { MiddlewareOptions } from '../middleware-options.ts';
import { readEnvelope, type Message } from './envelope.ts';
import { httpResult, readHttp, type HttpEvent } from './http.ts';
import { handleEach } from './batch.ts';

export interface LambdaOptions extends MiddlewareOptions {
  /**
   * What becomes of a message (not of an HTTP request) that is refused. `fail`: the service is told, and sends it again, to
   * its dead-letter queue in the end. `drop`: it counts as done; `onRefusal` is the only one to know. Default fail.
   */
  readonly refused?: 'fail' | 'drop';
  /** Told what a message of a queue or stream failed with, which Lambda itself is not. Default: console.error. */
  readonly onFailure?: (thrown: unknown, record: unknown) => void;
}

/** `event` is what the gate let in, `record` the message that it came in: the request, the SQS record, the EventBridge event … */
export type LambdaHandler<Context> = (event: AdmittedEvent, context: Context, record: unknown) => unknown;

/**
 * A function for AWS Lambda behind API Gateway (both payload versions), a function URL, a load balancer, EventBridge, SNS, SQS,
 * Kinesis, or invoked with a CloudEvent.
 *
 * HTTP: what `handler` gives is the result; what is refused is answered without calling it. Queues and streams: each message
 * by itself, one after the other; the result names those that failed, so the mapping needs ReportBatchItemFailures. Elsewhere
 * the invocation fails with the error.
 */
export function lambda<Context = unknown>(
  handler: LambdaHandler<Context>,
  options: LambdaOptions,
): (event: unknown, context: Context) => Promise<unknown> {
  const door = openDoor('lambda', options, { refused: oneOf('fail', 'drop'), onFailure: FUNCTION });
  // oxlint-disable-next-line eslint/no-console -- it is the log of a Lambda function
  const { refused = 'fail', onFailure = (thrown: unknown) => console.error(thrown) } = options;
  return async (event, context) => {
    const envelope = readEnvelope(event, door);
    switch (envelope.kind) {
      case 'http':
        return answerHttp(door, envelope.request, (admitted) => handler(admitted, context, event));
      case 'messages':
        return handleEach(envelope, (message) => handle(message, context), onFailure);
    }
  };

  async function handle(message: Message, context: Context): Promise<void> {
    const outcome = await door.receive(message.read);
    if (outcome.kind === 'admitted') await handler(outcome.event, context, message.record);
    else if (refused === 'fail' || !isFinal(outcome.error)) throw outcome.error;
  }
}

// What another day may bring is never dropped.
function isFinal({ status }: RegistryError): boolean {
  return status < 500;
}

async function answerHttp(door: Door, request: HttpEvent, handler: (event: AdmittedEvent) => unknown): Promise<unknown> {
  const { read, requestId } = readHttp(request, door.maxBodyBytes);
  const outcome = await door.receive(read, requestId);
  if (outcome.kind === 'refused') return httpResult(outcome.answer);
  return (await handler(outcome.event)) ?? { statusCode: 204 };
}
