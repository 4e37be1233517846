import { createClient } from '../client/index.ts';
import { RegistryError } from '../core/errors.ts';
import { parseJson } from '../core/json/parse.ts';
import type { ExactValue } from '../core/json/value.ts';
import type { SnapshotResource } from '../core/resources.ts';
import type { Judgement } from '../core/verdict.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { parseEventObject } from './binding/cloudevents-structured.ts';
import { createCatalogue, ValidatorCache, type Catalogue } from './catalogue.ts';
import { describeVersion } from './dataschema.ts';
import { judge, type JudgeOptions } from './judge.ts';

export interface GateOptions {
  /** The address of a registry, whose snapshot is taken once, at creation; and whose URLs name versions in `dataschema`. */
  readonly registry?: string;
  readonly token?: string;
  /** Judge by this one; nothing is fetched. */
  readonly snapshot?: SnapshotResource;
  /** Default: reject for subjects whose profile is `declared` or `tolerant`, else allow. */
  readonly undeclared?: 'reject' | 'allow';
  /** Findings hold the values found, but for what the schema marks `x-sensitive`. Default false. */
  readonly showValues?: boolean;
}

/** The gate without a proxy around it. */
export interface Gate {
  /** Judge a structured CloudEvent. Compiles a schema at its first event; never throws for what an event holds. */
  judge(event: unknown): Judgement;
}

/** Throws `registry_unavailable`, or `config_invalid` where neither registry nor snapshot is given. */
export async function createGate({ registry, token, snapshot, undeclared, showValues = false }: GateOptions): Promise<Gate> {
  const taken = snapshot ?? (await takeSnapshot(registry, token));
  const catalogue = createCatalogue(taken, new ValidatorCache(jsonSchemaFormat));
  const options: JudgeOptions = { registryUrl: registry, isDeclaredByProfile: true, undeclared, showValues };
  return { judge: (event) => judgeObject(catalogue, event, options) };
}

async function takeSnapshot(url: string | undefined, token: string | undefined): Promise<SnapshotResource> {
  if (url === undefined) throw new RegistryError('config_invalid', 'createGate: expected registry or snapshot; found neither');
  const answer = await createClient({ url, ...(token === undefined ? {} : { token }) }).snapshot();
  if (answer === 'not_modified') throw new RegistryError('registry_unavailable', `${url} answered 304 to a request without an ETag`);
  return answer.snapshot;
}

function judgeObject(catalogue: Catalogue, value: unknown, options: JudgeOptions): Judgement {
  try {
    const event = parseEventObject(toExact(value));
    const judged = judge(catalogue, event, options);
    switch (judged.kind) {
      case 'unknown_subject':
        return { kind: 'unknown_subject', subject: event.type };
      case 'unknown_version':
        return { kind: 'malformed', code: 'dataschema_unknown', message: `dataschema: ${describeVersion(judged.named)} is not in the snapshot` };
      case 'accepted':
        return { kind: 'accepted', subject: event.type, version: judged.version.version, schemaId: judged.version.id };
      case 'invalid':
        return { kind: 'invalid', subject: event.type, version: judged.version.version, schemaId: judged.version.id, findings: judged.findings };
    }
  } catch (thrown) {
    const { code, message } = RegistryError.from(thrown);
    return { kind: 'malformed', code, message };
  }
}

// Through text, so that only what JSON can say is judged, and read by the same parser as everywhere.
function toExact(value: unknown): ExactValue {
  return parseJson(toText(value), { maxDepth: 201 });
}

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (cause) {
    // A cycle, a BigInt, a toJSON that throws.
    throw new RegistryError('json_invalid', `the event is no JSON value: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
