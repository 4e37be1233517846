/** `1 step`, `1,612 steps`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A whole number with a comma between thousands. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
