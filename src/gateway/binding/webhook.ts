import { RegistryError } from '../../core/errors.ts';
import { readEventJson } from './event-json.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';
import type { ExactValue } from '../../core/json/value.ts';
import { parseSubject } from '../../core/subject.ts';
import type { Arrival } from '../arrival.ts';
import type { TypeRule } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';
import { singleHeader } from '../headers.ts';
import { requireJsonType } from './media-type.ts';

/** A plain JSON body whose type stands where the route says. Throws `envelope_invalid` where it does not. */
export function parseWebhook({ headers, contentType, bytes }: Arrival, rule: TypeRule): IncomingEvent {
  requireJsonType(contentType, 'Content-Type');
  const data = readEventJson(bytes);
  const type = typeByRule(rule, headers, data);
  return { type, attributes: { type }, data };
}

/** The type that a rule makes of headers and data. Throws `envelope_invalid` where it makes none. */
export function typeByRule(rule: TypeRule, headers: Arrival['headers'], data: ExactValue): string {
  return requireSubject(rule.kind === 'constant' ? rule.type : joinParts(rule, headers, data));
}

type PartsRule = Extract<TypeRule, { readonly kind: 'parts' }>;

function joinParts({ prefix, header, pointer }: PartsRule, headers: Arrival['headers'], data: ExactValue): string {
  const parts = [header === undefined ? undefined : singleHeader(headers, header), pointer === undefined ? undefined : textAt(data, pointer)].filter(
    (part) => part !== undefined && part !== '',
  );
  if (parts.length > 0) return prefix + parts.join('.');
  const places = [header === undefined ? [] : `the header ${header}`, pointer === undefined ? [] : `the member ${pointer}`].flat();
  throw new RegistryError('envelope_invalid', `the type of the event: expected ${places.join(' or ')}; found nothing there`);
}

/** Null counts as absent, as in attributes. */
function textAt(data: ExactValue, pointer: string): string | undefined {
  const value = valueAtPointer(data, pointer);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') {
    throw new RegistryError('envelope_invalid', `the type of the event: expected a text at ${pointer}; found an object, an array or a huge number`);
  }
  return String(value);
}

/** Throws `envelope_invalid` for a type that can be no subject. */
export function requireSubject(type: string): string {
  try {
    return parseSubject(type);
  } catch (cause) {
    throw new RegistryError('envelope_invalid', `the type of the event: ${RegistryError.from(cause).message}`, { cause });
  }
}
