import { commentText } from '../quote.ts';
import { byFirst } from '../../core/text-order.ts';

/** A file that `generate` gives back; nothing has been written. */
export interface GeneratedFile {
  /** Relative to the folder for the output, with `/`. */
  readonly path: string;
  readonly text: string;
}

export type Language = 'ts' | 'js';

/** One declaration in its three spellings; an empty one is left out. */
export interface Part {
  readonly ts: string;
  readonly js: string;
  readonly dts: string;
}

export interface FunctionPart {
  readonly name: string;
  /** With its angle brackets. */
  readonly generics?: string;
  /** An optional one has its `?` in the name. */
  readonly params: readonly { readonly name: string; readonly type: string; readonly initial?: string }[];
  readonly returns: string;
  readonly isAsync?: true;
  readonly isLocal?: true;
  readonly doc?: string;
  /** Lines that are both JavaScript and TypeScript. */
  readonly body: readonly string[];
}

/** Text that only types see. */
export function typePart(text: string): Part {
  return { ts: text, js: '', dts: text };
}

/** A constant, its value written so that it is both JavaScript and TypeScript. */
export function constPart(name: string, type: string, value: string, options: { readonly isLocal?: true } = {}): Part {
  const head = options.isLocal === true ? '' : 'export ';
  return {
    ts: `${head}const ${name}: ${type} = ${value};\n`,
    js: `${head}const ${name} = ${value};\n`,
    dts: head && `export declare const ${name}: ${type};\n`,
  };
}

/** A function. */
export function functionPart({ name, generics = '', params, returns, isAsync, isLocal, doc, body }: FunctionPart): Part {
  const head = `${isLocal === true ? '' : 'export '}${isAsync === true ? 'async ' : ''}function ${name}`;
  const comment = doc === undefined ? '' : `/** ${commentText(doc)} */\n`;
  const typed = params.map((param) => `${param.name}: ${param.type}${param.initial === undefined ? '' : ` = ${param.initial}`}`);
  const bare = params.map((param) => `${param.name.replace('?', '')}${param.initial === undefined ? '' : ` = ${param.initial}`}`);
  const declared = params.map((param) => `${param.name}${param.initial === undefined ? '' : '?'}: ${param.type}`);
  const block = `{\n${body.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n}\n`;
  return {
    ts: `${comment}${head}${generics}(${typed.join(', ')}): ${returns} ${block}`,
    js: `${comment}${head}(${bare.join(', ')}) ${block}`,
    dts: isLocal === true ? '' : `${comment}export declare function ${name}${generics}(${declared.join(', ')}): ${returns};\n`,
  };
}

/** As `functionPart`, for text of ours alone, in whose body only types see what stands in ‹ ›. No text of a schema may come near it. */
export function typedFunctionPart(options: FunctionPart): Part {
  const spell = (mark: RegExp): Part => functionPart({ ...options, body: options.body.map((line) => line.replace(mark, '')) });
  const { ts, dts } = spell(/[‹›]/g);
  return { ts, js: spell(/‹[^›]*›/g).js, dts };
}

/** Prints one module, in TypeScript or as JavaScript with its declarations; collects what it imports. */
export class SourceFile {
  readonly #name: string;
  readonly #header: string;
  readonly #parts: Part[] = [];
  readonly #imports = new Map<string, { readonly values: Set<string>; readonly types: Set<string> }>();
  readonly #isUnchecked: boolean;

  /** `name` has no extension. `isUnchecked`: compilers are told not to look into it. */
  constructor(name: string, header: string, options: { readonly isUnchecked?: boolean } = {}) {
    this.#name = name;
    this.#header = header;
    this.#isUnchecked = options.isUnchecked ?? false;
  }

  /** Import a value from another generated module, named without extension. */
  useValue(module: string, name: string): void {
    this.#importsFrom(module).values.add(name);
  }

  /** Import a type. */
  useType(module: string, name: string): void {
    this.#importsFrom(module).types.add(name);
  }

  add(...parts: readonly Part[]): void {
    this.#parts.push(...parts);
  }

  print(language: Language): readonly GeneratedFile[] {
    if (language === 'ts') return [this.#file('ts', 'ts', { values: true, types: true })];
    return [this.#file('js', 'js', { values: true, types: false }), this.#file('d.ts', 'dts', { values: false, types: true })];
  }

  #file(extension: string, spelling: keyof Part, wanted: { readonly values: boolean; readonly types: boolean }): GeneratedFile {
    const texts = this.#parts.map((part) => part[spelling]).filter((text) => text !== '');
    const isEmpty = texts.length === 0 && extension !== 'ts';
    const nocheck = this.#isUnchecked && extension !== 'd.ts' ? '// @ts-nocheck\n' : '';
    const body = [this.#printImports(wanted), ...texts, isEmpty ? 'export {};\n' : ''].filter((text) => text !== '').join('\n');
    return { path: `${this.#name}.${extension}`, text: `${this.#header}${nocheck}\n${body}` };
  }

  #printImports({ values, types }: { readonly values: boolean; readonly types: boolean }): string {
    const lines = [...this.#imports].toSorted(byFirst).flatMap(([module, names]) => {
      const from = `from './${module}.js';\n`;
      const line = (keyword: string, set: ReadonlySet<string>): string =>
        set.size === 0 ? '' : `${keyword} { ${[...set].toSorted().join(', ')} } ${from}`;
      return [types ? line('import type', names.types) : '', values ? line('import', names.values) : ''];
    });
    return lines.join('');
  }

  #importsFrom(module: string): { readonly values: Set<string>; readonly types: Set<string> } {
    const known = this.#imports.get(module);
    if (known !== undefined) return known;
    const fresh = { values: new Set<string>(), types: new Set<string>() };
    this.#imports.set(module, fresh);
    return fresh;
  }
}
