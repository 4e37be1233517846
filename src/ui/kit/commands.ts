/** A word of a command line as every POSIX shell reads it: nothing in it is expanded or run. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command over several lines; each item is a line of words. */
export function command(...lines: readonly (readonly string[])[]): string {
  return lines.map((words) => words.map(shellWord).join(' ')).join(' \\\n  ');
}
