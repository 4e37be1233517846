import { unreachable } from '../../core/errors.ts';
import type { Declaration } from '../model/type.ts';
import { declarationSchema } from './declaration-schema.ts';

// The root that holds the declarations together; no name of ours has an underscore.
const HOLDER = 'DeclarationsOfOneFile';

const OPTIONS = {
  bannerComment: '',
  format: false,
  additionalProperties: false,
  declareExternallyReferenced: true,
  enableConstEnums: false,
  // Nothing is resolved but what is in the schema: no file is read, no address is called.
  $refOptions: { resolve: { external: false, file: false, http: false } },
} as const;

/** Print types through json-schema-to-typescript, in the order given, indented by two spaces. */
export async function printDeclarations(declarations: readonly Declaration[]): Promise<string> {
  const { compile } = await import('json-schema-to-typescript');
  const text = await compile(declarationSchema(declarations), HOLDER, OPTIONS);
  const printed = splitDeclarations(text);
  return declarations.map(({ name }) => printed.get(name) ?? unreachable(`no declaration of ${name} was printed`)).join('\n');
}

/** The top-level declarations of a text by name, each with the comment before it. */
function splitDeclarations(text: string): ReadonlyMap<string, string> {
  const printed = new Map<string, string>();
  let lines: string[] = [];
  let depth = 0;
  let name: string | undefined;
  for (const line of text.split('\n').map((untidy) => untidy.trimEnd())) {
    const isComment = /^( \*|\/\*\*)/.test(line);
    // Lines of code end with "{" or begin with "}" only where a body opens or closes: strings are quoted.
    if (!isComment && /^[})\]]*}/.test(line)) depth -= 1;
    if (line !== '') lines.push(`${'  '.repeat(depth)}${terminated(line, depth > 0 && !isComment)}`);
    if (!isComment && line.endsWith('{')) depth += 1;
    if (depth === 0 || name === undefined) name = /^export (?:interface|type) (\w+)/.exec(line)?.[1] ?? name;
    if (depth > 0 || isComment || name === undefined) continue;
    printed.set(name, `${lines.join('\n')}\n`);
    [lines, name] = [[], undefined];
  }
  return printed;
}

function terminated(line: string, isMember: boolean): string {
  return isMember && !line.endsWith('{') && !line.endsWith('/**') ? `${line};` : line;
}
