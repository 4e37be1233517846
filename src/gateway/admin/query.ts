import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject } from '../../core/json/value.ts';
import { parseQuery } from '../../http/kit/query.ts';

/** The query as an object with no other members than these. Throws `request_invalid`. */
export function queryOf({ url = '' }: IncomingMessage, members: readonly string[]): ExactObject {
  const query = parseQuery(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const unknown = [...query.keys()].find((name) => !members.includes(name));
  if (unknown !== undefined) throw invalid(`unknown query parameter ${JSON.stringify(unknown)}; expected only ${members.join(', ')}`);
  return Object.fromEntries(query);
}

/** Undefined where nothing is said. */
export function numberOf(query: ExactObject, name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const number = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw invalid(`query parameter ${name}: expected a whole number from ${min} to ${max}; found ${JSON.stringify(text)}`);
}

/** False where nothing is said. */
export function flagOf(query: ExactObject, name: string): boolean {
  const { [name]: text = 'false' } = query;
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(`query parameter ${name}: expected true or false; found ${JSON.stringify(text)}`);
}

function invalid(message: string): RegistryError {
  return new RegistryError('request_invalid', message);
}
