import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { FORMATS, formatTest, METASCHEMA_URIS, SUPPORTED_DIALECTS, type Judge, type JudgeInstance } from '../../containment/index.ts';
import type { FormatMode } from '../../core/compatibility.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';
import { AjvWorkshop } from './ajv-workshop.ts';
import { bundleSchema } from './bundle.ts';
import { upgradeDraft04 } from './upgrade.ts';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };

/** Keywords that ajv 8 reads otherwise than the specification; see the measurements in the design of the engine. */
const MISREAD: ReadonlySet<string> = new Set(['unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', '$recursiveRef']);

/** Judges that are kept; the two directions of a question, and the next version of a subject, meet again soon. */
const MAX_KEPT = 16;
const kept = new Map<string, JudgeInstance | undefined>();
/** The texts of documents that the engine keeps as well. */
const texts = new WeakMap<SchemaDocument, string>();

/**
 * ajv as the second judge of witnesses: it shares no code with the engine.
 *
 * Undefined where ajv cannot compile the schema, or where it is known to be wrong about it (`unevaluated*`, dynamic
 * references, fractional `multipleOf`, keywords beside `$ref` in drafts 06 and 07, a mixture of dialects): then the evaluator
 * alone judges. Draft-04, which ajv does not know, is upgraded for it. Compiling takes about 20 ms for a schema of 15 KB,
 * so the last ones are kept, by what they say.
 */
export const ajvJudge: Judge = (document, { formats }) => {
  const text = texts.get(document) ?? JSON.stringify(document);
  texts.set(document, text);
  const key = `${formats} ${text}`;
  const judge = kept.has(key) ? kept.get(key) : compile(document, formats);
  kept.delete(key);
  kept.set(key, judge);
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
  }
  return judge;
};

function compile(document: SchemaDocument, formats: FormatMode): JudgeInstance | undefined {
  const dialect = dialectInForce(document);
  const parts = [document, ...Object.values(document.documents ?? {})];
  if (parts.some((part) => isMisread(part.schema, dialect) || dialectInForce(part) !== dialect)) return undefined;
  try {
    const bundle = bundleSchema(document);
    const schema = dialect === 'draft-04' ? upgradeDraft04(bundle) : bundle;
    const validate =
      workshopFor(dialect, formats).compile(schema) ?? createAjv(dialect, formats).compile(schema as boolean | Record<string, unknown>);
    return (instance) => judgeInstance(validate, instance);
  } catch {
    // Whatever ajv cannot compile, it does not judge: an empty enum, some URNs, a metaschema of one's own.
    return undefined;
  }
}

// Its comparison of objects calls their member `toString`, which need not be a function; and it has no limit of depth.
function judgeInstance(validate: ValidateFunction, instance: JsonValue): boolean | undefined {
  try {
    return validate(instance);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The dialect that the document names, else the one it came with. */
export function dialectInForce({ schema, dialect }: ReferencedDocument): Dialect {
  const named = isJsonObject(schema) && typeof schema['$schema'] === 'string' ? schema['$schema'] : undefined;
  if (named === undefined) return dialect;
  return SUPPORTED_DIALECTS.find((known) => METASCHEMA_URIS[known] === named.replace(/#$/, '')) ?? dialect;
}

const workshops = new Map<string, AjvWorkshop>();

function workshopFor(dialect: Dialect, formats: FormatMode): AjvWorkshop {
  const key = `${dialect} ${formats}`;
  const known = workshops.get(key);
  if (known?.isFull === false) return known;
  const workshop = new AjvWorkshop(createAjv(dialect, formats));
  workshops.set(key, workshop);
  return workshop;
}

function createAjv(dialect: Dialect, formats: FormatMode): Ajv {
  const options: Options = {
    strict: false,
    ownProperties: true,
    validateFormats: formats === 'assert',
    validateSchema: false,
    logger: false,
    // A judge sees a few hundred instances: code that is written fast pays, code that runs fast does not. A third of the time.
    inlineRefs: false,
    messages: false,
    code: { optimize: false },
  };
  const ajv = makeAjv(dialect, options);
  // Formats are ours everywhere: in the engine, at the gate, in generated validators and here.
  for (const name of formats === 'assert' ? [...Object.keys(FORMATS), 'regex'] : []) ajv.addFormat(name, formatTest(name) ?? true);
  return ajv;
}

function makeAjv(dialect: Dialect, options: Options): Ajv {
  switch (dialect) {
    case 'draft-2020-12':
      return new Ajv2020(options);
    case 'draft-2019-09':
      return new Ajv2019(options);
    case 'draft-07':
      return new Ajv(options);
    case 'draft-06':
    case 'draft-04':
      return new Ajv(options).addMetaSchema(draft06);
  }
}

function isMisread(value: JsonValue, dialect: Dialect): boolean {
  if (Array.isArray(value)) return value.some((item) => isMisread(item, dialect));
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  if (isFraction(value['multipleOf']) || names.some((name) => MISREAD.has(name)) || hasSiblings(names, dialect) || namesOtherDialect(value, dialect))
    return true;
  return Object.values(value).some((member) => isMisread(member, dialect));
}

function hasSiblings(names: readonly string[], dialect: Dialect): boolean {
  return (dialect === 'draft-06' || dialect === 'draft-07') && names.includes('$ref') && names.some((name) => !BESIDE_REF.has(name));
}

// ajv divides doubles: to it 0.3 is no multiple of 0.1, or with a precision 0.30000000000000004 is one.
function isFraction(divisor: JsonValue | undefined): boolean {
  return typeof divisor === 'number' && !Number.isInteger(divisor);
}

// What stands beside `$ref` without asserting anything.
const BESIDE_REF: ReadonlySet<string> = new Set(['$ref', '$id', '$schema', '$comment', 'title', 'description', 'default', 'examples', 'definitions']);

function namesOtherDialect({ $schema }: Readonly<Record<string, JsonValue>>, dialect: Dialect): boolean {
  if (typeof $schema !== 'string') return false;
  return METASCHEMA_URIS[dialect] !== $schema.replace(/#$/, '');
}
