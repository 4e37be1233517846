import type * as YamlPackage from 'yaml';
import type { CST, Document, LineCounter, Node, Pair, Scalar, YAMLError, YAMLMap } from 'yaml';
import { RegistryError, type ErrorCode } from '../src/core/errors.ts';
import type { Place } from '../src/core/json/parse.ts';
import { appendPointer } from '../src/core/json/pointer.ts';
import type { SourceFile } from './io.ts';

type Yaml = typeof YamlPackage;

/** Of the JSON text, as a registry takes it, and of the YAML before anything is read. */
const MAX_BYTES = 2 * 1024 * 1024;
/** After aliases are written out. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 200;
/** Of the parser: a level of YAML takes up to three. */
const MAX_STACK = 3 * MAX_DEPTH;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const JSON_TAGS: ReadonlySet<string> = new Set(['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`));

/**
 * A schema in YAML 1.2 as JSON text, with the places of its values in the YAML. Numbers keep their digits, so that whoever reads
 * the text judges whether they are exact; what means something else in JSON, or in another YAML, is refused: numbers that JSON
 * does not write so, other tags, merge keys, names that are no strings, names that occur twice. Aliases are written out, up to
 * 100,000 values and 2 MiB. `what` is how messages call it. Throws `schema_invalid`, `json_duplicate_key`, `too_deep` or `schema_too_large`, with the place.
 */
export async function jsonOfYaml({ label, text }: SourceFile, what = 'schema'): Promise<SourceFile> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const fail: Fail = (code, message, offset) => {
    const place = offset === undefined ? {} : placeOf(lines, offset);
    return new RegistryError(code, `the ${what} is no YAML that stands for JSON: ${message}`, { data: { ...place, file: label } });
  };
  if (Buffer.byteLength(text) > MAX_BYTES) throw fail('schema_too_large', `it has more than ${MAX_BYTES} bytes`);
  const document = parse(yaml, text, lines, fail);
  if (document.contents === null) throw fail('schema_invalid', 'it is empty', 0);
  refuseDoubling(yaml, document.contents, fail);
  const writer = new JsonWriter(yaml, document, fail);
  const json = writer.write(document.contents, '', 0);
  const locate = (pointer: string): Place | undefined => {
    const offset = writer.offsets.get(pointer);
    return offset === undefined ? undefined : placeOf(lines, offset);
  };
  return { label, text: json, locate };
}

type Fail = (code: ErrorCode, message: string, offset?: number) => RegistryError;

function parse(yaml: Yaml, text: string, lines: LineCounter, fail: Fail): Document.Parsed {
  const composer = new yaml.Composer({ lineCounter: lines, prettyErrors: false, version: '1.2' });
  const [document, second] = composer.compose(tokensOf(yaml, text, lines, fail), true, text.length);
  if (document === undefined) throw fail('schema_invalid', 'it is empty', 0);
  const [problem]: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw fail(problem.code === 'DUPLICATE_KEY' ? 'json_duplicate_key' : 'schema_invalid', problem.message, problem.pos[0]);
  if (second !== undefined) throw fail('schema_invalid', 'it holds more than one document', second.range[0]);
  return document;
}

/** The parser itself has a stack, but what makes nodes of its tokens calls itself, until the process ends: so how deep it gets is looked at first. */
function tokensOf(yaml: Yaml, text: string, lines: LineCounter, fail: Fail): CST.Token[] {
  const parser = new yaml.Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new yaml.Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_STACK) throw fail('too_deep', `it nests deeper than ${MAX_DEPTH} levels`);
  }
  return [...tokens, ...parser.end()];
}

/** Count the values with aliases written out before any is: what an alias stands for is counted once. Linear in the text. */
function refuseDoubling(yaml: Yaml, root: unknown, fail: Fail): void {
  const anchors = new Map<string, number>();
  const countOf = (node: unknown): number => {
    if (yaml.isAlias(node)) return anchors.get((node as { readonly source: string }).source) ?? 1;
    const items: readonly unknown[] = yaml.isCollection(node) ? node.items : [];
    const count = items.reduce<number>((sum, item) => sum + countOf(yaml.isPair(item) ? item.value : item), 1);
    if (count > MAX_NODES) throw fail('schema_too_large', `it has more than ${MAX_NODES} values with its aliases written out`, offsetOf(node));
    const { anchor } = (node ?? {}) as { readonly anchor?: string };
    if (anchor !== undefined) anchors.set(anchor, count);
    return count;
  };
  countOf(root);
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col, offset };
}

