import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import { compareCodePoints } from '../code-points.ts';
import type { ConfigRecord, LastChange, ModeRecord, RecordKind, StoredRecord, StoreSizes, VerdictKey } from '../store.ts';

/** @internal Everything that is stored. Records are replaced, never changed, so what a reader holds stays as it was. */
export interface Tables {
  readonly subjects: Map<string, SubjectRecord>;
  /** By subject; each list is oldest first and replaced as a whole. */
  readonly versions: Map<string, readonly VersionRecord[]>;
  readonly schemas: Map<number, SchemaRecord>;
  readonly configs: Map<string, ConfigRecord>;
  readonly modes: Map<string, ModeRecord>;
  readonly keys: Map<string, KeyRecord>;
  /** The paths of the fields of each subject. */
  readonly fields: Map<string, readonly string[]>;
  readonly verdicts: Map<string, StoredVerdict>;
  /** By kind and key. */
  readonly records: Map<RecordKind, Map<string, StoredRecord>>;
  readonly changes: ChangeRecord[];
  /** By subject; of those of which the feed says something. */
  readonly lastChanges: Map<string, LastChange>;
  readonly audit: AuditRecord[];
  configsEpoch: number;
  /** The last id that was given here, or brought by an import and lower than `FOREIGN_IDS_FROM`. */
  lastSchemaId: number;
  commits: number;
  /** An import has begun that is not at its end. */
  isRestoring: boolean;
}

export interface StoredVerdict {
  readonly key: VerdictKey;
  readonly verdict: Verdict;
}

export function createTables(): Tables {
  return {
    subjects: new Map(),
    versions: new Map(),
    schemas: new Map(),
    configs: new Map(),
    modes: new Map(),
    keys: new Map(),
    fields: new Map(),
    verdicts: new Map(),
    records: new Map(),
    changes: [],
    lastChanges: new Map(),
    audit: [],
    configsEpoch: 0,
    lastSchemaId: 0,
    commits: 0,
    isRestoring: false,
  };
}

/** By id, those that `wanted` picks. */
export function schemasWhere({ schemas }: Tables, wanted: (schema: SchemaRecord) => boolean): SchemaRecord[] {
  return [...schemas.values()].filter(wanted).toSorted((a, b) => a.id - b.id);
}

/** 0 where there is no schema. */
export function highestId({ schemas }: Tables): number {
  let highest = 0;
  for (const id of schemas.keys()) highest = Math.max(highest, id);
  return highest;
}

/** By name, the subjects whose fields nobody wrote. */
export function listUnindexed({ subjects, fields }: Tables, limit: number): string[] {
  const found = [...subjects.keys()].filter((subject) => !fields.has(subject));
  return found.toSorted(compareCodePoints).slice(0, limit);
}

/** Add to the feed. */
export function addChange({ changes, lastChanges }: Tables, change: ChangeRecord): void {
  changes.push(change);
  const { type, name, sequence, time } = change;
  if (/^io\.sluice\.(version|subject)\./.test(type)) lastChanges.set(name, { sequence, time });
}

export function lastChangeOf({ lastChanges }: Tables, { subject, createdAt }: SubjectRecord): LastChange {
  return lastChanges.get(subject) ?? { sequence: 0, time: createdAt };
}

export function sizesOf({ subjects, versions, schemas, changes }: Tables): StoreSizes {
  const counts = [...versions.values()].map((list) => list.length);
  return {
    subjects: subjects.size,
    versions: counts.reduce((sum, count) => sum + count, 0),
    schemas: schemas.size,
    changes: changes.length,
  };
}

export function findVersion({ versions }: Tables, subject: string, number: number): VersionRecord | undefined {
  return versions.get(subject)?.find((version) => version.version === number);
}

export function versionsWhere({ versions }: Tables, wanted: (version: VersionRecord) => boolean): VersionRecord[] {
  const found = [...versions.values()].flat().filter(wanted);
  return found.toSorted((a, b) => compareCodePoints(a.subject, b.subject) || a.version - b.version);
}

export function findReferrers(tables: Tables, subject: string, version: number): VersionRecord[] {
  return versionsWhere(tables, ({ references }) => references.some((reference) => reference.subject === subject && reference.version === version));
}

export function keyOf({ writer, reader, question, profile, formats, engine }: VerdictKey): string {
  return JSON.stringify([writer, reader, question, profile, formats, engine]);
}
