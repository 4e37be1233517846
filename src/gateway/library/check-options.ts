import { RegistryError } from '../../core/errors.ts';

/** What one option may be; `expected` is for messages. */
export interface OptionRule {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  /** Messages do not say what was found. */
  readonly isSecret?: true;
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

/**
 * Check options that programs without types pass as well: the gate would let through what a mistyped option was to keep out. An option
 * that is undefined counts as left out. `where` begins messages, such as `createGate` or `source`. Throws `config_invalid`.
 */
export function checkOptions(where: string, options: unknown, rules: OptionRules): void {
  if (!isObject(options)) throw misfit(where, { expected: 'an object' }, options);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new RegistryError(
        'config_invalid',
        `${where}: expected one of the options ${Object.keys(rules).join(', ')}; found ${JSON.stringify(name)}`,
      );
    }
    if (value !== undefined && !rule.fits(value)) throw misfit(`${where}.${name}`, rule, value);
  }
}

function misfit(place: string, { expected, isSecret }: Pick<OptionRule, 'expected' | 'isSecret'>, found: unknown): RegistryError {
  return new RegistryError('config_invalid', `${place}: expected ${expected}; found ${isSecret === true ? 'something else' : describe(found)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const TEXT: OptionRule = { expected: 'a text', fits: (value) => typeof value === 'string' };
export const SECRET_TEXT: OptionRule = { ...TEXT, isSecret: true };
export const FLAG: OptionRule = { expected: 'true or false', fits: (value) => typeof value === 'boolean' };
export const FUNCTION: OptionRule = { expected: 'a function', fits: (value) => typeof value === 'function' };
export const OBJECT: OptionRule = { expected: 'an object', fits: isObject };
export const MILLISECONDS: OptionRule = {
  expected: 'a number of milliseconds',
  fits: (value) => typeof value === 'number' && Number.isFinite(value),
};

export function oneOf(...words: readonly string[]): OptionRule {
  return { expected: `one of ${words.join(', ')}`, fits: (value) => typeof value === 'string' && words.includes(value) };
}
