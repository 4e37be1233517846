import { printable } from './printable.ts';

/** Of an event: the version that handlers get, and the older ones that are raised to it; semvers. */
export interface Upcast {
  readonly subject: string;
  readonly newest: string;
  readonly older: readonly string[];
}

/** The upcasters that have to be written by hand, a line each; none where no older major comes in. `what` is said of them: default `to write`. */
export function upcastersText(upcasts: readonly Upcast[], what = 'to write'): readonly string[] {
  const rows = upcasts.flatMap(({ subject, newest, older }) => older.map((semver) => `    ${keyOf(subject, semver)}  from ${semver} to ${newest}`));
  return rows.length === 0 ? [] : [`  upcasters ${what}, for createConsumer(handlers, { upcast }):`, ...rows];
}

/** As it is written in the code. */
function keyOf(subject: string, semver: string): string {
  return `upcast[${quoted(printable(subject))}][${quoted(semver.split('.')[0] ?? '')}]`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
