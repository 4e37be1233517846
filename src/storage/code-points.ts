/** @internal The order of names: by code points, which is how UTF-8 bytes compare in a database. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let index = 0;
  while (index < end && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === end) return a.length - b.length;
  return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
}

// Where two texts first differ, surrogates (planes 1 to 16) come after all other code units.
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
