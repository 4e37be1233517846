import { nearest } from '../core/nearest.ts';
import { appendPointer, formatPointer, parsePointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { FILES, pointerOf, referencesIn, type Resolver } from './references.ts';
import { shapesOf, type Shape } from './shapes.ts';
import { isMultiFormat, kindOfFormat } from './schema-format.ts';

/** Something that is wrong with a document. */
export interface DocumentFinding {
  readonly code: 'unknown_field' | 'wrong_type' | 'missing_field' | 'value_unknown' | 'dangling_reference' | 'version_unknown' | 'schema_invalid';
  readonly message: string;
  /** In the bundled document: of the value, or of the object that something is missing in. */
  readonly pointer: string;
}

const MAX_FINDINGS = 200;

/** The major version that a document says it is of. */
export function majorOf(document: JsonObject): 2 | 3 | DocumentFinding {
  const { asyncapi } = document;
  const expected = 'expected 2.0.0 to 2.6.0, 3.0.x or 3.1.x';
  if (asyncapi === undefined) {
    const other = ['openapi', 'swagger'].find((name) => Object.hasOwn(document, name));
    const hint = other === undefined ? '' : `; this is an ${other === 'openapi' ? 'OpenAPI' : 'Swagger'} document`;
    return { code: 'missing_field', message: `the document has no asyncapi, its version: ${expected}${hint}`, pointer: '' };
  }
  if (typeof asyncapi !== 'string') {
    const found = JSON.stringify(asyncapi);
    return { code: 'wrong_type', message: `asyncapi: ${expected}, as text; found ${found}: put it in quotes`, pointer: '/asyncapi' };
  }
  if (/^2\.[0-6]\.\d+$/.test(asyncapi)) return 2;
  if (/^3\.[01]\.\d+$/.test(asyncapi)) return 3;
  return { code: 'version_unknown', message: `asyncapi: ${expected}; found ${JSON.stringify(asyncapi)}`, pointer: '/asyncapi' };
}

/**
 * What is wrong with the form of a document, in its order, at most 200: fields that nothing knows (and which known one was meant), values
 * of a wrong type, missing fields, references that lead nowhere. What stands in schemas of JSON is for who reads schemas; bindings are for
 * the official validator.
 */
export function checkShape(resolver: Resolver, major: 2 | 3): readonly DocumentFinding[] {
  const checker = new Checker(resolver, shapesOf(major), major);
  checker.object(resolver.document, '', 'Document');
  checker.references();
  return checker.findings.slice(0, MAX_FINDINGS);
}

const LEAVES: Readonly<Record<string, readonly [expected: string, is: (value: JsonValue) => boolean]>> = {
  text: ['text', (value) => typeof value === 'string'],
  'text|null': ['text or null', (value) => typeof value === 'string' || value === null],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  any: ['anything', () => true],
  object: ['an object', (value) => isJsonObject(value)],
  texts: ['a list of text', (value) => Array.isArray(value) && (value as readonly JsonValue[]).every((item) => typeof item === 'string')],
  payload: ['a schema', () => true],
  schema: ['a schema, which is an object or a boolean', (value) => isJsonObject(value) || typeof value === 'boolean'],
  ref: ['a reference, { "$ref": "#/…" }', (value) => isJsonObject(value) && typeof value['$ref'] === 'string'],
};

const ACTIONS = ['send', 'receive'];

class Checker {
  readonly findings: DocumentFinding[] = [];
  readonly #resolver: Resolver;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #major: 2 | 3;

  constructor(resolver: Resolver, shapes: ReadonlyMap<string, Shape>, major: 2 | 3) {
    this.#resolver = resolver;
    this.#shapes = shapes;
    this.#major = major;
  }

  value(value: JsonValue, pointer: string, type: string): void {
    if (this.findings.length >= MAX_FINDINGS) return;
    const leaf = LEAVES[type];
    if (leaf !== undefined) {
      const [expected, is] = leaf;
      if (!is(value)) this.#wrongType(value, pointer, expected);
      else if (type === 'schema') this.#schema(value, pointer);
    } else if (type === 'action') this.#action(value, pointer);
    else if (type.startsWith('{')) this.#map(value, pointer, type.slice(1, -1));
    else if (type.startsWith('[')) this.#list(value, pointer, type.slice(1, -1));
    else this.object(value, pointer, type);
  }

  object(value: JsonValue, pointer: string, type: string): void {
    if (!isJsonObject(value)) return this.#wrongType(value, pointer, `an object (${words(type)})`);
    // Where it leads is checked there, or by who uses it; a channel of 2.x may have fields beside it.
    if (typeof value['$ref'] === 'string' && type !== 'Document') return;
    if (type === 'OneOrMore' && !Object.hasOwn(value, 'oneOf')) return this.object(value, pointer, 'Message');
    const shape = this.#shapes.get(type);
    if (shape === undefined) return;
    for (const name of shape.required) if (!Object.hasOwn(value, name)) this.#missing(pointer, type, name);
    for (const [name, member] of Object.entries(value)) {
      const field = shape.fields.get(name);
      const at = appendPointer(pointer, name);
      if (field !== undefined) this.value(member, at, field);
      else if (!name.startsWith('x-')) this.#unknown(at, type, name, shape);
    }
  }

  references(): void {
    for (const { reference, pointer } of referencesIn(this.#resolver.document)) {
      if (this.findings.length >= MAX_FINDINGS) return;
      const target = pointerOf(reference);
      if (target === undefined) continue;
      const found = this.#resolver.at(target);
      const quoted = `$ref ${JSON.stringify(asWritten(target))}`;
      if (found === undefined) this.#add('dangling_reference', `${quoted} leads nowhere${this.#near(target)}`, pointer);
      else if (target === '')
        this.#add('dangling_reference', `${quoted} leads to the whole document; a schema in it is #/components/schemas/NAME`, pointer);
      else if (this.#resolver.follow(found) === undefined && isReference(found.value))
        this.#add('dangling_reference', `${quoted} leads in a circle of references`, pointer);
    }
  }

  /** As far as the path exists, and what is there instead of the next step. */
  #near(target: string): string {
    const steps = target.split('/').slice(1);
    for (let length = steps.length - 1; length >= 0; length -= 1) {
      const parent = `${length === 0 ? '' : '/'}${steps.slice(0, length).join('/')}`;
      const found = this.#resolver.at(parent);
      if (found === undefined) continue;
      const names = isJsonObject(found.value) ? Object.keys(found.value) : [];
      const meant = nearest(steps[length] ?? '', names);
      if (meant !== undefined) return `; did you mean ${asWritten(appendPointer(parent, meant))}?`;
      const shown = names.slice(0, 5).join(', ');
      return `: ${parent === '' ? 'the document' : asWritten(parent).replace(/^#/, '')} has ${names.length === 0 ? 'no members' : `${shown}${names.length > 5 ? ', …' : ''}`}`;
    }
    return '';
  }

  #schema(value: JsonValue, pointer: string): void {
    if (this.#major === 2 || !isMultiFormat(value)) return;
    const { schemaFormat } = value as JsonObject;
    if (typeof schemaFormat === 'string' && kindOfFormat(schemaFormat).kind !== 'unsupported')
      this.value((value as JsonObject)['schema'] ?? true, appendPointer(pointer, 'schema'), 'schema');
  }

  #action(value: JsonValue, pointer: string): void {
    if (typeof value === 'string' && ACTIONS.includes(value)) return;
    const old = value === 'publish' ? '; publish of 2.x is receive' : value === 'subscribe' ? '; subscribe of 2.x is send' : '';
    this.#add('value_unknown', `action: expected send or receive; found ${JSON.stringify(value)}${old}`, pointer);
  }

  #map(value: JsonValue, pointer: string, type: string): void {
    if (!isJsonObject(value)) return this.#wrongType(value, pointer, 'an object with a name for each');
    for (const [name, member] of Object.entries(value)) this.value(member, appendPointer(pointer, name), type);
  }

  #list(value: JsonValue, pointer: string, type: string): void {
    if (!Array.isArray(value)) return this.#wrongType(value, pointer, 'a list');
    for (const [index, item] of (value as readonly JsonValue[]).entries()) this.value(item, appendPointer(pointer, index), type);
  }

  #unknown(pointer: string, type: string, name: string, { fields }: Shape): void {
    const meant = MOVED[`${this.#major}.${type}.${name}`] ?? nearest(name, [...fields.keys()]);
    const hint = meant === undefined ? `; it has ${[...fields.keys()].join(', ')}, and what begins with x-` : `; did you mean ${meant}?`;
    this.#add('unknown_field', `${words(type)} has no ${JSON.stringify(name)}${hint}`, pointer);
  }

  #missing(pointer: string, type: string, name: string): void {
    this.#add('missing_field', `${words(type)} has no ${name}, which is required`, pointer);
  }

  #wrongType(value: JsonValue, pointer: string, expected: string): void {
    const name = pointer.split('/').at(-1) ?? '';
    this.#add('wrong_type', `${name === '' ? 'the document' : name}: expected ${expected}; found ${described(value)}`, pointer);
  }

  #add(code: DocumentFinding['code'], message: string, pointer: string): void {
    this.findings.push({ code, message, pointer });
  }
}

