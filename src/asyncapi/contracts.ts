import { RegistryError } from '../core/errors.ts';
import { canonicalJson } from '../core/json/canonical.ts';
import type { JsonValue } from '../core/json/value.ts';
import { SUBJECT_REFERENCE } from '../core/subject.ts';
import type { Dialect } from '../core/version.ts';
import type { AsyncApiModel, MessageModel, SchemaUse } from './model.ts';
import type { Resolver } from './references.ts';
import { renderSchema, type RenderedSchema } from './render-schema.ts';
import { kindOfFormat } from './schema-format.ts';
import { subjectOfMessage, subjectOfSchema, type NamingOptions } from './subject-names.ts';
import { cutUnits, type Unit, type Units } from './units.ts';

/** What becomes of one subject: a schema to register, and why. */
export interface Contract {
  readonly subject: string;
  /** Of a message its payload or its headers; or a schema that other contracts refer to. */
  readonly role: 'payload' | 'headers' | 'shared';
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  /** In the order in which the schema names them; each is a contract of the list, before this one. */
  readonly references: readonly { readonly name: string; readonly subject: string }[];
  /** Where the schema stands in the bundled document. */
  readonly pointer: string;
  /** The messages that it is of; of a shared schema none. */
  readonly messages: readonly MessageModel[];
  readonly notes: readonly string[];
  readonly trace: (pointer: string) => string;
}

/** A message that comes to no subject. */
export interface LeftOut {
  readonly message: MessageModel;
  readonly rule: 'format_unsupported';
  readonly why: string;
}

/** Two messages of one name. */
export interface Collision {
  readonly subject: string;
  readonly pointers: readonly string[];
}

export interface Contracts {
  /** Each after those that it refers to. */
  readonly contracts: readonly Contract[];
  readonly leftOut: readonly LeftOut[];
  readonly collisions: readonly Collision[];
}

export interface ContractOptions extends NamingOptions {
  /** Of a payload that is a whole CloudEvent take all of it. Default: its `data`. */
  readonly envelope?: boolean;
}

/** The name under which a contract refers to another: absolute, so that no `$id` changes what it means. */
function referenceName(subject: string): string {
  return `${SUBJECT_REFERENCE}${encodeURIComponent(subject)}`;
}

/** What follows the subject of a message in that of its headers. */
export const HEADERS_SUFFIX = '-headers';

/**
 * The contracts of a document: a subject for the payload of each message, one for its headers where it has some, and one for each schema
 * that another refers to by its name. Whether a schema is a subject of its own depends on nothing but that, so contracts stay as they are
 * when messages come and go. Two messages of one name and one schema are one contract; of different ones they collide.
 */
export function buildContracts(resolver: Resolver, model: AsyncApiModel, options: ContractOptions = {}): Contracts {
  const leftOut: LeftOut[] = [];
  const taken = model.messages.filter((message) => {
    const found = unsupportedIn(message);
    if (found !== undefined) leftOut.push(found);
    return found === undefined;
  });
  const uses = taken.flatMap((message) => usesOf(model, message, options));
  const units = cutUnits(
    resolver,
    uses.map(({ use }) => use),
  );
  const builder = new Builder(model, units, options);
  for (const each of uses) {
    const unreadable = unsupportedBelow(units, each.use);
    if (unreadable === undefined) builder.add(each);
    else leftOut.push({ message: each.message, rule: 'format_unsupported', why: unreadable });
  }
  return { contracts: builder.contracts, leftOut, collisions: builder.collisions };
}

interface Use {
  readonly message: MessageModel;
  readonly role: 'payload' | 'headers';
  readonly subject: string;
  readonly use: SchemaUse;
}

const ANYTHING = { kind: 'asyncapi', schemaFormat: 'application/vnd.aai.asyncapi', schema: true } as const;

/** A message that says nothing of its payload takes anything, and says so. */
function usesOf(model: AsyncApiModel, message: MessageModel, options: ContractOptions): readonly Use[] {
  const subject = subjectOfMessage(model, message, options);
  const whole = message.payload ?? { ...ANYTHING, pointer: `${message.pointer}/payload` };
  const payload = options.envelope === true ? whole : (message.data ?? whole);
  return [
    { message, role: 'payload', subject, use: payload },
    ...(message.headers === undefined ? [] : [{ message, role: 'headers', subject: `${subject}${HEADERS_SUFFIX}`, use: message.headers } as const]),
  ];
}

