import { compareNames } from '../core/text-order.ts';

/**
 * Names for the objects of a map, of letters, digits, dots, hyphens and underscores, as the specification has keys of `components`. Each
 * wish is made such a name; where two come to one, the later in the order of identities gets a number. The same wishes give the same names.
 */
export function keysFor(wishes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const keys = new Map<string, string>();
  for (const [identity, wish] of [...wishes].toSorted(([a], [b]) => compareNames(a, b))) {
    const start = trimDots(wish.replace(/[^A-Za-z0-9._-]+/g, '.')) || 'unnamed';
    let key = start;
    for (let count = 2; taken.has(key.toLowerCase()); count += 1) key = `${start}_${count}`;
    taken.add(key.toLowerCase());
    keys.set(identity, key);
  }
  return keys;
}

/** Without the dots at both ends. Looks at each dot once, however many there are in a row. */
export function trimDots(text: string): string {
  return text.replace(/^\.+|(?<!\.)\.+$/g, '');
}

/** What an export calls an example that nobody wrote: an import leaves it out, since the next export makes it again. */
export function madeExampleName(subject: string): string {
  return `a valid ${subject}`;
}
