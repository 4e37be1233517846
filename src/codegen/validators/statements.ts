import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { quote } from '../quote.ts';
import type { Calls } from './calls.ts';
import { EVALUATED, type EvaluationPlan } from './evaluated.ts';
import { evaluatedTest } from './evaluated-test.ts';
import { listOf, literal } from './literal.ts';
import type { ModuleCode } from './module-code.ts';
import { allOf, onlyType, scalarConditions, valueCondition, type ScalarContext } from './scalars.ts';
import { constantsOf, listIn, mapIn, takesAll } from './schema.ts';
import { CALL } from './unit.ts';

/** More branches than these stand in a list of functions, and more names in a list. */
const MAX_IN_LINE = 20;

/** Of these keywords come statements, of the others expressions. */
const OF_MEMBERS = [
  ...['properties', 'required', 'patternProperties', 'additionalProperties', 'propertyNames'],
  ...['dependentRequired', 'dependentSchemas', 'dependencies', 'unevaluatedProperties'],
] as const;
const OF_ITEMS = ['prefixItems', 'items', 'contains', 'unevaluatedItems'] as const;
const IN_PLACE = ['allOf', 'if'] as const;
const WITH_STATEMENTS = [...OF_MEMBERS, ...OF_ITEMS, ...IN_PLACE];

/** What a schema may have that says all it says by `scalarConditions`. */
const PLAIN = new Set('type const enum maximum exclusiveMaximum minimum exclusiveMinimum multipleOf maxLength minLength pattern format'.split(' '));

export interface WriterContext extends Pick<ScalarContext, 'module' | 'assertsFormat'> {
  readonly calls: Calls;
}

/** The function that judges a value by a schema, as an expression. */
export function testFunction(schema: JsonValue, context: WriterContext): string {
  const { handed } = context.calls;
  const writer = new StatementWriter(context);
  const lines = writer.judge(schema, 'data');
  return `(${['data', ...handed].join(', ')}) => {\n${[...writer.declarations, ...lines, 'return true;'].join('\n')}\n}`;
}

