import type { ChangeRecord } from '../../core/change.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import { compareCodePoints } from '../search.ts';
import type { ConfigRecord, VerdictKey } from '../store.ts';

/** @internal Everything that is stored. Records are replaced, never changed, so what a reader holds stays as it was. */
export interface Tables {
  readonly subjects: Map<string, SubjectRecord>;
  /** By subject; each list is oldest first and replaced as a whole. */
  readonly versions: Map<string, readonly VersionRecord[]>;
  readonly schemas: Map<number, SchemaRecord>;
  readonly schemaIds: Map<string, number>;
  readonly configs: Map<string, ConfigRecord>;
  readonly verdicts: Map<string, StoredVerdict>;
  readonly changes: ChangeRecord[];
  configsEpoch: number;
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
    schemaIds: new Map(),
    configs: new Map(),
    verdicts: new Map(),
    changes: [],
    configsEpoch: 0,
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
  return versionsWhere(tables, ({ schemaId }) => {
    const references = tables.schemas.get(schemaId)?.references ?? [];
    return references.some((reference) => reference.subject === subject && reference.version === version);
  });
}

export function keyOf({ writer, reader, question, profile, formats, engine }: VerdictKey): string {
  return JSON.stringify([writer, reader, question, profile, formats, engine]);
}