/** Writes nodes as JSON and notes where they stand. */
class JsonWriter {
  readonly offsets: Map<string, number> = new Map();
  readonly #yaml: Yaml;
  readonly #document: Document.Parsed;
  readonly #fail: Fail;
  #bytes = 0;

  constructor(yaml: Yaml, document: Document.Parsed, fail: Fail) {
    this.#yaml = yaml;
    this.#document = document;
    this.#fail = fail;
  }

  write(node: unknown, pointer: string, depth: number): string {
    const offset = offsetOf(node);
    if (depth > MAX_DEPTH) throw this.#fail('too_deep', `it nests deeper than ${MAX_DEPTH} levels`, offset);
    if (this.#yaml.isAlias(node)) return this.write(this.#resolve(node), pointer, depth + 1);
    this.offsets.set(pointer, offset ?? 0);
    if (this.offsets.size > MAX_NODES)
      throw this.#fail('schema_too_large', `it has more than ${MAX_NODES} values with its aliases written out`, offset);
    this.#checkTag(node);
    if (this.#yaml.isMap(node)) return this.#object(node, pointer, depth);
    if (this.#yaml.isSeq(node)) return `[${node.items.map((item, index) => this.write(item, appendPointer(pointer, index), depth + 1)).join(',')}]`;
    return this.#counted(this.#yaml.isScalar(node) ? this.#scalar(node) : 'null', offset); // Nothing after a colon is null.
  }

  #resolve(alias: Parameters<Yaml['isAlias']>[0]): unknown {
    const { source } = alias as { readonly source: string };
    const target = this.#yaml.isAlias(alias) ? alias.resolve(this.#document) : undefined;
    if (target === undefined) throw this.#fail('schema_invalid', `the alias *${source} has no anchor before it`, offsetOf(alias));
    return target;
  }

  #object(map: YAMLMap, pointer: string, depth: number): string {
    const members = map.items.map((pair) => {
      const name = this.#nameOf(pair);
      return `${this.#counted(JSON.stringify(name), offsetOf(pair.key))}:${this.write(pair.value, appendPointer(pointer, name), depth + 1)}`;
    });
    return `{${members.join(',')}}`;
  }

  #nameOf({ key }: Pair): string {
    if (!this.#yaml.isScalar(key)) throw this.#fail('schema_invalid', 'a member name that is no string', offsetOf(key));
    if (key.source === '<<' && key.type === 'PLAIN')
      throw this.#fail('schema_invalid', 'a merge key (<<): write the members out, or use $ref', offsetOf(key));
    if (key.value === '__proto__') throw this.#fail('json_forbidden_key', 'the member name "__proto__"', offsetOf(key));
    if (typeof key.value === 'string') return key.value;
    throw this.#fail('schema_invalid', `the member name ${key.source ?? String(key.value)} is no string: put it in quotes`, offsetOf(key));
  }

  #checkTag(node: unknown): void {
    const tag = this.#yaml.isNode(node) ? (node as Node & { readonly tag?: string }).tag : undefined;
    if (tag !== undefined && !JSON_TAGS.has(tag)) throw this.#fail('schema_invalid', `the tag ${tag}, which JSON has nothing for`, offsetOf(node));
  }

  #scalar(scalar: Scalar): string {
    const { value, source = '' } = scalar;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
    if (typeof value === 'number' && JSON_NUMBER.test(source)) return source;
    throw this.#fail('schema_invalid', `${source} is no number of JSON: write it in decimal digits, or in quotes`, offsetOf(scalar));
  }

  #counted(text: string, offset: number | undefined): string {
    this.#bytes += Buffer.byteLength(text) + 1;
    if (this.#bytes > MAX_BYTES) throw this.#fail('schema_too_large', `it has more than ${MAX_BYTES} bytes with its aliases written out`, offset);
    return text;
  }
}

function offsetOf(node: unknown): number | undefined {
  return (node as { readonly range?: readonly number[] | null } | null)?.range?.[0];
}
