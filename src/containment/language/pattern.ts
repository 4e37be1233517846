import { RegistryError } from '../../core/errors.ts';

/** Whether a text has a match of the pattern somewhere. */
export type Matcher = (text: string) => boolean;

/** Why `source` is no ECMA-262 pattern under the `u` flag; undefined if it is one. */
export function patternFault(source: string): string | undefined {
  try {
    return void new RegExp(source, 'u');
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** Matchers by pattern text, each compiled once. Throws `schema_invalid` for what is no pattern. */
export class PatternCache {
  readonly #matchers = new Map<string, Matcher>();

  get(source: string): Matcher {
    const known = this.#matchers.get(source);
    if (known !== undefined) return known;
    const matcher = compilePattern(source);
    this.#matchers.set(source, matcher);
    return matcher;
  }
}

function compilePattern(source: string): Matcher {
  const fault = patternFault(source);
  if (fault !== undefined) {
    throw new RegistryError('schema_invalid', `the pattern ${JSON.stringify(source)} is no ECMA-262 regular expression (flag u): ${fault}`);
  }
  const expression = new RegExp(source, 'u');
  return (text) => expression.test(text);
}
