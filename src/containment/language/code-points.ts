const HIGH_SURROGATES = 0xd800;
const LOW_SURROGATES = 0xdc00;

/** Code points, not UTF-16 units; an unpaired surrogate counts as one. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let at = 1; at < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) !== LOW_SURROGATES || (text.charCodeAt(at - 1) & 0xfc00) !== HIGH_SURROGATES) continue;
    length -= 1;
    at += 1;
  }
  return length;
}
