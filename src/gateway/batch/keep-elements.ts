import type { Acceptance } from '../../queue/queue.ts';
import { parseEventObject } from '../binding/cloudevents-structured.ts';
import { Breather } from '../breather.ts';
import { orderKeyOf } from '../durable/keys.ts';
import { keep, prepare } from '../durable/submit.ts';
import type { Gateway } from '../gateway.ts';
import type { Docket } from '../outcome.ts';
import type { Element } from './element.ts';
import type { Batch } from './pass-batch.ts';
import { resultOf, type Result } from './result.ts';
import { isOurFault, Succession } from './succession.ts';

/**
 * Keep each element of a batch as an event of its own. They are judged one after the other and handed to the queue in that order, so
 * that those of one key stay in order, and the second of two with one id is the duplicate; the disk is waited for by all at once.
 * Behind one that the gate could not take nothing of its key is kept.
 */
export async function keepElements(gateway: Gateway, batch: Batch): Promise<Result[]> {
  const breather = new Breather();
  const succession = new Succession();
  const results: Promise<Result>[] = [];
  for (const element of batch.elements) {
    const docket: Docket = { judged: undefined };
    const one = { ...batch, element };
    const judged = await breather.begin(() => judgeElement(gateway, one, docket, succession)).then(given, thrower);
    results.push(resultOf(gateway, one, docket, async () => keepOne(gateway, judged(), { succession, index: element.index })));
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

interface Place {
  readonly succession: Succession;
  readonly index: number;
}

/** Hands it over before it waits for anything: what fails is noted before anything of a later turn is handed over. */
async function keepOne(
  gateway: Gateway,
  acceptance: Acceptance | undefined,
  { succession, index }: Place,
): Promise<Pick<Result, 'status' | 'receipt'>> {
  if (acceptance === undefined) return { status: 204 };
  const { event, fate } = acceptance;
  succession.require(event.orderKey);
  try {
    return { status: 202, receipt: await keep(gateway, acceptance) };
  } catch (thrown) {
    // What is held is in no order: others may go before it.
    throw fate.kind === 'hold' ? thrown : succession.note(event.orderKey, index, thrown);
  }
}

type One = Omit<Batch, 'elements'> & { readonly element: Element };

async function judgeElement(gateway: Gateway, one: One, docket: Docket, succession: Succession): Promise<Acceptance | undefined> {
  const { route, element, envelope, requestId } = one;
  if (element.content.kind === 'refused') throw element.content.error;
  const event = parseEventObject(element.content.value);
  const arrival = { ...envelope, bytes: element.bytes };
  const contents = { events: [event], isJudged: true } as const;
  try {
    return await prepare(gateway, { route, arrival, requestId, contents, indexInBatch: element.index }, docket);
  } catch (thrown) {
    const order = route.durable?.order;
    // The key is read once an event was judged, which this was not.
    throw order === undefined || !isOurFault(thrown) ? thrown : succession.note(orderKeyOf(order, event), element.index, thrown);
  }
}
