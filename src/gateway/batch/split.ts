import { RegistryError } from '../../core/errors.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The bytes of each element of a JSON array, without the white space around them; views, not copies. The text is an array
 * if and only if every one of them is a JSON text, which is not looked at here. `bytes` are UTF-8. One pass, no recursion.
 * Throws `envelope_invalid` for what is no array, `json_invalid` for one that does not end or goes on after its end, and
 * `body_too_large` beyond `maxItems`.
 */
export function splitArray(bytes: Buffer, maxItems: number): Buffer[] {
  const open = skipSpace(bytes, 0);
  if (bytes[open] !== OPEN_ARRAY) throw new RegistryError('envelope_invalid', 'a batch is a JSON array of events; found something else');
  const commas = findCommas(bytes, open + 1, maxItems);
  const close = commas.pop() ?? bytes.length;
  if (skipSpace(bytes, close + 1) < bytes.length)
    throw new RegistryError('json_invalid', 'the batch: expected the end of the text after its last "]"');
  if (commas.length === 0 && skipSpace(bytes, open + 1) === close) return [];
  return [...commas, close].map((end, index) => trim(bytes, (commas[index - 1] ?? open) + 1, end));
}

/** Where the commas between the elements stand, and last the bracket that closes the array. */
function findCommas(bytes: Buffer, from: number, maxItems: number): number[] {
  const places: number[] = [];
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = closingQuote(bytes, at + 1);
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth += 1;
    else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && depth > 0) depth -= 1;
    else if (byte === CLOSE_ARRAY) return [...places, at];
    else if (byte === COMMA && depth === 0) {
      places.push(at);
      if (places.length >= maxItems) throw tooMany(maxItems);
    }
  }
  throw new RegistryError('json_invalid', 'the batch: expected "]" after its last element; found the end of the text');
}

function closingQuote(bytes: Buffer, from: number): number {
  for (let quote = bytes.indexOf(QUOTE, from); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let start = quote;
    while (start > from && bytes[start - 1] === BACKSLASH) start -= 1;
    if ((quote - start) % 2 === 0) return quote;
  }
  return bytes.length;
}

function trim(bytes: Buffer, from: number, to: number): Buffer {
  const start = Math.min(skipSpace(bytes, from), to);
  let end = to;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function tooMany(maxItems: number): RegistryError {
  return new RegistryError('body_too_large', `the batch has more than ${maxItems} events, which is the limit here; send several batches`, {
    data: { maxItems },
  });
}
