import { appendPointer } from '../core/json/pointer.ts';
import { canonicalJson } from '../core/json/canonical.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { compareNames } from '../core/text-order.ts';
import type { Dialect } from '../core/version.ts';
import { keysFor, madeExampleName } from './document-names.ts';
import { SCHEMAS_EXTENSION } from './subject-names.ts';
import type { Usage } from './usage.ts';
import { envelopeOf, withAttributes } from './write-cloud-events.ts';
import { written, writePlaces, type PlacedMessage } from './write-places.ts';
import { wrapped, wrapSchema, writeSchema, type StoredSchema } from './write-schema.ts';

/** A version of a subject, as an export needs it. */
export interface ExportedSchema {
  readonly subject: string;
  readonly version: number;
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  readonly references: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
}

/** What tells versions apart. */
export function identityOf({ subject, version }: { readonly subject: string; readonly version: number }): string {
  return JSON.stringify([subject, version]);
}

/** A subject that becomes a message. */
export interface ExportedMessage extends ExportedSchema {
  readonly semver: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly owner?: string;
  readonly description?: string;
  /** Those that are not of an import. */
  readonly labels: Readonly<Record<string, string>>;
  readonly usages: ReadonlyMap<string, Usage>;
  readonly headers?: ExportedSchema;
  /** Valid data. */
  readonly examples: readonly JsonValue[];
}

/** What CloudEvents make of a message: nothing but what the import said; the whole envelope as payload; or its attributes as headers. */
export const CLOUD_EVENTS_MODES = ['as-imported', 'structured', 'binary'] as const;
export type CloudEventsMode = (typeof CLOUD_EVENTS_MODES)[number];

export interface ExportOptions {
  readonly asyncapi: string;
  /** Of several applications the one whose document it is; absent: what all of them said, without operations where there are several. */
  readonly app?: string;
  readonly title: string;
  /** Of the document, where no import kept one. */
  readonly version: string;
  readonly cloudEvents: CloudEventsMode;
}

export interface WrittenDocument {
  readonly document: JsonObject;
  /** Subjects that no document can say, and why. */
  readonly leftOut: readonly { readonly subject: string; readonly why: string }[];
  /** What was decided for the reader. */
  readonly notes: readonly string[];
}

/**
 * A document of 3.x: each subject a message of `components.messages`, each that others refer to a schema of `components.schemas`. Channels,
 * operations, servers and what they say are those that imports kept. The same subjects give the same document, and importing it gives the
 * same subjects: `x-sluice-subject` and `x-sluice-schemas` say which.
 */
export function writeDocument(messages: readonly ExportedMessage[], shared: readonly ExportedSchema[], options: ExportOptions): WrittenDocument {
  const writer = new Writer(shared, options);
  const sorted = messages.toSorted((a, b) => compareNames(a.subject, b.subject));
  const keys = keysFor(new Map(sorted.map((message) => [message.subject, wishOf(message, options)])));
  const entries = sorted.flatMap((message) => {
    const key = keys.get(message.subject) ?? message.subject;
    const value = writer.message(message, key);
    return value === undefined ? [] : [{ message, key, value }];
  });
  const apps = [...new Set(sorted.flatMap(({ usages }) => [...usages.keys()]))].toSorted(compareNames);
  const chosen = options.app === undefined ? apps : [options.app];
  const placed = entries.flatMap(({ message, key }): PlacedMessage[] =>
    chosen.flatMap((app) => {
      const usage = message.usages.get(app);
      return usage === undefined ? [] : [{ key, usage: chosen.length > 1 ? { ...usage, operations: [] } : usage }];
    }),
  );
  const places = writePlaces(placed);
  const components = {
    messages: Object.fromEntries(entries.toSorted((a, b) => compareNames(a.key, b.key)).map(({ key, value }) => [key, value])),
    schemas: writer.schemas(),
  };
  const { info, id } = infoOf(placed, chosen.length === 1, options);
  const document: JsonObject = {
    asyncapi: options.asyncapi,
    ...(id === undefined ? {} : { id }),
    info,
    ...filled({ servers: places.servers, channels: places.channels, operations: places.operations }),
    components: filled(components),
    ...filled({ [SCHEMAS_EXTENSION]: writer.subjects() }),
  };
  const several = `${chosen.length} applications say something of these subjects (${chosen.join(', ')}), so there are no operations: choose one with --app`;
  return { document, leftOut: writer.leftOut, notes: [...(chosen.length > 1 ? [several] : []), ...writer.notes] };
}