function isReference(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value['$ref'] === 'string' && value['$ref'].startsWith('#');
}

/** Fields that stand elsewhere in the other major version. */
const MOVED: Readonly<Record<string, string>> = {
  '3.Server.url': 'host (and pathname), as 3.0 has it',
  '3.Channel.publish': 'an entry of operations with action: receive, as 3.0 has it',
  '3.Channel.subscribe': 'an entry of operations with action: send, as 3.0 has it',
  '3.Document.tags': 'info.tags, as 3.0 has it',
  '3.Document.externalDocs': 'info.externalDocs, as 3.0 has it',
  '3.Message.schemaFormat': 'payload: { schemaFormat, schema }, as 3.0 has it',
  '3.Message.messageId': 'the key of the message, as 3.0 has it',
  '3.Operation.operationId': 'the key of the operation, as 3.0 has it',
  '3.Operation.message': 'messages, as 3.0 has it',
  '3.Parameter.schema': 'enum, default and examples, as 3.0 has it',
  '2.Document.operations': 'publish and subscribe of a channel: operations came with 3.0',
  '2.Server.host': 'url: host came with 3.0',
  '2.Channel.address': 'the key of the channel: address came with 3.0',
  '2.Channel.messages': 'message of publish or subscribe: messages came with 3.0',
};

function words(type: string): string {
  if (type === 'Document') return 'the document';
  if (type === 'OneOrMore') return 'a message';
  const text = type.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  if (type === 'Info' || type === 'Components') return text;
  return `${/^[aeiou]/.test(text) ? 'an' : 'a'} ${text}`;
}

function described(value: JsonValue): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A place of the bundled document as a reference that a person would write: to another file by its path from the folder of the document. */
function asWritten(pointer: string): string {
  const [container, path, ...rest] = parsePointer(pointer) ?? [];
  return container === FILES && path !== undefined ? `${path}#${formatPointer(rest)}` : `#${pointer}`;
}
