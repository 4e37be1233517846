// What makes two names look alike, or turns the text around it: control characters, halves of surrogate pairs, characters without a
// width, and every space but the plain one.
const HIDDEN_IN_NAMES = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
// Prose may have lines, and emoji are made with joiners.
const HIDDEN_IN_PROSE = /[\p{Cs}\p{Bidi_Control}]|(?![\n\t])\p{Cc}/gu;
// A text of JSON is looked at to the letter, but for joined emoji.
const HIDDEN_IN_JSON = /[\p{Cs}\p{Bidi_Control}\u00ad\u200b\u2060\ufeff\u{e0000}-\u{e007f}]|(?![\n\t])\p{Cc}/gu;

/** A name as it is, each hidden character by its number: "pay", U+202E, "lap" is `pay[U+202E]lap`. */
export function visibleName(text: string): string {
  return text.replace(HIDDEN_IN_NAMES, numberOf);
}

/** The same for descriptions and documents, which may have lines, tabs and joined emoji. */
export function visibleProse(text: string): string {
  return text.replace(HIDDEN_IN_PROSE, numberOf);
}

/** JSON text, in which what is hidden becomes an escape that means the same. */
export function visibleJson(text: string): string {
  return text.replace(HIDDEN_IN_JSON, (character) =>
    Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function numberOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
