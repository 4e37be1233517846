import { checkCertificate as checkProof, compileSchema, decideRead, type Limits, type ReadDocument } from '../../containment/index.ts';
import { FORMAT_MODES, PROFILES, type FormatMode, type Profile } from '../../core/compatibility.ts';
import { RegistryError } from '../../core/errors.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';
import type { EventFinding, Verdict } from '../../core/verdict.ts';
import { DIALECTS, type Dialect } from '../../core/version.ts';
import { ajvJudge } from './ajv-judge.ts';
import { dialectInForce } from './dialect-in-force.ts';
import { recentDocuments } from './recent-documents.ts';

export type { Finding, Reason, Stats, Verdict, EventFinding } from '../../core/verdict.ts';
export { RegistryError } from '../../core/errors.ts';

export interface ContainsOptions {
  /** Which events of the writer count. Default `strict`: all. */
  readonly profile?: Profile;
  /** Whether `format` is an assertion. Default `annotate`: it is not, as the specification says. */
  readonly formats?: FormatMode;
  /** The dialect of documents without `$schema`. Default draft-2020-12. */
  readonly dialect?: Dialect;
  /** What `$ref`s outside the schemas lead to, by URI. Nothing is ever fetched. */
  readonly documents?: Readonly<Record<string, unknown>>;
  /** A required member with a `default` beside it in the reader counts as optional. Default false. */
  readonly readerAppliesDefaults?: boolean;
  readonly limits?: Limits;
  /** Give `contained` its proof, for `checkCertificate`, or say as `uncertified` why there is none. Default false: it takes longer. */
  readonly certificate?: boolean;
  /** null: our evaluator alone verifies witnesses. By default ajv is the second judge. */
  readonly judge?: null;
}

export interface EvaluateOptions {
  readonly formats?: FormatMode;
  readonly dialect?: Dialect;
  readonly documents?: Readonly<Record<string, unknown>>;
  /** At most so many findings. Default 100. */
  readonly maxFindings?: number;
}

/**
 * Decide whether every instance of `writer` is an instance of `reader`.
 *
 * `contained` is proved. `not_contained` carries a witness that two validators have accepted for the writer and refused
 * for the reader. `undecided` says why, and where. A JavaScript number means its shortest decimal form. Never fetches:
 * a `$ref` missing in `documents` is `undecided` with `unresolved_ref`. Bounded by `limits`, and deterministic. Throws
 * `RegistryError` `schema_invalid` when an argument is not JSON or no schema of its dialect, and `dialect_unknown`.
 */
export function contains(writer: unknown, reader: unknown, options: ContainsOptions = {}): Verdict {
  requireOptions(options);
  const { profile, formats, readerAppliesDefaults, limits, judge, certificate } = options;
  const [a, b] = [readDocument(writer, 'the writer', options), readDocument(reader, 'the reader', options)].map((read) =>
    limits?.nodes === undefined && limits?.depth === undefined ? read : recentDocuments.read(read.document, limits),
  ) as [ReadDocument, ReadDocument];
  return decideRead(a, b, {
    ...(profile === undefined ? {} : { profile: oneOf(profile, PROFILES, 'profile') }),
    ...(formats === undefined ? {} : { formats: oneOf(formats, FORMAT_MODES, 'formats') }),
    ...(readerAppliesDefaults === undefined ? {} : { readerAppliesDefaults }),
    ...(limits === undefined ? {} : { limits }),
    ...(certificate === undefined ? {} : { certificate }),
    judge: judge === null ? null : ajvJudge,
    cache: recentDocuments,
  });
}

/**
 * Whether `certificate`, which `contains` gave, proves that every instance of `writer` is one of `reader`, under the
 * profile and the formats that the certificate itself names. Shares no code with the search for proofs. False for whatever
 * is no such proof; throws as `contains` where an argument is no schema.
 */
export function checkCertificate(
  writer: unknown,
  reader: unknown,
  certificate: unknown,
  options: Pick<ContainsOptions, 'dialect' | 'documents'> = {},
): boolean {
  requireOptions(options);
  return checkProof(readDocument(writer, 'the writer', options).document, readDocument(reader, 'the reader', options).document, certificate);
}

/**
 * Judge one instance as the specification does. Throws `RegistryError` `schema_invalid`, `dialect_unknown`,
 * `reference_unresolved`, `json_invalid` when the instance is not JSON, and `request_invalid` for options that are none.
 */
export function evaluate(
  schema: unknown,
  instance: unknown,
  options: EvaluateOptions = {},
): { readonly valid: boolean; readonly findings: readonly EventFinding[] } {
  requireOptions(options);
  const { formats, maxFindings } = options;
  const { document } = readDocument(schema, 'the schema', options);
  const compiled = compileSchema(document, {
    showValues: true,
    ...(formats === undefined ? {} : { formats: oneOf(formats, FORMAT_MODES, 'formats') }),
  });
  requireJson(instance, 'json_invalid', 'the instance');
  return compiled.evaluate(instance, maxFindings === undefined ? {} : { maxFindings });
}

