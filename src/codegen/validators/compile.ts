import { type Ajv, type Format, type Options, _ } from 'ajv';
import type { AnyValidateFunction, SourceCode } from 'ajv/dist/types/index.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type UsedScopeValues, ValueScope } from 'ajv/dist/compile/codegen/scope.js';
import { FORMATS } from '../../containment/index.ts';
import type { FormatMode } from '../../core/compatibility.ts';
import { RegistryError, unreachable } from '../../core/errors.ts';
import { type Calls, callsOf, FOUND } from './calls.ts';
import { compactCode, FIRST, IS_OBJECT, REPORT, REPORT_MEMBER, SHORTER } from './compact.ts';
import { nameMissingMember, ownKeywords } from './keywords.ts';
import { allowLoneSurrogates } from './lone-surrogates.ts';
import { askMembersOnce, HAS, LACKING, OWN_OF } from './members.ts';
import { countNamesOnce } from './quick-names.ts';
import { findRepeats, type Repeats } from './repeats.ts';
import type { ValidatorFunction } from './share.ts';
import { BRANCHES } from './unions.ts';

/** What `_runtime` makes of a function that keeps what it found. */
const KEPT = 'kept';

/** What the generated `_runtime` has for the code that ajv writes. */
const RUNTIME_HELPERS: readonly string[] = [
  BRANCHES,
  'equal',
  FIRST,
  'formatOf',
  HAS,
  'isMultipleOf',
  IS_OBJECT,
  'isUnique',
  KEPT,
  LACKING,
  OWN_OF,
  REPORT,
  REPORT_MEMBER,
  SHORTER,
  'ucs2length',
  'withErrors',
];

/** What ajv's names in a file begin with. */
const PREFIXES = new Set('validate serialize parse wrapper root schema keyword pattern formats validate$data func obj Error'.split(' '));

const HELPER = new RegExp(`\\b(?:${RUNTIME_HELPERS.join('|')})\\b`, 'g');

export interface CompiledFunctions {
  /** JavaScript: every function as an exported constant under its key. */
  readonly code: string;
  /** What the code uses of `_runtime`. */
  readonly helpers: readonly string[];
  /** That it reports errors of. */
  readonly keywords: readonly string[];
  /** Formats that are asserted. */
  readonly formats: readonly string[];
  /** Functions of other files that are called. */
  readonly imports: readonly string[];
}

/** Compiles the functions of files, one file after the other. */
export class ValidatorCompiler {
  readonly #ajv: Ajv;
  #calls: Calls | undefined;

