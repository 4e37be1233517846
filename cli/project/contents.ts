import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { SchemaResource, VersionResource } from '../../src/core/resources.ts';
import type { Reference } from '../../src/core/version.ts';
import { sha256 } from '../../src/project/digests.ts';
import { readStored, storedName, storedText, type StoredSchema } from '../../src/project/stored-schema.ts';
import type { Project } from './project.ts';
import { findStored } from './store.ts';

/** Schemas by fingerprint, with what they refer to: those of the store, the others from the registry. Each is got once. */
export class Contents {
  readonly #project: Project;
  readonly #connect: () => Promise<Client>;
  readonly #found = new Map<string, Promise<StoredSchema>>();
  /** What was answered where only a fingerprint was asked for. */
  readonly #answered = new Map<string, VersionResource>();

  constructor(project: Project, connect: () => Promise<Client>) {
    this.#project = project;
    this.#connect = connect;
  }

  /**
   * The fingerprints of all that a schema refers to, directly or further on. `origin` is where the registry has it; by
   * default it is asked by the fingerprint alone. Throws `registry_unavailable` for content that its fingerprint is not of.
   */
  async closureOf(fingerprint: string, origin?: Origin): Promise<ReadonlySet<string>> {
    const closure = new Set<string>();
    let met = (await this.#schema(fingerprint, origin)).references;
    while (met.length > 0) {
      const fresh = [...new Set(met.map((reference) => reference.fingerprint))].filter((found) => !closure.has(found));
      for (const found of fresh) closure.add(found);
      met = (await Promise.all(fresh.map((found) => this.#schema(found)))).flatMap(({ references }) => references);
    }
    return closure;
  }

  /** The texts of these schemas, which `closureOf` has seen. */
  async textsOf(fingerprints: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    for (const fingerprint of fingerprints) texts.set(fingerprint, storedText(await this.#schema(fingerprint)));
    return texts;
  }

  readonly load = (fingerprint: string): Promise<StoredSchema> => this.#schema(fingerprint);

  #schema(fingerprint: string, origin?: Origin): Promise<StoredSchema> {
    const known = this.#found.get(fingerprint) ?? this.#get(fingerprint, origin);
    this.#found.set(fingerprint, known);
    return known;
  }

  async #get(fingerprint: string, origin: Origin | undefined): Promise<StoredSchema> {
    return (await findStored(this.#project, fingerprint)) ?? this.#fetch(fingerprint, origin);
  }

  async #fetch(fingerprint: string, origin: Origin | undefined): Promise<StoredSchema> {
    const client = await this.#connect();
    const resource = this.#answered.get(fingerprint) ?? (await getResource(client, fingerprint, origin));
    const references = await Promise.all(resource.references.map((reference) => this.#resolve(client, reference)));
    return verified(fingerprint, resource, references);
  }

  /** Its content is kept and not waited for: two that refer to each other would wait for ever. */
  async #resolve(client: Client, { name, subject, version }: Reference): Promise<StoredSchema['references'][number]> {
    const answer = await client.getVersion(subject, version);
    this.#answered.set(answer.fingerprint, answer);
    return { name, fingerprint: answer.fingerprint };
  }
}

export interface Origin {
  readonly subject: string;
  readonly version: number;
}

function getResource(client: Client, fingerprint: string, origin: Origin | undefined): Promise<SchemaResource | VersionResource> {
  return origin === undefined ? client.getFingerprint(fingerprint) : client.getVersion(origin.subject, origin.version);
}

/** Nothing of what a registry answers is believed that can be checked. */
function verified(fingerprint: string, resource: SchemaResource | VersionResource, references: StoredSchema['references']): StoredSchema {
  const { format, schema, dialect } = resource;
  if (format !== 'json-schema' || dialect === undefined) {
    throw new RegistryError('format_unsupported', `the schema with fingerprint ${fingerprint} is ${format}; only json-schema is generated from`);
  }
  const bytes = new TextEncoder().encode(storedText({ schema, dialect, references }));
  const digest = sha256(bytes);
  // Read back, so that what is generated now is what will be generated from the store.
  if (digest === fingerprint) return readStored(fingerprint, bytes, storedName(fingerprint));
  throw new RegistryError('registry_unavailable', `the registry answered a schema whose fingerprint is ${digest} where ${fingerprint} was expected`);
}
