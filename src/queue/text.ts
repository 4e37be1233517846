const UNSTORABLE = /[\0\uFFFF\p{Surrogate}]/u;

/**
 * @internal A text as databases can hold it: PostgreSQL has no U+0000, and neither it nor SQLite half of a surrogate pair, which JSON
 * has. Nothing is lost, and what differs still does.
 */
export function textOf(text: string): string {
  if (!UNSTORABLE.test(text)) return text;
  return text.replaceAll(new RegExp(UNSTORABLE, 'gu'), (char) => `\uFFFF${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @internal The text that was given to `textOf`. */
export function textFrom(stored: string): string {
  return stored.includes('\uFFFF')
    ? stored.replaceAll(/\uFFFF([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : stored;
}
