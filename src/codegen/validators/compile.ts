import { FORMATS } from '../../containment/index.ts';
import type { FormatMode } from '../../core/compatibility.ts';
import { quote } from '../quote.ts';
import { callsOf } from './calls.ts';
import { ModuleCode } from './module-code.ts';
import { findRepeats, type Repeats } from './repeats.ts';
import { rulesOf } from './rules.ts';
import type { ValidatorFunction } from './share.ts';
import { testFunction, type WriterContext } from './statements.ts';

export interface CompiledFunctions {
  /** JavaScript: every function as an exported constant under its key. */
  readonly code: string;
  /** What the code uses of `_runtime`. */
  readonly helpers: readonly string[];
  /** Formats that are asserted. */
  readonly formats: readonly string[];
  /** Functions of other files that are called. */
  readonly imports: readonly string[];
}

/** Compile the functions of one file to JavaScript: each a test that says yes or no, and the rules that explain a no. */
export function compileFunctions(functions: readonly ValidatorFunction[], options: { readonly formats: FormatMode }): CompiledFunctions {
  const module = new ModuleCode();
  const repeats = findRepeats(functions);
  const assertsFormat = (format: string): boolean => options.formats === 'assert' && Object.hasOwn(FORMATS, format);
  const written = functions.map((one) => writeFunction(one, { module, calls: callsOf(one, repeats), assertsFormat }, repeats));
  const keys = new Set(functions.map(({ key }) => key));
  const imports = new Set(functions.flatMap(({ calls }) => calls).filter((key) => !keys.has(key)));
  return {
    code: [module.constants.join(''), ...written].filter((text) => text !== '').join('\n'),
    helpers: module.helpers,
    formats: module.formats,
    imports: [...imports].toSorted(),
  };
}

function writeFunction({ key, unit }: ValidatorFunction, context: WriterContext, repeats: Repeats): string {
  const { module } = context;
  const test = testFunction(unit.schema, context);
  const judged = repeats.isKept(key) ? `/* @__PURE__ */ ${module.use('kept')}(${test})` : test;
  return `export const ${key} = /* @__PURE__ */ ${module.use('check')}(${quote(key)}, ${judged}, () => ${rulesOf(unit.schema, context)});\n`;
}
