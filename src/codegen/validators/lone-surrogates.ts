import { _, type Ajv, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import { getProperty } from 'ajv/dist/compile/codegen/index.js';
import { appendPointer } from '../../core/json/pointer.ts';

const HOLDERS_OF_NAMES = ['properties', 'patternProperties', 'dependentSchemas', 'dependencies'];

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Let schemas stand below names with half a character, which JSON may hold and ajv cannot write into a URI fragment. The
 * half is left as it is there, which whoever decodes the fragment gets back.
 */
export function allowLoneSurrogates(ajv: Ajv): void {
  for (const keyword of HOLDERS_OF_NAMES) {
    // The instance's own copy.
    const definition = ajv.getKeyword(keyword);
    if (typeof definition !== 'object' || !('code' in definition)) continue;
    const { code } = definition as CodeKeywordDefinition;
    Object.assign(definition, { code: (cxt: KeywordCxt, type?: string) => code(withNamedPlaces(cxt), type) });
  }
}

function withNamedPlaces(cxt: KeywordCxt): KeywordCxt {
  const subschema = cxt.subschema.bind(cxt);
  cxt.subschema = (applied, valid) => {
    const { schemaProp: name, keyword, ...rest } = applied;
    if (keyword === undefined || typeof name !== 'string' || !LONE_SURROGATE.test(name)) return subschema(applied, valid);
    const { it } = cxt;
    const place = {
      schema: it.schema[keyword][name],
      schemaPath: _`${it.schemaPath}${getProperty(keyword)}${getProperty(name)}`,
      errSchemaPath: `${it.errSchemaPath}/${keyword}/${appendPointer('', name)
        .slice(1)
        .replace(/\P{Surrogate}+/gu, encodeURIComponent)}`,
      topSchemaRef: it.topSchemaRef,
    };
    return subschema({ ...rest, ...place }, valid);
  };
  return cxt;
}
