import type { Acceptance } from '../../queue/queue.ts';
import { parseEventObject } from '../binding/cloudevents-structured.ts';
import { Breather } from '../breather.ts';
import { keep, prepare } from '../durable/submit.ts';
import type { Gateway } from '../gateway.ts';
import type { Docket } from '../outcome.ts';
import type { Element } from './element.ts';
import type { Batch } from './pass-batch.ts';
import { resultOf, type Result } from './result.ts';

/**
 * Keep each element of a batch as an event of its own. They are judged one after the other and handed to the queue in that order, so
 * that those of one key stay in order, and the second of two with one id is the duplicate; the disk is waited for by all at once.
 */
export async function keepElements(gateway: Gateway, batch: Batch): Promise<Result[]> {
  const breather = new Breather();
  const results: Promise<Result>[] = [];
  for (const element of batch.elements) {
    const docket: Docket = { judged: undefined };
    const one = { ...batch, element };
    const judged = await breather.begin(() => judgeElement(gateway, one, docket)).then(given, thrower);
    results.push(resultOf(gateway, one, docket, async () => keepOne(gateway, judged())));
  }
  return Promise.all(results);
}

function given<Value>(value: Value): () => Value {
  return () => value;
}

function thrower(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** Hands it over before it waits for anything. */
async function keepOne(gateway: Gateway, acceptance: Acceptance | undefined): Promise<Pick<Result, 'status' | 'receipt'>> {
  return acceptance === undefined ? { status: 204 } : { status: 202, receipt: await keep(gateway, acceptance) };
}

type One = Omit<Batch, 'elements'> & { readonly element: Element };

async function judgeElement(gateway: Gateway, { route, element, envelope, requestId }: One, docket: Docket): Promise<Acceptance | undefined> {
  if (element.content.kind === 'refused') throw element.content.error;
  const event = parseEventObject(element.content.value);
  const arrival = { ...envelope, bytes: element.bytes };
  return prepare(gateway, { route, arrival, requestId, contents: { events: [event], isJudged: true }, indexInBatch: element.index }, docket);
}
