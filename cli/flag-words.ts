/** The values of a flag among the words of a command line, in their order: where the flags may be what is wrong, nobody has parsed them. */
export function valuesOf(words: readonly string[], flag: string): readonly string[] {
  return words.flatMap((word, index) => {
    if (word === `--${flag}`) return words.slice(index + 1, index + 2);
    return word.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : [];
  });
}
