// What makes two names look alike, or turns the text around it: control characters, halves of surrogate pairs, characters without a
// width, and every space but the plain one.
const HIDDEN_IN_NAMES = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
// Prose may have lines, and emoji are made with joiners.
const HIDDEN_IN_PROSE = /[\p{Cs}\p{Bidi_Control}]|(?![\n\t])\p{Cc}/gu;

/** A name as it is, each hidden character by its number: "pay", U+202E, "lap" is `pay[U+202E]lap`. */
export function visibleName(text: string): string {
  return text.replace(HIDDEN_IN_NAMES, numberOf);
}

/** The same for descriptions and documents, which may have lines, tabs and joined emoji. */
export function visibleProse(text: string): string {
  return text.replace(HIDDEN_IN_PROSE, numberOf);
}

function numberOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
