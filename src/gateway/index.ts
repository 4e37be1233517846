import { RegistryError } from '../core/errors.ts';
import { parseJson } from '../core/json/parse.ts';
import type { SnapshotResource } from '../core/resources.ts';
import type { Judgement } from '../core/verdict.ts';
import { createClient } from '../client/index.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { readStructured } from './binding/cloud-event.ts';
import { createCatalogue } from './catalogue.ts';
import { judge } from './judge.ts';

export interface GateOptions {
  /** Where to take a snapshot once, at creation; or `snapshot`. */
  readonly registry?: string;
  readonly snapshot?: SnapshotResource;
  /** Default: reject for subjects whose profile is `declared` or `tolerant`, else allow. */
  readonly undeclared?: 'reject' | 'allow';
  readonly showValues?: boolean;
}

/** The gate without a proxy around it. */
export interface Gate {
  /** Judge a structured CloudEvent. Compiles a schema at its first event; never throws for what an event holds. */
  judge(event: unknown): Judgement;
}

/** Throws `registry_unavailable`, or `config_invalid` where neither registry nor snapshot is given. */
export async function createGate({ registry, snapshot, undeclared, showValues = false }: GateOptions): Promise<Gate> {
  const catalogue = createCatalogue(snapshot ?? (await takeSnapshot(registry)), jsonSchemaFormat, new Map());
  const options = { registryUrl: registry, declaredByProfile: true, showValues, ...(undeclared === undefined ? {} : { undeclared }) };
  return {
    judge(event) {
      try {
        // Through text, so that only what JSON can say is judged, and by the same parser as everywhere.
        const incoming = readStructured(parseJson(JSON.stringify(event) ?? 'null'));
        const judged = judge(catalogue, incoming, options);
        if (judged.kind === 'unknown_subject') return { kind: 'unknown_subject', subject: incoming.type };
        if (judged.kind === 'unknown_schema') {
          return { kind: 'malformed', code: 'dataschema_unknown', message: `the fingerprint ${judged.fingerprint} is none of a live version` };
        }
        const { version } = judged;
        const place = { subject: incoming.type, version: version.version, schemaId: version.id };
        return judged.kind === 'accepted' ? { kind: 'accepted', ...place } : { kind: 'invalid', ...place, findings: judged.findings };
      } catch (thrown) {
        const { code, message } = asFault(thrown);
        return { kind: 'malformed', code, message };
      }
    },
  };
}

async function takeSnapshot(registry: string | undefined): Promise<SnapshotResource> {
  if (registry === undefined) throw new RegistryError('config_invalid', 'createGate: expected registry or snapshot; found neither');
  const answer = await createClient({ url: registry }).snapshot();
  if (answer === 'not_modified') throw new RegistryError('registry_unavailable', `${registry} answered 304 to a request without an ETag`);
  return answer.snapshot;
}

// A value that JSON cannot say (a cycle, a BigInt) is the caller's, like a broken text.
function asFault(thrown: unknown): RegistryError {
  return thrown instanceof TypeError
    ? new RegistryError('json_invalid', `the event is no JSON value: ${thrown.message}`)
    : RegistryError.from(thrown);
}

export type { Judgement } from '../core/verdict.ts';
