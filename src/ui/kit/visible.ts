// What would steer the text around it, or cannot be seen: control characters, those that turn the direction of writing, and those without width.
const STEERING = /[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text that may be anybody's, such as a name: what would disguise it becomes an escape. In a JSON text the escapes mean the same. */
export function visible(text: string): string {
  return text.replace(STEERING, (character) => Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''));
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
