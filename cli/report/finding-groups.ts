import { MAX_FINDINGS, type Finding, type Verdict } from '../../src/core/verdict.ts';
import { printable } from './printable.ts';

/** The same break at several places: the first, and how many there are besides. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly others: number;
}

/** Findings without those that repeat another for a further branch or place: by keyword, member and what was changed. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const known = groups.get(key);
    groups.set(key, known === undefined ? { finding, others: 0 } : { ...known, others: known.others + 1 });
  }
  return [...groups.values()];
}

// What is missing is named by the change; where it is missing does not matter. Positions are no names.
function keyOf({ code, keyword, instancePointer, message, change }: Finding): string {
  const isMissing = code === 'required_missing' || code === 'dependent_required_missing';
  const member = instancePointer.split('/').findLast((step) => !/^\d*$/.test(step)) ?? '';
  return JSON.stringify([keyword, isMissing ? '' : member, change ?? message]);
}

/** Whether the engine ended its search with the most findings that it tells. */
export function mayHaveMore(verdict: Verdict): boolean {
  return verdict.kind === 'not_contained' && verdict.findings.length >= MAX_FINDINGS;
}

/** What is said of that. */
export const MORE_TEXT: string = `at least ${MAX_FINDINGS} findings; more may follow when these are mended`;

/** `/status (enum)`: the place in the event, and the keyword of the reader that refuses it. */
export function placeText({ instancePointer, keyword }: Finding): string {
  const place = instancePointer === '' ? 'the event itself' : printable(instancePointer);
  return keyword === '' ? place : `${place} (${keyword})`;
}

/** `at 2 other places`. */
export function othersText(others: number): string {
  return `at ${others} other ${others === 1 ? 'place' : 'places'}; all of them with --format json`;
}
