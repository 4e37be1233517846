/** A finding, and those that are shown with it in one line. */
export interface Fold<Finding> {
  readonly finding: Finding;
  /** Empty: it stands alone. */
  readonly others: readonly Finding[];
}

/** So many of a kind are each shown. */
const MAX_APART = 3;

/** For people: findings of one kind as one where they are many, at the place of the first. `kindOf` undefined: never with others. */
export function foldFindings<Finding>(findings: readonly Finding[], kindOf: (finding: Finding) => string | undefined): readonly Fold<Finding>[] {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = kindOf(finding);
    if (kind === undefined) continue;
    const alike = kinds.get(kind);
    if (alike === undefined) kinds.set(kind, [finding]);
    else alike.push(finding);
  }
  return findings.flatMap((finding): Fold<Finding>[] => {
    const kind = kindOf(finding);
    const alike = kind === undefined ? [] : (kinds.get(kind) ?? []);
    if (alike.length <= MAX_APART) return [{ finding, others: [] }];
    return alike[0] === finding ? [{ finding, others: alike.slice(1) }] : [];
  });
}

/** `24 places have no description: the event itself, /properties/a, /properties/b and 21 more`. */
export function foldText(places: readonly string[], said: string): string {
  const shown = places.slice(0, MAX_APART).map((place) => (place === '' ? 'the event itself' : place));
  return `${places.length} places ${said}: ${shown.join(', ')} and ${places.length - shown.length} more`;
}
