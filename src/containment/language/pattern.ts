import { RegistryError } from '../../core/errors.ts';
import { createLookingMatcher } from './looking-matcher.ts';
import { createMatcher, type Matcher } from './matcher.ts';
import { programOf, programSize } from './program.ts';
import { parseLookingRegex, parseRegex } from './syntax.ts';

export type { Matcher } from './matcher.ts';

// Beyond it a state of the automaton costs more than walking the pattern, which counts instead of writing repetitions out.
const MAX_INSTRUCTIONS = 5_000;

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

/**
 * Compile an ECMA-262 pattern (flag u). Linear in the text for regular expressions in the strict sense, and with
 * lookaround and `\b`; back references and very large repetitions are left to the host's backtracking engine, which counts
 * nothing and is asked only where the effort allows that. Throws `schema_invalid`.
 */
export function compilePattern(source: string): Matcher {
  const fault = patternFault(source);
  if (fault !== undefined) {
    throw new RegistryError('schema_invalid', `the pattern ${JSON.stringify(source)} is no ECMA-262 regular expression (flag u): ${fault}`);
  }
  return compileLinear(source) ?? compileLooking(source) ?? compileHost(source);
}

/** Whether a valid pattern has back references or is so large that the host's backtracking engine gets it. */
export function isBacktracking(source: string): boolean {
  return !PLAIN.test(source) && !isLinear(source) && parseLookingRegex(source) === undefined;
}

/** How many parts a valid pattern has, its repetitions written out; 0 where `isBacktracking`. */
export function patternSize(source: string): number {
  const regex = parseRegex(source) ?? parseLookingRegex(source);
  return regex === undefined ? 0 : programSize(regex);
}

// Without back references and counts there is nothing that our own matchers do not take.
const PLAIN = /^[^\\{}()]*$/;

function isLinear(source: string): boolean {
  const regex = parseRegex(source);
  return regex !== undefined && programSize(regex) <= MAX_INSTRUCTIONS;
}

/** @internal The linear matcher; undefined where the pattern is not for it. `source` is a valid pattern. */
export function compileLinear(source: string): Matcher | undefined {
  const regex = parseRegex(source);
  const program = regex && programOf(regex, MAX_INSTRUCTIONS);
  return program && createMatcher(program);
}

function compileLooking(source: string): Matcher | undefined {
  const regex = parseLookingRegex(source);
  return regex && createLookingMatcher(regex);
}

function compileHost(source: string): Matcher {
  const expression = new RegExp(source, 'u');
  try {
    // The host compiles when it is first asked, and may find only then that the pattern is too large for it.
    expression.test('');
  } catch {
    throw new RegistryError('schema_invalid', `the pattern ${JSON.stringify(`${source.slice(0, 40)}…`)} is too large (${source.length} characters)`);
  }
  return (text, effort) => {
    effort?.spendUncounted();
    return expression.test(text);
  };
}
