import type { ExactValue, JsonValue } from '../../../core/json/value.ts';
import { isExactNumber } from '../../number/exact.ts';
import { type Assertion, assertion, spendDeep, surfaceUnits, typeUnits, type PlanKeyword } from '../check.ts';
import { equalJson, isArray, isObject, valueKey } from '../equality.ts';
import { typeName } from '../report.ts';
import type { Run } from '../run.ts';

export const planType: PlanKeyword = (node, value) => {
  if (typeof value === 'string' && value !== 'number') {
    const test = (instance: ExactValue): boolean => typeName(instance) === value;
    return assertion({ node, keyword: 'type', code: 'type_mismatch', says: `type ${value}`, expected: value, test });
  }
  const types = (isArray(value) ? value : [value]).filter((type) => typeof type === 'string');
  const says = types.length === 1 ? `type ${types[0]}` : `one of the types ${types.join(', ')}`;
  const allowed = new Set(types);
  if (allowed.has('number')) allowed.add('integer');
  const test = (instance: ExactValue): boolean => allowed.has(typeName(instance));
  return assertion({ node, keyword: 'type', code: 'type_mismatch', says, expected: value, test });
};

export const planConst: PlanKeyword = (node, value) =>
  assertion({
    node,
    keyword: 'const',
    code: 'const_mismatch',
    says: `the constant ${preview(value)}`,
    expected: value,
    test: (instance, run) => equalsConstant(instance, value, run),
    units: typeUnits,
  });

export const planEnum: PlanKeyword = (node, value) => {
  const values = isArray(value) ? value : [];
  return assertion({
    node,
    keyword: 'enum',
    code: 'enum_mismatch',
    // Written where it is asked for.
    get says() {
      return `one of ${values.length} values: ${values.slice(0, 10).map(preview).join(', ')}${values.length > 10 ? ', …' : ''}`;
    },
    expected: value,
    test: memberTest(values),
    units: keyUnits,
  });
};

/** A number is written down before it is looked up. */
function keyUnits(instance: ExactValue): number {
  return isExactNumber(instance) ? 8 + surfaceUnits(instance) : surfaceUnits(instance);
}

/**
 * The same as `equalJson`, from the side of the constant: as long as something in it is missing, nothing else of the instance
 * needs a look.
 */
function equalsConstant(instance: ExactValue, value: JsonValue, run: Run): boolean {
  run.effort.spend(CONSTANT_UNITS);
  if (isArray(value)) {
    return isArray(instance) && instance.length === value.length && value.every((item, at) => equalsConstant(instance[at] as ExactValue, item, run));
  }
  if (!isObject(value)) {
    run.effort.spend(surfaceUnits(instance));
    return equalJson(instance, value);
  }
  if (!isObject(instance)) return false;
  const names = Object.keys(value);
  run.effort.spend(names.length);
  return (
    names.every((name) => Object.hasOwn(instance, name) && equalsConstant(instance[name] as ExactValue, value[name] as JsonValue, run)) &&
    run.countMembers(instance) === names.length
  );
}

const CONSTANT_UNITS = 2;

// Texts are looked up, and tell a value's kind; only a schema with composite values pays for the key of a composite instance.
function memberTest(values: readonly ExactValue[]): Assertion['test'] {
  const texts = new Set(values.filter((value) => typeof value === 'string'));
  const keys = new Set(values.filter((value) => typeof value !== 'string').map(valueKey));
  const hasComposites = values.some((value) => isObject(value) || isArray(value));
  return (instance, { effort }) => {
    if (typeof instance === 'string') return texts.has(instance);
    if (isObject(instance) || isArray(instance)) {
      if (!hasComposites) return false;
      spendDeep(instance, effort);
    }
    return keys.has(valueKey(instance));
  };
}

function preview(value: ExactValue): string {
  const text = valueKey(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
