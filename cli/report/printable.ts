// Control characters, and those that turn the direction of writing.
const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text that may be anybody's, such as a file name or the subject line of a commit: what would steer the terminal becomes an escape. */
export function printable(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Line breaks and tabs are a report's own.
const COLOR_OR_STEERING = /(?![\n\t])(?:\p{Cc}\[\d{1,2}m|[\p{Cc}\p{Bidi_Control}])/gu;

/** What paint.ts writes. */
const COLORS: ReadonlySet<string> = new Set([1, 2, 22, 31, 32, 33, 39].map((code) => `\u001B[${code}m`));

/**
 * The same for a whole report, whose lines and, with `color`, colours stay: owners, reasons and messages come from a registry, where
 * whoever may write chose them.
 */
export function printableReport(text: string, { color }: { readonly color: boolean }): string {
  return text.replace(COLOR_OR_STEERING, (found) => (color && COLORS.has(found) ? found : printable(found)));
}
