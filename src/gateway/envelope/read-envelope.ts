import { RegistryError } from '../../core/errors.ts';
import { isJsonObject, readEventJson } from '../binding/event-json.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import type { Arrival } from '../arrival.ts';
import { requireJsonOrText, requireJsonType } from '../binding/media-type.ts';
import { requireSubject, typeByRule } from '../binding/webhook.ts';
import type { EnvelopeSource } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';
import { singleHeader } from '../headers.ts';
import { parseInnerBase64, parseInnerText } from './inner-json.ts';
import type { EnvelopePreset, EnvelopeReader, EnvelopeShape } from './preset.ts';
import { ENVELOPE_PRESETS } from './presets.ts';
import { readConfirmation } from './sns-confirmation.ts';

/** What came in the envelope of a vendor. */
export type Envelope =
  /** At least one. */
  | { readonly kind: 'events'; readonly events: readonly IncomingEvent[] }
  /** No event: the vendor asks whether it may send some. */
  | { readonly kind: 'confirmation'; readonly event: IncomingEvent };

// The data may have the usual 200 levels; no envelope adds more than these.
const MAX_DEPTH = 204;
const MAX_ITEMS = 1_000;

/** Read a vendor's envelope. Throws `envelope_invalid` for what is none, and what the JSON in it deserves. */
export function readEnvelope(source: EnvelopeSource, { headers, contentType, bytes }: Arrival): Envelope {
  const preset = ENVELOPE_PRESETS[source.kind];
  if (preset.isPlainText) requireJsonOrText(contentType, 'Content-Type');
  else requireJsonType(contentType, 'Content-Type');
  const body = readEventJson(bytes, { maxDepth: MAX_DEPTH });
  const confirmation = source.kind === 'sns' ? readConfirmation(body, source.confirmations) : undefined;
  if (confirmation !== undefined) return { kind: 'confirmation', event: confirmation };
  return { kind: 'events', events: itemsOf(preset, source, body).map((item) => readEvent({ source, preset, headers }, item)) };
}

function itemsOf({ items }: EnvelopePreset, { kind }: EnvelopeSource, body: ExactValue): readonly ExactValue[] {
  if (items === undefined) return [body];
  const found = valueAtPointer(body, items);
  if (!Array.isArray(found) || found.length === 0) throw invalid(kind, `expected an array with at least one event at ${items}`);
  if (found.length <= MAX_ITEMS) return found as readonly ExactValue[];
  throw new RegistryError('body_too_large', `the notice has more than ${MAX_ITEMS} events, which is the limit here`, {
    data: { maxItems: MAX_ITEMS },
  });
}

interface Reading {
  readonly source: EnvelopeSource;
  readonly preset: EnvelopePreset;
  readonly headers: Arrival['headers'];
}

function readEvent({ source, preset, headers }: Reading, item: ExactValue): IncomingEvent {
  const shape = preset.shapes.find(({ root }) => isJsonObject(valueAtPointer(item, root)));
  if (shape === undefined) throw invalid(source.kind, `expected a JSON object with ${preset.typeForm}; found none`);
  requireOneReading(source, shape, item);
  const root = valueAtPointer(item, shape.root) ?? null;
  const reader: EnvelopeReader = { text: (pointer) => textAt(root, pointer), header: (name) => singleHeader(headers, name) };
  const rest = preset.type(reader);
  if (rest === undefined || rest === '')
    throw invalid(source.kind, `expected ${preset.typeForm}, whose values this preset knows; found nothing of the kind`);
  const data = readData(shape, root);
  const type = source.type === undefined || data === undefined ? requireSubject(preset.prefix + rest) : typeByRule(source.type, headers, data);
  return { type, attributes: { ...readAttributes(preset, reader), type }, data };
}

// What is judged in the wrapped event would not be what a function reads that looks beside it.
function requireOneReading({ kind }: EnvelopeSource, { root, wrapper }: EnvelopeShape, item: ExactValue): void {
  const other = wrapper === undefined ? undefined : Object.keys(item as ExactObject).find((name) => !wrapper.includes(name));
  if (other === undefined) return;
  throw invalid(kind, `expected nothing but ${wrapper?.join(', ')} beside the event at ${root}; found ${JSON.stringify(other.slice(0, 100))}`);
}

function readAttributes({ attributes, headers = {} }: EnvelopePreset, { text, header }: EnvelopeReader): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, pointer] of Object.entries(attributes)) {
    const inHeader = headers[name];
    const value = text(pointer) ?? (inHeader === undefined ? undefined : header(inHeader));
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function readData({ data: pointer, encoding }: EnvelopeShape, root: ExactValue): ExactValue | undefined {
  const value = valueAtPointer(root, pointer);
  switch (encoding) {
    case 'json':
      return value;
    case 'text':
      return parseInnerText(value, pointer);
    case 'base64':
      return parseInnerBase64(value, pointer);
  }
}

function textAt(root: ExactValue, pointer: string): string | undefined {
  const value = valueAtPointer(root, pointer);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function invalid(kind: EnvelopeSource['kind'], expectation: string): RegistryError {
  return new RegistryError('envelope_invalid', `no envelope of ${kind}: ${expectation}`);
}
