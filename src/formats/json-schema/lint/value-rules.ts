import { FORMATS, type SchemaNode } from '../../../containment/index.ts';
import { appendPointer } from '../../../core/json/pointer.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import { nearest } from '../../../core/nearest.ts';
import type { LintProblem, LintRule } from './rule.ts';

const unknownFormat: LintRule = {
  name: 'unknown_format',
  severity: 'warn',
  summary: 'a format that nothing here asserts',
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const format = memberOf(node, 'format');
      if (typeof format !== 'string' || Object.hasOwn(FORMATS, format)) return [];
      const meant = nearest(format, Object.keys(FORMATS));
      return [
        {
          pointer: appendPointer(node.location, 'format'),
          message: `the format ${JSON.stringify(format)} is not known, and stays an annotation even where formats are asserted`,
          remedy: meant === undefined ? 'say what is meant by "pattern", "minimum" or "maximum"' : `write ${JSON.stringify(meant)}`,
        },
      ];
    }),
};

const enumValueRefused: LintRule = {
  name: 'enum_value_refused',
  severity: 'error',
  summary: 'a value of enum or const that the rest of its schema refuses, such as one of a wrong type',
  check: ({ nodes, instances }) =>
    nodes.flatMap((node) => {
      const { enum: values, const: only } = typeof node.schema === 'boolean' ? {} : node.schema;
      const listed = Array.isArray(values) ? values.map((value: JsonValue, index) => ({ value, pointer: `${node.location}/enum/${index}` })) : [];
      const alone = only === undefined ? [] : [{ value: only, pointer: `${node.location}/const` }];
      return [...listed, ...alone]
        .filter(({ value }) => instances.refuses(node, value))
        .map(({ value, pointer }) => ({
          pointer,
          message: `${shown(value)} is never valid here, since the rest of this schema refuses it`,
          remedy: remedyOf(node, value),
        }));
    }),
};

function remedyOf(node: SchemaNode, value: JsonValue): string {
  const type = memberOf(node, 'type');
  return type === undefined
    ? 'remove the value, or loosen what refuses it'
    : `${shown(value)} may be of another type than ${JSON.stringify(type)}: correct one of the two`;
}

const invalidExample: LintRule = {
  name: 'invalid_example',
  severity: 'warn',
  summary: 'a default, or one of the examples, that its own schema refuses',
  check: ({ nodes, instances }) =>
    nodes.flatMap((node): LintProblem[] => {
      const { default: preset, examples } = typeof node.schema === 'boolean' ? {} : node.schema;
      const listed = Array.isArray(examples)
        ? examples.map((value: JsonValue, index) => ({ value, pointer: `${node.location}/examples/${index}` }))
        : [];
      const alone = preset === undefined ? [] : [{ value: preset, pointer: `${node.location}/default` }];
      return [...alone, ...listed]
        .filter(({ value }) => instances.refuses(node, value))
        .map(({ value, pointer }) => ({
          pointer,
          message: `${shown(value)} is no value of its own schema`,
          remedy: 'correct the value or the schema',
        }));
    }),
};

function memberOf({ schema }: SchemaNode, name: string): JsonValue | undefined {
  return typeof schema === 'boolean' ? undefined : schema[name];
}

const MAX_SHOWN = 60;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

export const VALUE_RULES: readonly LintRule[] = [unknownFormat, enumValueRefused, invalidExample];
