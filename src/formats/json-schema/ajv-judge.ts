import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { buildSchemaGraph, compilePattern, FORMATS, formatTest, type Judge, type JudgeInstance, type SchemaGraph } from '../../containment/index.ts';
import type { FormatMode } from '../../core/compatibility.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';
import { agreesWithAjv } from './ajv-deviations.ts';
import { AjvWorkshop, WORKSHOP_OPTIONS } from './ajv-workshop.ts';
import { bundleSchema } from './bundle.ts';
import { dialectInForce } from './dialect-in-force.ts';
import { upgradeDraft04 } from './upgrade.ts';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };

/** Judges that are kept; the two directions of a question, and the next version of a subject, meet again soon. */
const MAX_KEPT = 16;
const kept: Readonly<Record<FormatMode, Map<SchemaDocument, JudgeInstance | undefined>>> = { annotate: new Map(), assert: new Map() };

/**
 * ajv as the second judge of witnesses: it shares no code with the engine.
 *
 * Undefined where ajv cannot compile the schema, or where it is known to be wrong about it or about the instance (see
 * `AJV_DEVIATIONS`): then the evaluator alone judges. Draft-04, which ajv does not know, is upgraded for it. Compiling as a
 * whole takes about 20 ms for a schema of 15 KB, so the judges of the last documents are kept.
 */
export const ajvJudge: Judge = (document, { formats, graph }) => {
  const judges = kept[formats];
  const judge = judges.has(document) ? judges.get(document) : compile(document, formats, graph);
  judges.delete(document);
  judges.set(document, judge);
  for (const oldest of judges.keys()) {
    if (judges.size <= MAX_KEPT) break;
    judges.delete(oldest);
  }
  return judge;
};

function compile(document: SchemaDocument, formats: FormatMode, graph?: SchemaGraph): JudgeInstance | undefined {
  try {
    const deviations = agreesWithAjv(graph ?? buildSchemaGraph(document));
    if (deviations.some(({ instances }) => instances === undefined)) return undefined;
    const validate = compileWithAjv(document, formats);
    return (instance) => (deviations.some(({ instances }) => instances?.(instance)) ? undefined : judgeInstance(validate, instance));
  } catch {
    // Whatever ajv cannot compile, it does not judge: some URNs, names that are given twice.
    return undefined;
  }
}

/** @internal ajv's own reading of a document, right or wrong. Throws what ajv throws, and so does the judge. */
export function compileWithAjv(document: SchemaDocument, formats: FormatMode): (instance: JsonValue) => boolean {
  const dialect = dialectInForce(document);
  const bundle = bundleSchema(document);
  const schema = dialect === 'draft-04' ? upgradeDraft04(bundle) : bundle;
  return workshopFor(dialect, formats).compile(schema) ?? createAjv(dialect, formats).compile<JsonValue>(schema as boolean | Record<string, unknown>);
}

// It has no limit of depth, and what it writes for patternProperties beside a recursive $ref breaks down. A judge that
// does has no opinion.
function judgeInstance(validate: (instance: JsonValue) => boolean, instance: JsonValue): boolean | undefined {
  try {
    return validate(instance);
  } catch {
    return undefined;
  }
}

const workshops = new Map<string, AjvWorkshop>();

function workshopFor(dialect: Dialect, formats: FormatMode): AjvWorkshop {
  const key = `${dialect} ${formats}`;
  const known = workshops.get(key);
  if (known?.isFull === false) return known;
  const workshop = new AjvWorkshop(createAjv(dialect, formats, WORKSHOP_OPTIONS));
  workshops.set(key, workshop);
  return workshop;
}

// The host's own engine takes exponential time for patterns that anybody may send, as ^(a+)+b$ on a row of a's. ajv tells
// patterns apart by their text.
const linearRegExp = Object.assign((source: string) => ({ test: compilePattern(source), toString: () => source }), { code: 'unused' });

function createAjv(dialect: Dialect, formats: FormatMode, more: Options = {}): Ajv {
  const options: Options = {
    ...more,
    strict: false,
    ownProperties: true,
    validateFormats: formats === 'assert',
    validateSchema: false,
    logger: false,
    // A judge sees a few hundred instances: code that is written fast pays, code that runs fast does not. A third of the time.
    inlineRefs: false,
    messages: false,
    code: { optimize: false, regExp: linearRegExp },
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
