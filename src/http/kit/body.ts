import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import type { ExactValue } from '../../core/json/value.ts';
import { onlyHeader } from './header-values.ts';

export interface BodyOptions {
  readonly maxBytes: number;
  /** What raises `maxBytes`, for the message. */
  readonly setting?: string;
  /** Levels of nesting of the whole body; default as `parseJson`. */
  readonly maxDepth?: number;
  /** What a body with too many different names of members is. Default `body_too_large`. */
  readonly tooManyNames?: 'body_too_large' | 'schema_too_large';
}

// More than a schema of 20,000 subschemas needs. Names that were not met before cost the host's parser many times as much as others.
const MAX_NAMES = 30_000;

/**
 * Read a body of JSON with exact numbers. Throws `media_type_unsupported`, `body_too_large`, `request_invalid` where it breaks off,
 * `not_utf8` or what `parseBody` throws, with the place.
 */
export async function readJsonBody(request: IncomingMessage, options: BodyOptions): Promise<ExactValue> {
  requireJson(request);
  const bytes = await readBytes(request, options.maxBytes, options.setting);
  return parseBody(decodeUtf8(bytes), options);
}

/** The text of a body as JSON. Throws what `parseJson` throws, and `body_too_large` or what is said instead where it has too many different names. */
export function parseBody(
  text: string,
  { maxDepth, tooManyNames = 'body_too_large' }: Pick<BodyOptions, 'maxDepth' | 'tooManyNames'> = {},
): ExactValue {
  try {
    return parseJson(text, { maxNames: MAX_NAMES, ...(maxDepth === undefined ? {} : { maxDepth }) });
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'too_many_members') throw thrown;
    const message = `the objects of the body have more than ${MAX_NAMES} different names of members; send less at once, or a smaller schema`;
    throw new RegistryError(tooManyNames, message, { data: { ...thrown.data, maxNames: MAX_NAMES }, cause: thrown });
  }
}

const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i;

/** Refuses a body that does not say that it is plain JSON in UTF-8. Throws `media_type_unsupported`, and `request_invalid` where it says twice what it is. */
export function requireJson(request: IncomingMessage): void {
  const type = onlyHeader(request, 'Content-Type');
  if (type === undefined || !JSON_TYPE.test(type.trim())) {
    throw new RegistryError(
      'media_type_unsupported',
      `Content-Type: expected application/json in UTF-8; found ${type === undefined ? 'none' : JSON.stringify(type)}`,
    );
  }
  requirePlain(request);
}

export interface WithEncoding {
  readonly headers: { readonly 'content-encoding'?: string | undefined };
}

/** Refuses a compressed body. Throws `media_type_unsupported`. */
export function requirePlain(request: WithEncoding): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new RegistryError('media_type_unsupported', `Content-Encoding: expected none, since bodies are taken uncompressed only; found ${encoding}`);
}

// A sender that is still writing may never read an answer, so what is a little too large is read to its end first.
const DISCARDED_LIMITS = 8;

/** What raises the limit of the registry's bodies. */
export const REGISTRY_BODY_SETTING = 'limits.maxBodyBytes in the --registry-config of the registry';

/** Read all bytes of a body. Throws `body_too_large` beyond `maxBytes`, and `request_invalid` where it breaks off; memory never holds more than `maxBytes`. */
export function readBytes(request: IncomingMessage, maxBytes: number, setting?: string): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes * DISCARDED_LIMITS) return Promise.reject(tooLarge(maxBytes, setting));
  if (request.destroyed) return Promise.reject(brokenOff()); // Nothing would ever come of it, not even its end.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (length > maxBytes * DISCARDED_LIMITS) reject(tooLarge(maxBytes, setting));
    });
    request.once('end', () => (length > maxBytes ? reject(tooLarge(maxBytes, setting)) : resolve(joined(chunks, length))));
    request.once('error', (cause) => reject(brokenOff(cause)));
    request.once('close', () => request.complete || reject(brokenOff()));
  });
}

// Most bodies come in one piece, which needs no copy.
function joined(chunks: readonly Buffer[], length: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

/** @internal */
export function tooLarge(maxBytes: number, setting?: string): RegistryError {
  const raised = setting === undefined ? '' : `; ${setting} raises it`;
  return new RegistryError('body_too_large', `the body has more than ${maxBytes} bytes, which is the limit here${raised}`, { data: { maxBytes } });
}

function brokenOff(cause?: unknown): RegistryError {
  return new RegistryError('request_invalid', 'the connection broke off before the body was complete', { cause });
}
