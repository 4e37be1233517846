/** `1 step`, `1,612 steps`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1 event or delivery`, `2 events or deliveries`: what a command on kept events counts, without a target events and with one deliveries. */
export function countedEntries(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'event or delivery' : 'events or deliveries'}`;
}

/** A whole number with a comma between thousands. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

const SHOWN = 3;

/** The same of at most three, and how many more there are. */
export function listedShort(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return listed(more > 0 ? [...names.slice(0, SHOWN), `${more} more`] : names);
}
