import { RegistryError } from '../../core/errors.ts';
import { jsonSchemaJudge } from '../../formats/json-schema/compile.ts';
import { SILENT_LOG } from '../../http/kit/log.ts';
import type { Court } from '../judge/judge-request.ts';
import { boundedFetch } from '../supply/bounded-fetch.ts';
import { LookUp } from '../supply/look-up.ts';
import { readSnapshotFile, SnapshotFile } from '../supply/snapshot-file.ts';
import { Supply, type SnapshotSource } from '../supply/supply.ts';
import { REAL_TIMING } from '../timing.ts';
import { checkOptions } from './check-options.ts';
import type { GateOptions } from './gate-options.ts';
import { GATE_RULES } from './option-rules.ts';
import { TakenSchemas } from './taken-schemas.ts';

export interface OpenCourt {
  readonly court: Court;
  close(): Promise<void>;
}

/** Throws `config_invalid` for options that do not go together, and `registry_unavailable`. */
export async function openCourt(options: GateOptions): Promise<OpenCourt> {
  checkOptions('createGate', options, GATE_RULES);
  requireSense(options);
  const source = options.registry === undefined ? undefined : await createSource(options.registry, options.token);
  if (options.follow === true && source !== undefined) return follow(options, source);
  const { schemas, registryUrl } = await take(options, source);
  const refresh = (from: SnapshotSource) => (subject: string) => schemas.refresh(from, subject);
  const lookUp = options.refreshOnUnknown !== true || source === undefined ? {} : { lookUp: createLookUp(source, refresh(source)) };
  return { court: { registryUrl, supply: schemas, ...lookUp }, close: () => Promise.resolve() };
}

function requireSense({ registry, snapshot, snapshotFile, follow: isFollowing, refreshOnUnknown }: GateOptions): void {
  const fail = (message: string): RegistryError => new RegistryError('config_invalid', `createGate: ${message}`);
  if (registry === undefined && snapshot === undefined && snapshotFile === undefined) {
    throw fail('expected registry, snapshot or snapshotFile; found none of them');
  }
  if (snapshot !== undefined && snapshotFile !== undefined) throw fail('expected one of snapshot and snapshotFile; found both');
  if (snapshot !== undefined && isFollowing === true) throw fail('follow takes its own snapshot; leave snapshot out, or give snapshotFile');
  if (registry === undefined && (isFollowing === true || refreshOnUnknown === true)) {
    throw fail(`${isFollowing === true ? 'follow' : 'refreshOnUnknown'} asks a registry; expected its address as registry`);
  }
}

// The client is loaded only by those who ask a registry.
async function createSource(url: string, token: string | undefined): Promise<SnapshotSource> {
  const { createClient } = await import('../../client/index.ts');
  return createClient({ url, fetch: boundedFetch(), ...(token === undefined ? {} : { token }) });
}

function createLookUp(source: SnapshotSource, refresh: (subject: string) => Promise<void>): LookUp {
  return new LookUp({ source, timing: REAL_TIMING, refresh });
}

async function follow({ registry = '', snapshotFile, refreshOnUnknown, log = SILENT_LOG }: GateOptions, source: SnapshotSource): Promise<OpenCourt> {
  const timing = REAL_TIMING;
  const file = snapshotFile === undefined ? {} : { file: new SnapshotFile({ path: snapshotFile, registry, log, timing }) };
  const supply = new Supply({ source, format: jsonSchemaJudge, log, timing, ...file });
  await supply.start();
  const lookUp = refreshOnUnknown === true ? { lookUp: createLookUp(source, (subject) => supply.refresh(subject)) } : {};
  return { court: { registryUrl: registry, supply, ...lookUp }, close: () => supply.close() };
}

interface Taken {
  readonly schemas: TakenSchemas;
  readonly registryUrl: string | undefined;
}

async function take({ registry, snapshot, snapshotFile }: GateOptions, source: SnapshotSource | undefined): Promise<Taken> {
  if (snapshot !== undefined) return { schemas: new TakenSchemas(snapshot), registryUrl: registry };
  if (snapshotFile !== undefined) {
    const saved = await readSnapshotFile(snapshotFile);
    return { schemas: new TakenSchemas(saved.snapshot, saved.heardAt), registryUrl: registry ?? saved.registry };
  }
  const answer = await source?.snapshot();
  if (typeof answer !== 'object') throw new RegistryError('registry_unavailable', `${registry} answered 304 to a request without an ETag`);
  return { schemas: new TakenSchemas(answer.snapshot), registryUrl: registry };
}
