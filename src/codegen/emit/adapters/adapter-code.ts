import { typedFunctionPart, typePart, type FunctionPart, type Part } from '../source-file.ts';

/** The lines of a function's body, written as a template without its first and last line end. */
export function code(text: TemplateStringsArray): readonly string[] {
  return text.raw.join('').split('\n').slice(1, -1);
}

/** A function of an adapter: see `typedFunctionPart`. `params` are `name: type` or `name: type = initial`, one each. */
export function adapterFunction({ params, ...rest }: Omit<FunctionPart, 'params'> & { readonly params: readonly string[] }): Part {
  return typedFunctionPart({ ...rest, params: params.map(readParam) });
}

/** A class of an error that carries more than its message. `members` are `name: type`, in the order of its parameters. */
export function errorClass(name: string, doc: string, members: readonly string[]): Part {
  const names = members.map((member) => /^\w+/.exec(member)?.[0] ?? '');
  const head = `/** ${doc} */\nexport class ${name} extends Error {\n`;
  const fields = members.map((member) => `  readonly ${member};\n`).join('');
  const assigned = names.map((member) => `    this.${member} = ${member};\n`).join('');
  return {
    ts: `${head}  override readonly name: string = '${name}';\n${fields}\n  constructor(message: string, ${members.join(', ')}) {\n    super(message);\n${assigned}  }\n}\n`,
    js: `${head}  name = '${name}';\n\n  constructor(message, ${names.join(', ')}) {\n    super(message);\n${assigned}  }\n}\n`,
    dts: `/** ${doc} */\nexport declare class ${name} extends Error {\n  readonly name: string;\n${fields}  constructor(message: string, ${members.join(', ')});\n}\n`,
  };
}

export { typePart };

function readParam(text: string): { readonly name: string; readonly type: string; readonly initial?: string } {
  const [, name = '', type = '', initial] = /^(\w+\??): (.*?)(?: = ([^>]+))?$/.exec(text) ?? [];
  return { name, type, ...(initial === undefined ? {} : { initial }) };
}
