import type { PlanKeyword } from './check.ts';
import { planConst, planEnum, planType } from './keywords/any.ts';
import { planAdditionalItems, planContains, planItems, planPrefixItems, planUnevaluatedItems } from './keywords/items.ts';
import { planAllOf, planAnyOf, planDependencies, planDependentSchemas, planIf, planNot, planOneOf } from './keywords/logic.ts';
import { planAdditionalProperties, planPatternProperties, planProperties, planPropertyNames, planUnevaluatedProperties } from './keywords/members.ts';
import { planDependentRequired, planRequired } from './keywords/names.ts';
import { planDynamicRef, planRecursiveRef, planRef } from './keywords/references.ts';
import {
  planExclusiveMaximum,
  planExclusiveMinimum,
  planFormat,
  planMaximum,
  planMaxLength,
  planMinimum,
  planMinLength,
  planMultipleOf,
  planPattern,
} from './keywords/scalars.ts';
import { planMaxItems, planMaxProperties, planMinItems, planMinProperties, planUniqueItems } from './keywords/sizes.ts';

/** Every keyword that judges, in the order of judging: cheap ones first, so that most failures are found early. */
export const KEYWORDS: readonly (readonly [keyword: string, plan: PlanKeyword])[] = [
  ['type', planType],
  ['const', planConst],
  ['enum', planEnum],
  ['maximum', planMaximum],
  ['exclusiveMaximum', planExclusiveMaximum],
  ['minimum', planMinimum],
  ['exclusiveMinimum', planExclusiveMinimum],
  ['multipleOf', planMultipleOf],
  ['maxLength', planMaxLength],
  ['minLength', planMinLength],
  ['pattern', planPattern],
  ['format', planFormat],
  ['required', planRequired],
  ['dependentRequired', planDependentRequired],
  ['maxProperties', planMaxProperties],
  ['minProperties', planMinProperties],
  ['maxItems', planMaxItems],
  ['minItems', planMinItems],
  ['properties', planProperties],
  ['patternProperties', planPatternProperties],
  ['additionalProperties', planAdditionalProperties],
  ['propertyNames', planPropertyNames],
  ['prefixItems', planPrefixItems],
  ['items', planItems],
  ['additionalItems', planAdditionalItems],
  ['contains', planContains],
  ['uniqueItems', planUniqueItems],
  ['$ref', planRef],
  ['$recursiveRef', planRecursiveRef],
  ['$dynamicRef', planDynamicRef],
  ['allOf', planAllOf],
  ['anyOf', planAnyOf],
  ['oneOf', planOneOf],
  ['not', planNot],
  ['if', planIf],
  ['dependentSchemas', planDependentSchemas],
  ['dependencies', planDependencies],
];

/** Judged after all the others of the same subschema: they read what those evaluated. */
export const UNEVALUATED: readonly (readonly [keyword: string, plan: PlanKeyword])[] = [
  ['unevaluatedItems', planUnevaluatedItems],
  ['unevaluatedProperties', planUnevaluatedProperties],
];