function readDocument(
  schema: unknown,
  what: string,
  { dialect = 'draft-2020-12', documents = {} }: Pick<ContainsOptions, 'dialect' | 'documents'>,
): ReadDocument {
  oneOf(dialect, DIALECTS, 'dialect');
  requireJson(schema, 'schema_invalid', what);
  const referenced: Record<string, ReferencedDocument> = {};
  for (const [uri, value] of Object.entries(documents)) {
    requireJson(value, 'schema_invalid', `the document ${JSON.stringify(uri)}`);
    referenced[uri] = { schema: value, dialect };
  }
  const document: SchemaDocument = { schema, dialect: dialectInForce({ schema, dialect }), documents: referenced };
  return readSchema(document, what);
}

function readSchema(document: SchemaDocument, what: string): ReadDocument {
  if (typeof document.schema !== 'boolean' && (typeof document.schema !== 'object' || document.schema === null || Array.isArray(document.schema))) {
    throw invalid('schema_invalid', `${what}: expected an object or a boolean, found ${JSON.stringify(document.schema)}`, '');
  }
  const read = recentDocuments.read(document);
  const [fault] = read.faults();
  if (fault !== undefined) throw invalid('schema_invalid', `${what} is not a schema of ${document.dialect}: ${fault.message}`, fault.instancePointer);
  return read;
}

const MAX_DEPTH = 500;

/** Narrow to JSON. Refuses what JSON has no notation for: undefined, NaN, functions, dates, cycles. */
function requireJson(value: unknown, code: 'schema_invalid' | 'json_invalid', what: string): asserts value is JsonValue {
  if (isJson(value, 0)) return;
  const found = findFault(value, new Set());
  if (found === undefined) return;
  const pointer = found.steps.reduceRight<string>(appendPointer, '');
  throw invalid(code, `${what} is not JSON: expected a JSON value, found ${found.fault}, at ${JSON.stringify(pointer)}`, pointer);
}

/** Whether it plainly is JSON: most values are, and no place has to be written down. */
function isJson(part: unknown, depth: number): boolean {
  if (typeof part !== 'object' || part === null) return faultOf(part, NONE_OPEN) === undefined;
  if (depth >= MAX_DEPTH || faultOf(part, NONE_OPEN) !== undefined) return false;
  for (const name of Object.keys(part)) if (!isJson((part as Record<string, unknown>)[name], depth + 1)) return false;
  return true;
}

const NONE_OPEN: ReadonlySet<object> = new Set();

/** The first part that is no JSON, with the steps that lead to it, innermost first: most values have none, and pay for none. */
function findFault(part: unknown, open: Set<object>): { readonly fault: string; readonly steps: string[] } | undefined {
  const fault = faultOf(part, open);
  if (fault !== undefined) return { fault, steps: [] };
  if (typeof part !== 'object' || part === null) return undefined;
  open.add(part);
  for (const name of Object.keys(part)) {
    const found = findFault((part as Record<string, unknown>)[name], open);
    if (found !== undefined) return { ...found, steps: [...found.steps, name] };
  }
  open.delete(part);
  return undefined;
}

function faultOf(value: unknown, open: ReadonlySet<object>): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value !== 'object') return typeof value;
  if (open.has(value)) return 'a value that contains itself';
  if (open.size >= MAX_DEPTH) return `more than ${MAX_DEPTH} levels of nesting`;
  if (Array.isArray(value)) return value.includes(undefined) || Object.keys(value).length !== value.length ? 'an array with holes' : undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? undefined : 'an object of a class of its own';
}

function requireOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new RegistryError('request_invalid', `options: expected an object, found ${String(options)}`);
  const { limits = {}, documents = {} } = options as ContainsOptions;
  for (const [name, part] of Object.entries({ limits, documents })) {
    if (typeof part !== 'object' || part === null) throw new RegistryError('request_invalid', `${name}: expected an object, found ${String(part)}`);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (typeof limit === 'number' && limit > 0) continue;
    throw new RegistryError('request_invalid', `limits.${name}: expected a number above 0, found ${String(limit)}`);
  }
}

function oneOf<T extends string>(value: T, allowed: readonly T[], option: string): T {
  if (allowed.includes(value)) return value;
  const code = option === 'dialect' ? 'dialect_unknown' : 'request_invalid';
  throw new RegistryError(code, `${option}: expected one of ${allowed.join(', ')}, found ${JSON.stringify(value)}`);
}

function invalid(code: 'schema_invalid' | 'json_invalid', message: string, pointer: string): RegistryError {
  return new RegistryError(code, message, { data: { pointer } });
}