function wishOf({ subject, usages }: ExportedMessage, { app }: ExportOptions): string {
  const [message] = usageOf({ usages }, app)?.messages ?? [];
  const [key, name] = [message?.['key'], message?.['name']];
  return typeof key === 'string' && key !== '' ? key : typeof name === 'string' ? name : subject;
}

function usageOf({ usages }: Pick<ExportedMessage, 'usages'>, app: string | undefined): Usage | undefined {
  return app === undefined ? [...usages.values()][0] : usages.get(app);
}

function filled(members: Readonly<Record<string, JsonObject>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0));
}

function infoOf(
  placed: readonly PlacedMessage[],
  isOne: boolean,
  { title, version }: ExportOptions,
): { readonly info: JsonObject; readonly id?: string } {
  const [first] = placed;
  if (first === undefined || !isOne) return { info: { title, version } };
  const { id, title: own, version: ownVersion, ...rest } = first.usage.application;
  const info = { title: typeof own === 'string' ? own : title, version: typeof ownVersion === 'string' ? ownVersion : version, ...written(rest) };
  return { info, ...(typeof id === 'string' ? { id } : {}) };
}

const MESSAGES = '/components/messages';
const SCHEMAS = '/components/schemas';

class Writer {
  readonly leftOut: { readonly subject: string; readonly why: string }[] = [];
  readonly notes: string[] = [];
  readonly #shared: ReadonlyMap<string, ExportedSchema>;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #options: ExportOptions;
  readonly #newest = new Map<string, number>();

  constructor(shared: readonly ExportedSchema[], options: ExportOptions) {
    this.#options = options;
    this.#shared = new Map(shared.map((schema) => [identityOf(schema), schema]));
    for (const { subject, version } of shared) this.#newest.set(subject, Math.max(version, this.#newest.get(subject) ?? 0));
    const wishes = shared.map((schema): [string, string] => {
      const name = /(?:^|\.)schemas\.(.+)$/.exec(schema.subject)?.[1] ?? schema.subject;
      return [identityOf(schema), this.#isNewest(schema) ? name : `${name}.v${schema.version}`];
    });
    this.#keys = keysFor(new Map(wishes));
  }

  #isNewest({ subject, version }: ExportedSchema): boolean {
    return this.#newest.get(subject) === version;
  }

  #headersOf({ subject, headers: stored }: ExportedMessage, own: JsonValue | undefined, type: string): JsonObject {
    if (this.#options.cloudEvents !== 'binary') return own === undefined ? {} : { headers: own };
    const { headers, isLost } = withAttributes(own, type);
    if (isLost) {
      const dialect = isJsonObject(own) ? `in ${String(stored?.dialect)}` : 'a boolean';
      this.notes.push(`${subject}: its headers are ${dialect}, which the attributes of CloudEvents cannot be put into, so they are left out`);
    }
    return { headers };
  }

  schemas(): JsonObject {
    const entries = [...this.#shared].map(([identity, stored]): [string, JsonValue] => {
      const key = this.#keys.get(identity) ?? identity;
      const place = appendPointer(SCHEMAS, key);
      const { schema, problem } = writeSchema(this.#stored(stored), wrapped(place, stored.dialect));
      if (problem !== undefined) this.leftOut.push({ subject: stored.subject, why: problem });
      return [key, wrapSchema(schema, stored.dialect)];
    });
    return Object.fromEntries(entries.toSorted(([a], [b]) => compareNames(a, b)));
  }

  /** An older version that somebody still refers to cannot be the subject as well. */
  subjects(): JsonObject {
    const entries = [...this.#shared].flatMap(([identity, stored]) =>
      this.#isNewest(stored) ? [[this.#keys.get(identity) ?? identity, stored.subject] as const] : [],
    );
    return Object.fromEntries(entries.toSorted(([a], [b]) => compareNames(a, b)));
  }

