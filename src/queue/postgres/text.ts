import { hash } from 'node:crypto';

const UNSTORABLE = /[\0\uFFFF\p{Surrogate}]/u;

/** @internal A text as PostgreSQL can hold it, which has no U+0000 and no half of a surrogate pair: nothing is lost, and what differs still does. */
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

/** @internal A key of whatever length as the `uuid` that stands for it in indexes: half of SHA-256, so nothing of the sender's is in it. */
export function keyOf(text: string): string {
  return hash('sha256', JSON.stringify(text), 'hex').slice(0, 32);
}
