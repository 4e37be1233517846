import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { readJsonBody } from '../../http/kit/body.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const MAX_FOR_MS = 30 * 24 * HOUR_MS;

/** The body as an object with no other members than these. Throws `request_invalid`. */
export async function readObject(request: IncomingMessage, members: readonly string[]): Promise<ExactObject> {
  const value = await readJsonBody(request, { maxBytes: MAX_BODY_BYTES, maxDepth: 202 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`expected an object with ${members.join(', ')}`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) throw invalid(`unknown member ${JSON.stringify(unknown)}; expected only ${members.join(', ')}`);
  return value as ExactObject;
}

/** Throws `request_invalid`. */
export function oneOf<T extends string>(body: ExactObject, member: string, values: readonly T[]): T {
  const found = values.find((value) => value === body[member]);
  if (found !== undefined) return found;
  throw invalid(`${member}: expected one of ${values.join(', ')}; found ${describe(body[member])}`);
}

/** An hour in milliseconds, where nothing is said: what is changed at run time has an end. */
export function readDuration({ forMs = HOUR_MS }: ExactObject): number {
  if (typeof forMs === 'number' && Number.isInteger(forMs) && forMs > 0 && forMs <= MAX_FOR_MS) return forMs;
  throw invalid(`forMs: expected whole milliseconds from 1 to ${MAX_FOR_MS} (30 days); found ${describe(forMs)}`);
}

/** Whether a member is true; false where nothing is said. */
export function readFlag(body: ExactObject, member: string): boolean {
  const { [member]: found = false } = body;
  if (typeof found === 'boolean') return found;
  throw invalid(`${member}: expected true or false; found ${describe(found)}`);
}

/** Undefined where nothing is said. */
export function readWhole(body: ExactObject, member: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
  const found = body[member];
  if (found === undefined || (typeof found === 'number' && Number.isInteger(found) && found >= min && found <= max)) return found;
  throw invalid(`${member}: expected a whole number from ${min} to ${max}; found ${describe(found)}`);
}

/** A text that is not empty; undefined where nothing is said. */
export function readText(body: ExactObject, member: string, maxLength: number = 1_000): string | undefined {
  const found = body[member];
  if (found === undefined || (typeof found === 'string' && found.trim() !== '' && found.length <= maxLength)) return found;
  throw invalid(`${member}: expected a text of 1 to ${maxLength} characters; found ${describe(found)}`);
}

function describe(value: ExactValue | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 80);
}

/** @internal */
export function invalid(message: string): RegistryError {
  return new RegistryError('request_invalid', `body: ${message}`);
}
