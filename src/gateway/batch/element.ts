import { isUtf8 } from 'node:buffer';
import { RegistryError } from '../../core/errors.ts';
import { isJsonObject, readEventJson } from '../binding/event-json.ts';
import { Breather } from '../breather.ts';
import type { ExactValue } from '../../core/json/value.ts';
import { splitArray } from './split.ts';

/** One event of a batch, or what was sent as one. */
export interface Element {
  readonly index: number;
  /** As the batch has them. */
  readonly bytes: Buffer;
  /** What it says its id is; null where that is no text. */
  readonly id: string | null;
  readonly content: { readonly kind: 'value'; readonly value: ExactValue } | { readonly kind: 'refused'; readonly error: RegistryError };
}

const MAX_EVENTS = 1_000;
// As of a structured event: its envelope is one level around the data.
const MAX_DEPTH = 201;

/**
 * Read a batch into its elements. What makes the whole text something else than a JSON array in UTF-8 is thrown
 * (`not_utf8`, `json_invalid`, `envelope_invalid`, `body_too_large` beyond 1,000 elements), before any element went on;
 * a name given twice, a forbidden one and too deep nesting are the element's own fault. Others have their turn between the elements.
 */
export async function readElements(bytes: Buffer, breather: Breather = new Breather()): Promise<Element[]> {
  if (!isUtf8(bytes)) throw new RegistryError('not_utf8', 'the body is not UTF-8; send JSON encoded as UTF-8 without other encodings');
  const elements: Element[] = [];
  for (const [index, part] of splitArray(bytes, MAX_EVENTS).entries()) {
    elements.push(await breather.begin(async () => readElement(part, index)));
  }
  return elements;
}

function readElement(bytes: Buffer, index: number): Element {
  try {
    const value = readEventJson(bytes, { maxDepth: MAX_DEPTH });
    return { index, bytes, id: idOf(value), content: { kind: 'value', value } };
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (error.code !== 'json_invalid') return { index, bytes, id: null, content: { kind: 'refused', error } };
    throw new RegistryError('json_invalid', `the batch, element ${index}: ${error.message}`, { data: { ...error.data, index }, cause: error });
  }
}

function idOf(value: ExactValue): string | null {
  if (!isJsonObject(value)) return null;
  const id: unknown = Object.hasOwn(value, 'id') ? Reflect.get(value, 'id') : undefined;
  return typeof id === 'string' ? id : null;
}
