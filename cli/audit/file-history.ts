import { createSchemaIds, type FileRelease, type SchemaIds } from './file-release.ts';
import type { History, HistoryEntry, Release } from './history.ts';
import { readContract, type ReadContractOptions, type Reading } from './read-contract.ts';

export interface FileHistoryOptions extends Omit<ReadContractOptions, 'ids'> {
  /** Whether each release states all its contracts, changed or not; a step then begins at the release just before. Default false. */
  readonly restates?: boolean;
}

/** Releases of files as the history of their contracts: a path is a contract. A file is read again when it, or what it refers to, changed. */
export async function* readFileHistory(releases: AsyncIterable<FileRelease>, options: FileHistoryOptions): History {
  const known = new Map<string, Reading>();
  const ids = createSchemaIds();
  for await (const fileRelease of releases) {
    const { release, files, renames } = fileRelease;
    yield { kind: 'release', release };
    for (const path of await changedPaths(fileRelease, known, ids)) {
      const reading = await readContract(path, fileRelease, { ...options, ids });
      known.set(path, reading);
      yield withOldName(reading.entry, fileRelease);
    }
    for (const path of known.keys()) {
      if (files.has(path)) continue;
      known.delete(path);
      const renamedTo = renames?.get(path);
      yield { kind: 'missing', missing: { contract: path, release, ...(renamedTo === undefined ? {} : { renamedTo }) } };
    }
    if (options.restates === true) yield* restate(known, release, options);
  }
}

/** A file that was moved goes on from what it was. */
function withOldName(entry: HistoryEntry, { files, renames }: FileRelease): HistoryEntry {
  if (entry.kind !== 'state') return entry;
  const { contract } = entry.state;
  const renamedFrom = [...(renames ?? [])].find(([old, now]) => now === contract && !files.has(old))?.[0];
  return renamedFrom === undefined ? entry : { kind: 'state', state: { ...entry.state, renamedFrom } };
}

async function changedPaths(release: FileRelease, known: ReadonlyMap<string, Reading>, ids: SchemaIds): Promise<string[]> {
  const changed: string[] = [];
  for (const path of release.files.keys()) {
    const reading = known.get(path);
    if (reading === undefined || (await isOutdated(reading, release, ids))) changed.push(path);
  }
  return changed.toSorted();
}

async function isOutdated({ sources }: Reading, release: FileRelease, ids: SchemaIds): Promise<boolean> {
  for (const [path, id] of sources.files) if ((release.files.get(path)?.id ?? '') !== id) return true;
  for (const [uri, path] of sources.uris) if ((await ids.pathOf(release, uri)) !== path) return true;
  return false;
}

function* restate(known: ReadonlyMap<string, Reading>, release: Release, { labelOf }: FileHistoryOptions): Generator<HistoryEntry> {
  for (const [path, { entry }] of known) {
    if (entry.kind === 'state') yield { kind: 'state', state: { ...entry.state, release, label: labelOf(release, path) } };
  }
}
