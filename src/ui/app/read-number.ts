/** A version or an id as an address or a field has it: a whole number from 1 on; undefined where the text is none, or too long for one. */
export function readNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
