import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { quote } from '../quote.ts';
import { literal } from './literal.ts';
import type { ModuleCode } from './module-code.ts';

/** More values than these stand in a list of their own: one comparison after the other would be long, and deep. */
const MAX_COMPARED = 20;

/** Beside `type`, which most schemas have alone. */
const OF_SCALARS = new Set(
  `const enum maximum exclusiveMaximum minimum exclusiveMinimum multipleOf maxLength minLength pattern format maxItems minItems uniqueItems
  maxProperties minProperties`.split(/\s+/),
);

/** The one type that a schema takes, if it says so. */
export function onlyType({ type }: JsonObject): string | undefined {
  if (typeof type === 'string') return type;
  return Array.isArray(type) && type.length === 1 ? (type[0] as string) : undefined;
}

/** What must hold of a value by `type`, `const`, `enum` and the keywords of texts, numbers and sizes, as expressions. */
export function scalarConditions(schema: JsonObject, value: string, context: ScalarContext): readonly string[] {
  if (!Object.keys(schema).some((keyword) => OF_SCALARS.has(keyword))) return typeConditions(schema, value, context);
  const { module, isKnownObject } = context;
  const type = isKnownObject === true ? undefined : onlyType(schema);
  const of = (kind: string, question: string, conditions: readonly string[]): readonly string[] => {
    if (conditions.length === 0 || (type !== undefined && kindOf(type) !== kind)) return [];
    return type === undefined ? [`(!(${question}) || ${allOf(conditions)})`] : conditions;
  };
  return [
    ...typeConditions(schema, value, context),
    ...(schema['const'] === undefined ? [] : [valueCondition([schema['const']], value, module)]),
    ...(schema['enum'] === undefined ? [] : [valueCondition(schema['enum'] as readonly JsonValue[], value, module)]),
    ...of('number', `typeof ${value} === "number"`, numberConditions(schema, value, module)),
    ...of('string', `typeof ${value} === "string"`, textConditions(schema, value, context)),
    ...of('array', `Array.isArray(${value})`, arrayConditions(schema, value, module)),
    ...of('object', `${module.use('isObject')}(${value})`, sizeConditions(schema, 'Properties', `Object.keys(${value}).length`)),
  ];
}

export interface ScalarContext {
  readonly module: ModuleCode;
  /** Whether a format is judged. */
  readonly assertsFormat: (format: string) => boolean;
  /** Somebody else asks whether the value is an object. */
  readonly isKnownObject?: boolean;
}

export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.length === 1 ? `${conditions[0]}` : `(${conditions.join(' && ')})`;
}

function kindOf(type: string): string {
  return type === 'integer' ? 'number' : type;
}

function typeConditions({ type }: JsonObject, value: string, { module, isKnownObject }: ScalarContext): readonly string[] {
  if (type === undefined) return [];
  const types = [type].flat() as readonly string[];
  if (isKnownObject === true && types.length === 1) return [];
  const asked = types.includes('number') ? types.filter((one) => one !== 'integer') : types;
  const questions = asked.map((one) => typeQuestion(one, value, module));
  return [questions.length === 1 ? `${questions[0]}` : `(${questions.join(' || ')})`];
}

function typeQuestion(type: string, value: string, module: ModuleCode): string {
  if (type === 'null') return `${value} === null`;
  if (type === 'array') return `Array.isArray(${value})`;
  if (type === 'object') return `${module.use('isObject')}(${value})`;
  return type === 'integer' ? `Number.isInteger(${value})` : `typeof ${value} === ${quote(type)}`;
}

/** Whether the value is one of these. */
export function valueCondition(values: readonly JsonValue[], value: string, module: ModuleCode): string {
  if (values.length === 0) return 'false';
  if (values.length <= MAX_COMPARED) {
    const questions = values.map((one) => equals(value, one, module));
    return questions.length === 1 ? `${questions[0]}` : `(${questions.join(' || ')})`;
  }
  const list = module.constant('values', literal(values));
  if (values.every((one) => typeof one !== 'object' || one === null)) return `${list}.includes(${value})`;
  return `${list}.some((one) => ${module.use('equal')}(one, ${value}))`;
}

function equals(value: string, one: JsonValue, module: ModuleCode): string {
  return typeof one === 'object' && one !== null ? `${module.use('equal')}(${value}, ${literal(one)})` : `${value} === ${literal(one)}`;
}

function numberConditions(schema: JsonObject, value: string, module: ModuleCode): readonly string[] {
  const signs = { maximum: '<=', exclusiveMaximum: '<', minimum: '>=', exclusiveMinimum: '>' } as const;
  const { multipleOf } = schema;
  return [
    ...Object.entries(signs).flatMap(([keyword, sign]) => limit(schema[keyword], (text) => `${value} ${sign} ${text}`)),
    ...limit(multipleOf, (text) => `${module.use('isMultipleOf')}(${value}, ${text})`),
  ];
}

function limit(said: JsonValue | undefined, write: (text: string) => string): readonly string[] {
  return typeof said === 'number' ? [write(literal(said))] : [];
}

function textConditions(schema: JsonObject, value: string, { module, assertsFormat }: ScalarContext): readonly string[] {
  const { maxLength, minLength, pattern, format } = schema;
  return [
    ...(isLimit(maxLength) && maxLength < Number.MAX_SAFE_INTEGER ? [`${module.use('isShorter')}(${value}, ${maxLength + 1})`] : []),
    ...(isLimit(minLength) && minLength > 0 ? [`!${module.use('isShorter')}(${value}, ${minLength})`] : []),
    ...(typeof pattern === 'string' ? [`${module.pattern(quote(pattern))}.test(${value})`] : []),
    ...(typeof format === 'string' && assertsFormat(format) ? [`${module.format(format, quote(format))}(${value})`] : []),
  ];
}

function isLimit(said: JsonValue | undefined): said is number {
  return typeof said === 'number';
}

function arrayConditions(schema: JsonObject, value: string, module: ModuleCode): readonly string[] {
  const unique = schema['uniqueItems'] === true ? [`${module.use('isUnique')}(${value})`] : [];
  return [...sizeConditions(schema, 'Items', `${value}.length`), ...unique];
}

function sizeConditions(schema: JsonObject, unit: string, size: string): readonly string[] {
  return [...limit(schema[`max${unit}`], (text) => `${size} <= ${text}`), ...limit(schema[`min${unit}`], (text) => `${size} >= ${text}`)];
}
