/**
 * The flag that somebody may have meant by one that does not exist: it has a word of it, or the whole name is in it; `--dir` for
 * `--data-dir`. Slips of a few letters are found by commander. Undefined: none is near.
 */
export function suggestFlag(unknown: string, known: readonly string[]): string | undefined {
  const asked = nameOf(unknown);
  const scored = known
    .filter((flag) => flag.startsWith('--') && flag !== unknown)
    .map((flag) => ({ flag, score: likeness(asked, nameOf(flag)) }))
    .filter(({ score }) => score > 0);
  // Of several equally near the first that is declared: the more common ones come first.
  return scored.toSorted((a, b) => b.score - a.score).at(0)?.flag;
}

function nameOf(flag: string): string {
  return flag.replace(/^-+/, '').replace(/=.*$/s, '').toLowerCase();
}

/** Shorter ones, like `in`, are in nearly everything. */
const MIN_NAME = 3;

function likeness(asked: string, known: string): number {
  const [askedWords, knownWords] = [asked.split('-'), known.split('-')];
  const shared = knownWords.filter((word) => word.length >= MIN_NAME && askedWords.includes(word)).length;
  if (shared > 0) return 1 + shared / (askedWords.length + knownWords.length);
  const [short = '', long = ''] = [asked, known].toSorted((a, b) => a.length - b.length);
  return short.length >= MIN_NAME && (long.startsWith(short) || long.endsWith(short)) ? short.length / long.length : 0;
}
