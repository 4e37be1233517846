import type { ConfigDryRunResource, ConfigDryRunSubject } from '../../../../core/resources.ts';

/** A dry run in words, and its subjects in three groups. */
export interface Summary {
  readonly failing: readonly ConfigDryRunSubject[];
  readonly holding: readonly ConfigDryRunSubject[];
  /** Narrower names say all that was tried. */
  readonly unaffected: readonly ConfigDryRunSubject[];
  readonly title: string;
  readonly detail: string;
}

export function summarise({ subjects, asked, truncated }: ConfigDryRunResource): Summary {
  const unaffected = subjects.filter(({ setAt }) => setAt !== undefined);
  const failing = subjects.filter(({ setAt, holds }) => setAt === undefined && !holds);
  const holding = subjects.filter(({ setAt, holds }) => setAt === undefined && holds);
  return { failing, holding, unaffected, title: titleOf(failing.length, holding.length, truncated), detail: detailOf(subjects.length, asked) };
}

function titleOf(failing: number, holding: number, truncated: boolean): string {
  if (failing > 0) return `${count(failing, 'subject')} would not hold`;
  if (holding > 0) return truncated ? 'All that was looked at would hold' : 'All live versions would hold';
  return truncated ? 'Nothing of what was looked at is concerned' : 'No live version is concerned';
}

function detailOf(subjects: number, asked: number): string {
  if (subjects === 0) return 'There is no live version that it covers yet; it holds for what is registered from now on.';
  return `${count(asked, 'check')} over ${count(subjects, 'subject')}. What is live stays live either way: a setting holds for what is registered from now on.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
