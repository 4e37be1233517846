import type { CompiledFunctions } from '../validators/compile.ts';
import { header, type Origin } from './header.ts';
import { SourceFile, type Part } from './source-file.ts';

/**
 * A module of compiled checks, out of a compiler's sight: it was written by a program, and its types are those of
 * `Check`. `exported` are the functions that other modules call.
 */
export function validatorFile(name: string, compiled: CompiledFunctions, options: ValidatorFileOptions): SourceFile {
  const file = new SourceFile(name, header(options.origin), { isUnchecked: true });
  for (const helper of compiled.helpers) file.useValue('_runtime', helper);
  for (const key of compiled.imports) file.useValue(options.sharedModule, key);
  file.useType('_runtime', 'Check');
  file.add(codePart(compiled.code), ...options.exported.map(declaredCheck), ...options.passedOn.map((key) => passedOn(key, options.sharedModule)));
  return file;
}

export interface ValidatorFileOptions {
  readonly origin: Origin;
  /** The module of the functions that several events need. */
  readonly sharedModule: string;
  readonly exported: readonly string[];
  /** Functions of the shared module that this one gives out as well. */
  readonly passedOn: readonly string[];
}

function codePart(code: string): Part {
  const typed = code.replace(/^export const (v[0-9a-f]{12}) = /gm, 'export const $1: Check = ');
  return { ts: typed, js: code, dts: '' };
}

function passedOn(key: string, module: string): Part {
  const text = `export { ${key} } from './${module}.js';\n`;
  return { ts: text, js: text, dts: text };
}

function declaredCheck(key: string): Part {
  return { ts: '', js: '', dts: `export declare const ${key}: Check;\n` };
}
