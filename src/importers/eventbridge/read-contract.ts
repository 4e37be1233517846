import { RegistryError } from '../../core/errors.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { METASCHEMAS, type Dialect } from '../../core/version.ts';
import { convertDocument, readOpenApi } from '../openapi/convert-document.ts';
import { extractSchema, type SchemaPool } from '../openapi/extract.ts';

/** What of an event is the contract: what the sender writes, or that in the envelope that EventBridge puts around it. */
export type EventPart = 'detail' | 'envelope';

/** A version of EventBridge's registry as a contract of this one. */
export interface EventBridgeContract {
  /** `SOURCE.DETAIL-TYPE`, which is how the gateway names such an event; the name of the schema where it says neither. */
  readonly subject: string;
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  readonly notes: readonly string[];
}

export interface ContractSource {
  /** The `SchemaName`. */
  readonly name: string;
  /** The `Content`, parsed. */
  readonly content: JsonObject;
}

/** Read the content of a schema, OpenAPI 3 or JSON Schema draft-04. Throws `schema_invalid`, and `reference_unresolved`. */
export function readEventBridge(source: ContractSource, part: EventPart): EventBridgeContract {
  return source.content['openapi'] === undefined ? readDraft04(source, part) : readOpenApi3(source, part);
}

function readOpenApi3({ name, content }: ContractSource, part: EventPart): EventBridgeContract {
  const schemas = readOpenApi(content);
  const rootName = chooseRoot(schemas.pool.schemas, content, name);
  const root = schemas.pool.schemas[rootName] ?? true;
  const pointer = appendPointer('/components/schemas', rootName);
  const detail = part === 'detail' ? detailOf(root) : undefined;
  const { schema, notes } = convertDocument(detail ?? root, detail === undefined ? pointer : `${pointer}/properties/detail`, schemas);
  return { subject: subjectOf(root, name), schema, dialect: 'draft-2020-12', notes: notes.map(({ pointer: at, message }) => `${at}: ${message}`) };
}

/** The envelope, where there is one; else the only schema, the one that the document is named for, or the one that no other refers to. */
function chooseRoot(schemas: JsonObject, { info }: JsonObject, name: string): string {
  const names = Object.keys(schemas);
  const [only] = names;
  const title = isJsonObject(info) ? info['title'] : undefined;
  const wanted = ['AWSEvent', title, name, name.split('@').at(-1)].find(
    (candidate) => typeof candidate === 'string' && Object.hasOwn(schemas, candidate),
  );
  if (typeof wanted === 'string') return wanted;
  if (only !== undefined && names.length === 1) return only;
  const pool: SchemaPool = { start: '#/components/schemas/', schemas };
  const referred = new Set(names.flatMap((candidate) => extractSchema({ allOf: [schemas[candidate] ?? true] }, pool).needed));
  const [root, ...others] = names.filter((candidate) => !referred.has(candidate));
  if (root !== undefined && others.length === 0) return root;
  throw new RegistryError(
    'schema_invalid',
    `which schema is the event? There is no AWSEvent, and none that leads to all others: ${names.join(', ')}`,
  );
}

function readDraft04({ name, content }: ContractSource, part: EventPart): EventBridgeContract {
  const base = { subject: subjectOf(content, name), dialect: 'draft-04' as const };
  const detail = part === 'detail' ? detailOf(content) : undefined;
  if (detail === undefined) return { ...base, schema: content, notes: [] };
  const { definitions } = content;
  const pool = { start: '#/definitions/', schemas: isJsonObject(definitions) ? definitions : {} };
  const { root, needed } = extractSchema(detail, pool);
  const own = isJsonObject(root) ? root : {};
  const used = Object.fromEntries(needed.map((each) => [each, pool.schemas[each] ?? {}]));
  const schema = { $schema: METASCHEMAS['draft-04'], ...own, ...(needed.length === 0 ? {} : { definitions: used }) };
  return { ...base, schema, notes: [] };
}

/** The schema of `detail` where a schema is EventBridge's envelope; undefined where the event is written without one. */
function detailOf(root: JsonValue): JsonValue | undefined {
  const properties = isJsonObject(root) ? root['properties'] : undefined;
  if (!isJsonObject(properties) || !Object.hasOwn(properties, 'detail-type') || !Object.hasOwn(properties, 'source')) return undefined;
  return properties['detail'];
}

/** A schema that was discovered is named `source@DetailType`, in which the detail type has lost its spaces; the schema itself has it whole. */
function subjectOf(root: JsonValue, name: string): string {
  const { 'x-amazon-events-source': source, 'x-amazon-events-detail-type': type } = isJsonObject(root) ? root : ({} as JsonObject);
  if (typeof source === 'string' && typeof type === 'string' && source !== '' && type !== '') return `${source}.${type}`;
  const [, from, what] = /^([^@]+)@([^@]+)$/.exec(name) ?? [];
  return from === undefined || what === undefined ? name : `${from}.${what}`;
}
