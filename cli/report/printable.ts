// Control characters, and those that turn the direction of writing.
const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text that may be anybody's, such as a file name or the subject line of a commit: what would steer the terminal becomes an escape. */
export function printable(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
