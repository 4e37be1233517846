import type { ExactValue } from '../../../core/json/value.ts';
import { isExactNumber } from '../../number/exact.ts';
import { assertion, deepUnits, surfaceUnits, type PlanKeyword } from '../check.ts';
import { equalJson, isArray, isObject, valueKey } from '../equality.ts';
import { typeName } from '../report.ts';

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
    test: (instance) => equalJson(instance, value),
    units: typeof value === 'object' && value !== null ? deepUnits : surfaceUnits,
  });

export const planEnum: PlanKeyword = (node, value) => {
  const values = isArray(value) ? value : [];
  const says = `one of ${values.length} values: ${values.slice(0, 10).map(preview).join(', ')}${values.length > 10 ? ', …' : ''}`;
  return assertion({
    node,
    keyword: 'enum',
    code: 'enum_mismatch',
    says,
    expected: value,
    test: memberTest(values),
    units: values.some((one) => isObject(one) || isArray(one)) ? deepUnits : keyUnits,
  });
};

/** A number is written down before it is looked up. */
function keyUnits(instance: ExactValue): number {
  return isExactNumber(instance) ? 8 + surfaceUnits(instance) : surfaceUnits(instance);
}

// Texts are looked up, and tell a value's kind; only a schema with composite values pays for the key of a composite instance.
function memberTest(values: readonly ExactValue[]): (instance: ExactValue) => boolean {
  const keys = new Set(values.map(valueKey));
  const hasComposites = values.some((value) => isObject(value) || isArray(value));
  return (instance) => {
    const isComposite = (isObject(instance) || isArray(instance)) && !isExactNumber(instance);
    return (!isComposite || hasComposites) && keys.has(valueKey(instance));
  };
}

function preview(value: ExactValue): string {
  const text = valueKey(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
