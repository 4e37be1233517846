/** What the code of checks calls in the generated `_runtime`; the rules there are `ruleName(keyword)`. */
export type Helper = 'check' | 'equal' | 'formatOf' | 'hasMember' | 'isMultipleOf' | 'isObject' | 'isShorter' | 'isUnique' | 'kept' | 'objectOf';

/** What `_runtime` has to explain why a keyword refuses a value. */
export function ruleName(keyword: string): string {
  return `on${(keyword[0] ?? '').toUpperCase()}${keyword.slice(1)}`;
}