/** Writes one function: statements that return false unless a value passes. */
class StatementWriter {
  readonly #context: WriterContext;
  readonly #module: ModuleCode;
  readonly #calls: Calls;
  readonly #declared = new Set<string>();
  #variables = 0;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#module = context.module;
    this.#calls = context.calls;
  }

  /** All variables in one place, so that minifiers can make one expression of what follows. */
  get declarations(): readonly string[] {
    return this.#declared.size === 0 ? [] : [`let ${[...this.#declared].join(', ')};`];
  }

  /** `value` is the name of a variable. */
  judge(schema: JsonValue, value: string): readonly string[] {
    if (schema === false) return ['return false;'];
    if (!isJsonObject(schema) || takesAll(schema)) return [];
    if (Object.keys(schema).every((keyword) => PLAIN.has(keyword))) {
      const conditions = scalarConditions(schema, value, this.#context);
      return conditions.length === 0 ? [] : [refuseUnless(allOf(conditions))];
    }
    const isKnownObject = onlyType(schema) === 'object' && hasAny(schema, OF_MEMBERS);
    const conditions = [...scalarConditions(schema, value, { ...this.#context, isKnownObject }), ...this.#inPlaceConditions(schema, value)];
    return [
      ...(conditions.length === 0 ? [] : [refuseUnless(allOf(conditions))]),
      ...(hasAny(schema, OF_MEMBERS) ? this.#object(schema, value) : []),
      ...(hasAny(schema, OF_ITEMS) ? this.#array(schema, value) : []),
      ...listIn(schema, 'allOf').flatMap((one) => this.judge(one, value)),
      ...this.#condition(schema, value),
    ];
  }

  /** An expression that is true where a value passes. */
  #test(schema: JsonValue, value: string): string {
    if (!isJsonObject(schema)) return schema === false ? 'false' : 'true';
    if (!hasAny(schema, WITH_STATEMENTS))
      return allOf([...scalarConditions(schema, value, this.#context), ...this.#inPlaceConditions(schema, value)]);
    return `${this.#module.constant('test', testFunction(schema, this.#context))}(${[value, ...this.#calls.handed].join(', ')})`;
  }

  #inPlaceConditions(schema: JsonObject, value: string): readonly string[] {
    const call = schema[CALL];
    return [
      ...(typeof call === 'number' ? [this.#calls.callOf(call, value)] : []),
      ...this.#union(listIn(schema, 'anyOf'), value, 'anyOf'),
      ...this.#union(listIn(schema, 'oneOf'), value, 'oneOf'),
      ...(schema['not'] === undefined ? [] : [`!(${this.#test(schema['not'], value)})`]),
    ];
  }

  #union(branches: readonly JsonValue[], value: string, keyword: 'anyOf' | 'oneOf'): readonly string[] {
    if (branches.length === 0) return [];
    const values = constantsOf(branches);
    if (values !== undefined) return [valueCondition(values, value, this.#module)];
    const isAny = keyword === 'anyOf';
    if (isAny && branches.some(takesAll)) return [];
    if (branches.length > MAX_IN_LINE) {
      const parameters = ['data', ...this.#calls.handed].join(', ');
      const tests = this.#module.constant('tests', listOf(branches.map((branch) => `(${parameters}) => ${this.#test(branch, 'data')}`)));
      const call = `test(${[value, ...this.#calls.handed].join(', ')})`;
      return [isAny ? `${tests}.some((test) => ${call})` : `${tests}.filter((test) => ${call}).length === 1`];
    }
    const all = branches.map((branch) => `(${this.#test(branch, value)})`);
    return [isAny ? `(${all.join(' || ')})` : `0 + ${all.join(' + ')} === 1`];
  }

  #condition(schema: JsonObject, value: string): readonly string[] {
    const { if: condition, then, else: otherwise } = schema;
    if (condition === undefined) return [];
    const [yes, no] = [this.judge(then ?? true, value), this.judge(otherwise ?? true, value)];
    if (yes.length + no.length === 0) return [];
    return [`if (${this.#test(condition, value)}) {`, ...yes, ...(no.length === 0 ? [] : ['} else {', ...no]), '}'];
  }

  #object(schema: JsonObject, value: string): readonly string[] {
    const object = this.#variable();
    const lines = [
      ...this.#members(schema, object),
      ...this.#eachMember(schema, object),
      ...this.#dependent(schema, object),
      ...this.#unevaluated(schema, 'unevaluatedProperties', value),
    ];
    const declared = (): string => this.#assign(object, `${this.#module.use('objectOf')}(${value})`);
    if (onlyType(schema) === 'object') return [declared(), refuseUnless(object), ...lines];
    return lines.length === 0 ? [] : [declared(), `if (${object}) {`, ...lines, '}'];
  }

  #members(schema: JsonObject, object: string): readonly string[] {
    const required = new Set(listIn(schema, 'required') as readonly string[]);
    const judged = mapIn(schema, 'properties').filter(([, member]) => !takesAll(member));
    for (const [name] of judged) required.delete(name);
    const needed = new Set(listIn(schema, 'required') as readonly string[]);
    return [
      ...this.#required([...required], object),
      ...judged.flatMap(([name, member]) => this.#member(name, member, { object, isNeeded: needed.has(name) })),
    ];
  }

  #required(names: readonly string[], object: string): readonly string[] {
    if (names.length > MAX_IN_LINE) {
      const list = this.#module.constant('names', literal(names));
      return [refuseUnless(`${list}.every((name) => ${this.#module.use('hasMember')}(${object}, name))`)];
    }
    return names.length === 0 ? [] : [refuseUnless(allOf(names.map((name) => this.#has(object, name))))];
  }

  #member(name: string, schema: JsonValue, { object, isNeeded }: { readonly object: string; readonly isNeeded: boolean }): readonly string[] {
    const has = isNeeded ? [refuseUnless(this.#has(object, name))] : [];
    if (schema === false) return [...has, `if (${this.#has(object, name)}) return false;`];
    if (INHERITED.has(name)) {
      const member = this.#variable();
      return [...has, `if (${this.#has(object, name)}) {`, this.#assign(member, memberOf(object, name)), ...this.judge(schema, member), '}'];
    }
    if (isNeeded && isAskedOnce(schema)) return this.judge(schema, memberOf(object, name));
    const member = this.#variable();
    const lines = this.judge(schema, member);
    if (lines.length === 0) return has;
    const declared = this.#assign(member, memberOf(object, name));
    if (!isNeeded) return [declared, `if (${member} !== undefined) {`, ...lines, '}'];
    return [declared, ...(refusesUndefined(schema) ? [] : [refuseUnless(`${member} !== undefined`)]), ...lines];
  }

  #has(object: string, name: string): string {
    return INHERITED.has(name) ? `${this.#module.use('hasMember')}(${object}, ${quote(name)})` : `${memberOf(object, name)} !== undefined`;
  }

  /** What is asked of every member. */
  #eachMember(schema: JsonObject, object: string): readonly string[] {
    const { additionalProperties: rest, propertyNames } = schema;
    const [key, member] = [this.#variable(), this.#variable()];
    const judge = (by: JsonValue): readonly string[] =>
      by === false ? ['return false;'] : [this.#assign(member, `${object}[${key}]`), ...this.judge(by, member)];
    const matching = mapIn(schema, 'patternProperties').filter(([, by]) => !takesAll(by));
    const lines = [
      ...matching.flatMap(([source, by]) => [`if (${this.#module.pattern(quote(source))}.test(${key})) {`, ...judge(by), '}']),
      ...(takesAll(rest) ? [] : [`if (!${isDeclared(schema, key, this.#module)}) {`, ...judge(rest as JsonValue), '}']),
      ...(takesAll(propertyNames) ? [] : [refuseUnless(this.#test(propertyNames as JsonValue, key))]),
    ];
    return lines.length === 0 ? [] : [`for (const ${key} of Object.keys(${object})) {`, ...lines, '}'];
  }

  #dependent(schema: JsonObject, object: string): readonly string[] {
    return ['dependentRequired', 'dependentSchemas', 'dependencies'].flatMap((keyword) =>
      mapIn(schema, keyword).flatMap(([name, said]) => {
        const lines = Array.isArray(said) ? this.#required(said as readonly string[], object) : this.judge(said, object);
        return lines.length === 0 ? [] : [`if (${this.#has(object, name)}) {`, ...lines, '}'];
      }),
    );
  }

  #array(schema: JsonObject, value: string): readonly string[] {
    const lines = [...this.#items(schema, value), ...this.#contains(schema, value), ...this.#unevaluated(schema, 'unevaluatedItems', value)];
    const isArray = onlyType(schema) === 'array';
    return isArray || lines.length === 0 ? lines : [`if (Array.isArray(${value})) {`, ...lines, '}'];
  }

  #items(schema: JsonObject, value: string): readonly string[] {
    const prefix = listIn(schema, 'prefixItems');
    const { items } = schema;
    const first = [...prefix.entries()].flatMap(([index, by]) => {
      const item = this.#variable();
      const lines = this.judge(by, item);
      return lines.length === 0 ? [] : [`if (${value}.length > ${index}) {`, this.#assign(item, `${value}[${index}]`), ...lines, '}'];
    });
    if (takesAll(items)) return first;
    if (items === false) return [...first, refuseUnless(`${value}.length <= ${prefix.length}`)];
    const item = this.#variable();
    const list = prefix.length === 0 ? value : `${value}.slice(${prefix.length})`;
    const lines = this.judge(items as JsonValue, item);
    return lines.length === 0 ? first : [...first, `for (const ${item} of ${list}) {`, ...lines, '}'];
  }

  #contains(schema: JsonObject, value: string): readonly string[] {
    const { contains, minContains = 1, maxContains } = schema;
    if (contains === undefined) return [];
    const [count, item] = [this.#variable(), this.#variable()];
    const limits = [`${count} >= ${literal(minContains)}`, ...(maxContains === undefined ? [] : [`${count} <= ${literal(maxContains)}`])];
    return [this.#assign(count, '0'), `for (const ${item} of ${value}) if (${this.#test(contains, item)}) ${count}++;`, refuseUnless(allOf(limits))];
  }

  #unevaluated(schema: JsonObject, keyword: 'unevaluatedProperties' | 'unevaluatedItems', value: string): readonly string[] {
    const by = schema[keyword];
    const plan = schema[EVALUATED] as EvaluationPlan | undefined;
    const isEvaluated = plan === undefined || takesAll(by) ? undefined : evaluatedTest(plan, keyword, this.#context);
    if (isEvaluated === undefined) return [];
    const [test, key, part] = [this.#variable(), this.#variable(), this.#variable()];
    const lines = by === false ? ['return false;'] : [this.#assign(part, `${value}[${key}]`), ...this.judge(by as JsonValue, part)];
    if (lines.length === 0) return [];
    const keys = keyword === 'unevaluatedItems' ? `${value}.keys()` : `Object.keys(${value})`;
    return [
      this.#assign(test, `${isEvaluated}(${[value, ...this.#calls.handed].join(', ')})`),
      `for (const ${key} of ${keys}) if (!${test}(${key})) {`,
      ...lines,
      '}',
    ];
  }

  #variable(): string {
    this.#variables += 1;
    return `d${this.#variables}`;
  }

  #assign(variable: string, text: string): string {
    this.#declared.add(variable);
    return `${variable} = ${text};`;
  }
}

/** Whether a name is one of `properties`, or matches one of `patternProperties`. */
export function isDeclared(schema: JsonObject, key: string, module: ModuleCode): string {
  const { names, patterns } = declaredIn(schema, module);
  const questions = [...(names === undefined ? [] : [`${names}.has(${key})`]), ...patterns.map((pattern) => `${pattern}.test(${key})`)];
  return questions.length === 0 ? 'false' : `(${questions.join(' || ')})`;
}

/** The constants that hold the names of `properties` and the patterns of `patternProperties`. */
export function declaredIn(schema: JsonObject, module: ModuleCode): { readonly names: string | undefined; readonly patterns: readonly string[] } {
  const names = mapIn(schema, 'properties').map(([name]) => name);
  return {
    names: names.length === 0 ? undefined : module.constant('names', `/* @__PURE__ */ new Set(${literal(names)})`),
    patterns: mapIn(schema, 'patternProperties').map(([source]) => module.pattern(quote(source))),
  };
}

function hasAny(schema: JsonObject, keywords: readonly string[]): boolean {
  return keywords.some((keyword) => schema[keyword] !== undefined);
}

function refuseUnless(condition: string): string {
  return `if (!(${condition})) return false;`;
}

function memberOf(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}

function refusesUndefined(schema: JsonValue): boolean {
  return isJsonObject(schema) && ['type', 'const', 'enum'].some((keyword) => schema[keyword] !== undefined);
}

/** Whether its code looks at the value in one place only, and refuses what is not there. */
function isAskedOnce(schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false;
  const [keyword, ...others] = Object.keys(schema);
  return others.length === 0 && ((keyword === 'type' && onlyType(schema) !== undefined) || keyword === 'const');
}

const INHERITED = new Set([
  ...['constructor', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf'],
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', '__proto__'],
]);