  #stored({ schema, dialect, references }: ExportedSchema): StoredSchema {
    const targets = references.flatMap(({ name, ...reference }) => {
      const [key, target] = [this.#keys.get(identityOf(reference)), this.#shared.get(identityOf(reference))];
      return key === undefined || target === undefined ? [] : [[name, wrapped(appendPointer(SCHEMAS, key), target.dialect)] as const];
    });
    return { schema, dialect, targets: new Map(targets) };
  }

  message(message: ExportedMessage, key: string): JsonObject | undefined {
    const { app, cloudEvents } = this.#options;
    const [said = {}] = usageOf(message, app)?.messages ?? [];
    const isEnvelope = cloudEvents === 'structured' || (cloudEvents === 'as-imported' && said['isEnvelope'] === true);
    const place = appendPointer(MESSAGES, key);
    const whole = wrapped(`${place}/payload`, message.dialect);
    const payload = writeSchema(this.#stored(message), isEnvelope ? `${whole}/properties/data` : whole);
    const headers =
      message.headers === undefined ? undefined : writeSchema(this.#stored(message.headers), wrapped(`${place}/headers`, message.headers.dialect));
    const problem = payload.problem ?? headers?.problem;
    if (problem !== undefined) {
      this.leftOut.push({ subject: message.subject, why: problem });
      return undefined;
    }
    const type = typeof said['type'] === 'string' ? said['type'] : message.subject;
    const own = headers === undefined || message.headers === undefined ? undefined : wrapSchema(headers.schema, message.headers.dialect);
    return {
      ...membersOf(said, message),
      ...(cloudEvents === 'as-imported'
        ? {}
        : { contentType: isEnvelope ? 'application/cloudevents+json' : 'application/json', 'x-cloudevents-type': type }),
      ...this.#headersOf(message, own, type),
      payload: wrapSchema(isEnvelope ? envelopeOf(payload.schema, type) : payload.schema, message.dialect),
      ...examplesOf(said, message, isEnvelope ? type : undefined),
      ...registryOf(message),
    };
  }
}

/** What an import kept of a message, and where none did, what the registry says of the subject. */
function membersOf(said: JsonObject, { subject, description }: ExportedMessage): JsonObject {
  const { key: _, type: __, subject: ___, schemaFormat: ____, isEnvelope: _____, examples: ______, deprecated, ...rest } = said;
  const { name, ...members } = rest;
  // An import takes the title for the subject's description where there is nothing else.
  const isSaid = members['summary'] !== undefined || members['description'] !== undefined || members['title'] === description;
  return {
    ...(name !== undefined ? { name } : said['key'] === undefined ? { name: subject } : {}),
    ...written(members),
    ...(isSaid || description === undefined ? {} : { summary: description }),
    ...(deprecated === true ? { 'x-deprecated': true } : {}),
  };
}

/** Which version of which subject it is; an import keeps none of it but the subject. */
function registryOf({ subject, version, semver, fingerprint, state, owner, labels }: ExportedMessage): JsonObject {
  return {
    'x-sluice-subject': subject,
    'x-sluice-version': version,
    'x-sluice-semver': semver,
    'x-sluice-fingerprint': fingerprint,
    ...(state === 'active' ? {} : { 'x-sluice-state': state }),
    ...(owner === undefined ? {} : { 'x-sluice-owner': owner }),
    ...(Object.keys(labels).length === 0 ? {} : { 'x-sluice-labels': labels }),
  };
}

/** Those of the import whose data is valid come with the message; `examples` are data. */
function examplesOf(said: JsonObject, { examples, subject }: ExportedMessage, type: string | undefined): JsonObject {
  const kept = Array.isArray(said['examples']) ? (said['examples'] as readonly JsonValue[]).filter(isJsonObject) : [];
  if (kept.length > 0) return { examples: kept };
  if (examples.length === 0) return {};
  // In the order that they would have after an import, so that a second export is the first.
  const payloads = examples
    .map((example) => JSON.parse(canonicalJson(example)) as JsonValue)
    .map((data) => (type === undefined ? data : { data, id: '1', source: '/example', specversion: '1.0', type }));
  return { examples: payloads.map((payload) => ({ name: madeExampleName(subject), payload })) };
}
