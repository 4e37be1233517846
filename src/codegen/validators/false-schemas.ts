import { quote } from '../quote.ts';

/** What `false` below a keyword says, as the evaluator says it. */
const CODES: Readonly<Record<string, readonly [code: string, says: string]>> = {
  properties: ['property_forbidden', 'no such member'],
  patternProperties: ['property_forbidden', 'no such member'],
  items: ['additional_item', 'no item here'],
  prefixItems: ['additional_item', 'no item here'],
};

/** Keywords with a step below them that is no keyword. */
const HOLDERS = new Set('properties patternProperties dependentSchemas dependencies allOf anyOf oneOf prefixItems'.split(' '));

/** What is said beside the value, as code, by the error of a schema that is `false`, by where it stands in its unit: `KEY#/properties/a`. */
export function detailsOfFalse(schemaPath: string): string {
  const [, ...steps] = schemaPath.split('/');
  let keyword = '';
  let length = 1;
  for (let at = 0; at < steps.length; at += length) {
    keyword = steps[at] ?? '';
    length = HOLDERS.has(keyword) ? 2 : 1;
  }
  const [code, says] = CODES[keyword] ?? ['schema_false', 'no value at all'];
  return `{keyword: "false schema", code: ${quote(code)}, says: ${quote(says)}, steps: ${length}}`;
}