function unsupportedIn(message: MessageModel): LeftOut | undefined {
  const found = [message.payload, message.headers].find((use) => use?.kind === 'unsupported');
  return found === undefined ? undefined : { message, rule: 'format_unsupported', why: notYet(found) };
}

function notYet({ schemaFormat }: SchemaUse): string {
  return `schemas in ${kindOfFormat(schemaFormat).name} are not supported yet`;
}

function unsupportedBelow(units: Units, root: SchemaUse): string | undefined {
  const seen = new Set<string>();
  const pending = [root.pointer];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const unit = units.get(next);
    if (seen.has(next) || unit === undefined) continue;
    seen.add(next);
    if (unit.kind === 'unsupported') return `it refers to ${unit.pointer}, and ${notYet(unit)}`;
    pending.push(...unit.needs);
  }
  return undefined;
}

class Builder {
  readonly collisions: Collision[] = [];
  readonly #model: AsyncApiModel;
  readonly #units: Units;
  readonly #options: ContractOptions;
  readonly #bySubject = new Map<string, Contract>();
  /** The subjects of the units that others refer to. */
  readonly #shared = new Map<string, string>();

  constructor(model: AsyncApiModel, units: Units, options: ContractOptions) {
    this.#model = model;
    this.#units = units;
    this.#options = options;
  }

  get contracts(): readonly Contract[] {
    return [...this.#bySubject.values()];
  }

  add({ message, role, subject, use }: Use): void {
    const unit = this.#unitOf(use);
    const notes = message.payload === undefined && role === 'payload' ? ['it says nothing of its payload, so anything is taken'] : [];
    this.#put({ subject, role, unit, messages: [message], notes });
  }

  /** What an envelope's data was made of stands in no unit. */
  #unitOf(use: SchemaUse): Unit {
    const unit = this.#units.get(use.pointer);
    if (unit !== undefined && unit.schema === use.schema) return unit;
    return { ...use, needs: [] };
  }

  #put({ subject, role, unit, messages, notes }: Pick<Contract, 'subject' | 'role' | 'messages' | 'notes'> & { readonly unit: Unit }): void {
    const rendered = renderSchema(this.#units, unit, (pointer) => referenceName(this.#share(pointer)));
    const before = this.#bySubject.get(subject);
    if (before !== undefined) return this.#join(before, rendered, unit, messages);
    const references = rendered.needs.map((pointer) => ({ name: referenceName(this.#share(pointer)), subject: this.#share(pointer) }));
    this.#bySubject.set(subject, {
      ...{ subject, role, schema: rendered.schema, dialect: rendered.dialect, references, pointer: unit.pointer, messages, trace: rendered.trace },
      notes: [...notes, ...rendered.notes.map(({ pointer, message }) => `${pointer}: ${message}`)],
    });
  }

  #join(before: Contract, rendered: RenderedSchema, unit: Unit, messages: readonly MessageModel[]): void {
    if (isSame(before.schema, rendered.schema)) {
      const more = messages.filter(({ pointer }) => !before.messages.some((known) => known.pointer === pointer));
      this.#bySubject.set(before.subject, { ...before, messages: [...before.messages, ...more] });
    } else this.collisions.push({ subject: before.subject, pointers: [before.pointer, unit.pointer] });
  }

  /** The subject of a unit that another refers to; it is a contract from then on, before the other. */
  #share(pointer: string): string {
    const known = this.#shared.get(pointer);
    if (known !== undefined) return known;
    const unit = this.#units.get(pointer);
    const subject = subjectOfSchema(this.#model, pointer, this.#options);
    this.#shared.set(pointer, subject);
    if (unit === undefined) throw new RegistryError('internal', `there is no schema at ${pointer}`);
    this.#put({ subject, role: 'shared', unit, messages: [], notes: [] });
    return subject;
  }
}

/** @internal Whether two documents are one schema. */
export function isSame(a: JsonValue, b: JsonValue): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
