import { RegistryError } from '../../core/errors.ts';
import { decodeUtf8 } from '../../core/json/parse.ts';
import type { ExactValue } from '../../core/json/value.ts';
import { readEventText } from '../binding/event-json.ts';

/** JSON that stands in a text of the envelope; undefined where there is no such text. Throws what that JSON deserves. */
export function parseInnerText(value: ExactValue | undefined, pointer: string): ExactValue | undefined {
  return value === undefined || value === null ? undefined : parseNamed(requireText(value, pointer), pointer);
}

/** JSON in Base64; undefined where there is none, or an empty one, which is how a notice without payload is sent. */
export function parseInnerBase64(value: ExactValue | undefined, pointer: string): ExactValue | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = requireText(value, pointer);
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips what is no Base64; a text that comes back as it went has none of that.
  if (bytes.toString('base64') !== text) throw invalid(pointer, 'Base64 (RFC 4648 §4) with its padding');
  return parseNamed(decodeUtf8(bytes), pointer);
}

function parseNamed(text: string, pointer: string): ExactValue {
  try {
    return readEventText(text);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    // The place is one in the inner text.
    throw new RegistryError(error.code, `the JSON in the text at ${pointer}: ${error.message}`, {
      data: { ...error.data, member: pointer },
      cause: thrown,
    });
  }
}

function requireText(value: ExactValue, pointer: string): string {
  if (typeof value === 'string') return value;
  throw invalid(pointer, 'a text with JSON in it');
}

function invalid(pointer: string, expected: string): RegistryError {
  return new RegistryError('envelope_invalid', `the member at ${pointer}: expected ${expected}; found something else`, { data: { member: pointer } });
}
