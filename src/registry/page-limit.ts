import { RegistryError } from '../core/errors.ts';

const MAX_LIMIT = 1_000;

/** How many a page of a list has at most: 1 to 1,000. Throws `request_invalid`. */
export function readPageLimit(limit = 100): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new RegistryError('request_invalid', `limit: expected a whole number from 1 to ${MAX_LIMIT}; found ${limit}`);
}
