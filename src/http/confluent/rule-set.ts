import { RegistryError } from '../../core/errors.ts';
import { Decimal } from '../../core/json/decimal.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type ExactValue, type JsonObject, type JsonValue } from '../../core/json/value.ts';

const RULE_LISTS = ['migrationRules', 'domainRules', 'encodingRules'] as const;

const KINDS = ['TRANSFORM', 'CONDITION'];

/** When a rule of a list may run. */
const MODES: Readonly<Record<(typeof RULE_LISTS)[number], readonly string[]>> = {
  migrationRules: ['UPGRADE', 'DOWNGRADE', 'UPDOWN'],
  domainRules: ['WRITE', 'READ', 'WRITEREAD'],
  encodingRules: ['WRITE', 'READ', 'WRITEREAD'],
};

const NAME = /^[\p{L}_][\p{L}\p{N}_-]{0,255}$/u;

/**
 * Read a rule set; it is stored as it came and run by clients. Throws `rule_set_invalid` unless each list holds rules,
 * which each have a name of their own, a kind, a type and, if any, a mode of their list.
 */
export function readRuleSet(value: ExactValue, pointer: string): JsonObject {
  const ruleSet = plain(value, pointer);
  if (!isJsonObject(ruleSet)) return refuse(pointer, 'an object', ruleSet);
  const names = new Set<string>();
  for (const list of RULE_LISTS) {
    const rules = ruleSet[list] ?? [];
    if (!Array.isArray(rules)) return refuse(`${pointer}/${list}`, 'an array', rules);
    for (const [index, rule] of (rules as readonly JsonValue[]).entries()) {
      const name = checkRule(rule, MODES[list], `${pointer}/${list}/${index}`);
      if (names.has(name)) return refuse(`${pointer}/${list}/${index}/name`, 'a name that no other rule has', name);
      names.add(name);
    }
  }
  return ruleSet;
}

/** The rules of a rule set, each with the list that it stands in. */
export function rulesIn(ruleSet: JsonObject | undefined): readonly { readonly list: string; readonly rule: JsonObject }[] {
  return RULE_LISTS.flatMap((list) => {
    const rules = ruleSet?.[list];
    return Array.isArray(rules) ? (rules as readonly JsonValue[]).filter(isJsonObject).map((rule) => ({ list, rule })) : [];
  });
}

/** Without the rules of these names. */
export function withoutRules(ruleSet: JsonObject | undefined, names: readonly string[]): JsonObject | undefined {
  if (ruleSet === undefined || names.length === 0) return ruleSet;
  const lists = RULE_LISTS.flatMap((list) => {
    const rules = rulesIn(ruleSet).filter((entry) => entry.list === list && !names.includes(nameOf(entry.rule)));
    return rules.length === 0 ? [] : [[list, rules.map(({ rule }) => rule)] as const];
  });
  const others = Object.entries(ruleSet).filter(([name]) => !RULE_LISTS.some((list) => list === name));
  return Object.fromEntries([...others, ...lists]);
}

function checkRule(rule: JsonValue, modes: readonly string[], pointer: string): string {
  if (!isJsonObject(rule)) return refuse(pointer, 'an object', rule);
  for (const name of ['name', 'kind', 'type'] as const) {
    const found = rule[name] ?? null;
    if (typeof found !== 'string' || found === '') return refuse(`${pointer}/${name}`, 'a text', found);
  }
  if (!NAME.test(nameOf(rule))) return refuse(`${pointer}/name`, 'a letter or _, then letters, digits, _ and -, at most 256', nameOf(rule));
  const { kind = null, mode = null } = rule;
  if (!isOneOf(KINDS, kind)) return refuse(`${pointer}/kind`, KINDS.join(' or '), kind);
  if (mode !== null && !isOneOf(modes, mode)) return refuse(`${pointer}/mode`, modes.join(', '), mode);
  return nameOf(rule);
}

function isOneOf(words: readonly string[], value: JsonValue): boolean {
  return typeof value === 'string' && words.includes(value);
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}

function plain(value: ExactValue, pointer: string): JsonValue {
  if (value instanceof Decimal) return refuse(pointer, 'a number that a double holds', value.toString());
  if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) plain(item, appendPointer(pointer, name));
  return value as JsonValue;
}

function refuse(pointer: string, expected: string, found: JsonValue): never {
  throw new RegistryError('rule_set_invalid', `Invalid ruleSet: at ${pointer}: expected ${expected}; found ${JSON.stringify(found).slice(0, 80)}`);
}
