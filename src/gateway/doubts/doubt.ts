/**
 * Something in the configuration that no live contract bears out. It may be meant, and its contract still to come, so a gate starts with
 * it and goes on.
 */
export interface Doubt {
  /** The path of the route. */
  readonly route: string;
  /** Where it stands in the configuration: a JSON Pointer. */
  readonly at: string;
  /** `warning`: by the contracts that are live it does nothing. `note`: by these it may do something, and looks misspelt. */
  readonly severity: 'warning' | 'note';
  /** What was written, what was looked at, what comes of it, and what to do. */
  readonly message: string;
}

/** Names of contracts in a message; of the rest the number. */
const MAX_NAMED = 3;

/** The first of some names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