  constructor(options: { readonly formats: FormatMode }) {
    this.#ajv = new Ajv2020(ajvOptions(options.formats));
    // Its class asks for it; what was evaluated is planned by us.
    this.#ajv.opts.unevaluated = false;
    for (const definition of ownKeywords(this.#currentCalls())) {
      this.#ajv.removeKeyword(definition.keyword as string);
      this.#ajv.addKeyword(definition);
    }
    askMembersOnce(this.#ajv);
    allowLoneSurrogates(this.#ajv);
    nameMissingMember(this.#ajv);
    countNamesOnce(this.#ajv); // After askMembersOnce: it wraps what that has put in.
  }

  /** Compile the functions of one file to JavaScript. Throws `schema_invalid` where ajv cannot. */
  compile(functions: readonly ValidatorFunction[]): CompiledFunctions {
    const repeats = findRepeats(functions);
    // ajv numbers what it declares, and the numbers of a file should not depend on others.
    Object.assign(this.#ajv, { scope: new ValueScope({ scope: {}, prefixes: PREFIXES, es5: false, lines: true }) });
    const keys = functions.map(({ key }) => key);
    const sources = functions.map((one) => this.#compileOne(one, repeats));
    const declared: UsedScopeValues = {};
    const written = sources.map(({ validateName: { str: name }, validateCode, scopeValues }, index) => {
      const key = keys[index] ?? '';
      const check = repeats.isKept(key) ? `/* @__PURE__ */ ${KEPT}(${name})` : name;
      const code = withParameters(validateCode, repeats.isHanded(key) ? `data, ${FOUND}=new Map()` : 'data');
      return [`\nexport const ${key} = ${check};`, this.#ajv.scope.scopeCode(scopeValues, declared).toString(), code].join('\n');
    });
    for (const key of keys) this.#ajv.removeSchema(key);
    const plain = withoutUnused(withoutRequires(written.join('').slice(1)));
    const { code, keywords } = compactCode(plain);
    const imports = new Set(functions.flatMap(({ calls }) => calls).filter((key) => !keys.includes(key)));
    const words = wordsOf(code, HELPER);
    return {
      code,
      keywords,
      helpers: RUNTIME_HELPERS.filter((name) => words.has(name)),
      formats: formatsIn(plain),
      imports: [...imports].toSorted(),
    };
  }

  /** Of the function that is being written. */
  #currentCalls(): Calls {
    const current = (): Calls => this.#calls ?? unreachable('no function is being written');
    return { nameOf: (call) => current().nameOf(call), callOf: (call, value) => current().callOf(call, value) };
  }

  #compileOne(one: ValidatorFunction, repeats: Repeats): SourceCode {
    const { key, unit } = one;
    this.#calls = callsOf(one, repeats);
    try {
      this.#ajv.addSchema(typeof unit.schema === 'boolean' ? unit.schema : { ...(unit.schema as object) }, key);
      // So that a finding tells which unit its keyword stands in.
      (this.#ajv.schemas[key] as { schemaPath: string }).schemaPath = `${key}#`;
      return (this.#ajv.getSchema(key) as AnyValidateFunction).source as SourceCode;
    } catch (cause) {
      const message = `no validator can be generated for the schema at ${JSON.stringify(unit.place.location)}: ${(cause as Error).message}`;
      throw new RegistryError('schema_invalid', message, { cause, data: { pointer: unit.place.location } });
    }
  }
}

// No keyword here asks for the way to the value, the parent, the root or dynamic anchors.
function withParameters(code: string, parameters: string): string {
  const head = /^(function validate\d+\()data, \{instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors=\{\}\}=\{\}\)\{$/m;
  if (!head.test(code)) throw new Error('ajv begins a function in another way than is known here');
  return code.replace(head, `$1${parameters}){`);
}

function ajvOptions(mode: FormatMode): Options {
  return {
    strict: false,
    allErrors: true,
    ownProperties: true,
    messages: false,
    // One question for each name would be half of the code of many a validator.
    loopRequired: 2,
    meta: false,
    validateSchema: false,
    logger: false,
    validateFormats: mode === 'assert',
    formats: mode === 'assert' ? ajvFormats() : {},
    // The code is only written, so what ajv would run at once is nothing.
    code: { source: true, esm: true, lines: true, formats: _`formats`, process: () => 'return () => true;' },
  };
}

function ajvFormats(): Record<string, Format> {
  return Object.fromEntries(Object.keys(FORMATS).map((name) => [name, (): boolean => true]));
}

// `const formats0 = formats.date;` or `= formats["date-time"];`
function formatsIn(code: string): string[] {
  const declared = code.matchAll(/^const formats\d+ = formats(?:\.(\w+)|\[("[^"\\]+")\]);$/gm);
  return [...declared].map(([, bare, quoted]) => bare ?? (JSON.parse(quoted ?? '""') as string));
}

function withoutRequires(code: string): string {
  const written = code.split('\n').map(replaceHelper).join('\n');
  if (wordsOf(written, /\brequire\b/g).size > 0) throw new Error('a generated validator still requires a module');
  return written;
}

// ajv writes `const func0 = require(…).default;`, one line each.
function replaceHelper(line: string): string {
  const [, declared, module = ''] = /^(const \w+ = )require\("ajv\/dist\/runtime\/(\w+)"\)\.default;$/.exec(line) ?? [];
  return declared !== undefined && RUNTIME_HELPERS.includes(module) ? `${declared}${module};` : line;
}

// ajv declares the whole schema of each function, used or not.
function withoutUnused(code: string): string {
  const lines = code.split('\n');
  const used = wordsOf(lines.filter((line) => declaredIn(line) === undefined).join('\n'), /\b(?:schema|func)\d+\b/g);
  return lines.filter((line) => used.has(declaredIn(line) ?? '') || declaredIn(line) === undefined).join('\n');
}

function declaredIn(line: string): string | undefined {
  return /^const ((?:schema|func)\d+) = /.exec(line)?.[1];
}

/** The identifiers outside strings that a pattern finds. */
function wordsOf(code: string, pattern: RegExp): ReadonlySet<string> {
  const words = code.match(pattern);
  // Most often there is none, in strings or out of them.
  return words === null ? new Set() : new Set(code.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(pattern));
}
