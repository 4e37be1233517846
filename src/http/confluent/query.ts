import { RegistryError } from '../../core/errors.ts';

/** The parameters of an address. Unknown ones are ignored, and of one that comes twice the first counts, as servlets do. */
export interface Query {
  readonly text: (name: string) => string | undefined;
  /** All values of a name, in order. */
  readonly all: (name: string) => readonly string[];
  /** True for `true`, upper and lower case alike; everything else is false. */
  readonly flag: (name: string) => boolean;
  /** Part of a list, by `offset` and `limit`; a negative limit is none. Throws `request_invalid`. */
  readonly page: <T>(items: readonly T[]) => readonly T[];
}

/** Read a query string. What is no percent-encoded UTF-8 is taken as it stands. */
export function readQuery(querystring: string): Query {
  const values = new URLSearchParams(querystring);
  const text = (name: string): string | undefined => values.get(name) ?? undefined;
  return {
    text,
    all: (name) => values.getAll(name),
    flag: (name) => text(name)?.toLowerCase() === 'true',
    page: (items) => {
      const offset = Math.max(integer('offset', text('offset')) ?? 0, 0);
      const limit = integer('limit', text('limit')) ?? -1;
      return items.slice(offset, limit < 0 ? undefined : offset + limit);
    },
  };
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new RegistryError('request_invalid', `query parameter ${name}: expected a whole number; found ${JSON.stringify(text)}`);
}
