import type { SchemaRecord, SubjectRecord, VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';

/** A subject with its versions of any state, soft-deleted ones included, oldest first; none are left where all were deleted for good. */
export interface StoredSubject {
  readonly subject: SubjectRecord;
  readonly versions: readonly VersionRecord[];
}

/** What is stored, for a face that shows also what is deleted, and texts as they came. */
export interface StoredReads {
  /** Undefined if never written. */
  subject(name: string): Promise<StoredSubject | undefined>;
  /** Every subject that begins with `prefix`, by name. */
  subjects(prefix: string): AsyncGenerator<StoredSubject>;
  schema(id: number): Promise<SchemaRecord | undefined>;
  /** By id: several only after an import. */
  schemasOfGuid(guid: string): Promise<readonly SchemaRecord[]>;
  /** The versions that have this schema, by subject and number. */
  uses(schemaId: number): Promise<readonly VersionRecord[]>;
  /** The versions whose schema refers to this version, by subject and number. */
  referrers(subject: string, version: number): Promise<readonly VersionRecord[]>;
  /** The highest id given so far; 0 for none. */
  lastSchemaId(): Promise<number>;
  /** The names for which a configuration or a mode was set; "" is the registry. */
  settingNames(): Promise<{ readonly configs: readonly string[]; readonly modes: readonly string[] }>;
}

const PAGE = 500;

export function createStoredReads({ store }: Context): StoredReads {
  return {
    subject: (name) => store.readSubject(name),
    subjects: async function* (prefix) {
      let after = '';
      for (;;) {
        const page = await store.listSubjects({ prefix, after, limit: PAGE });
        yield* page;
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        after = last.subject.subject;
      }
    },
    schema: (id) => store.readSchema(id),
    schemasOfGuid: (guid) => store.listSchemasByGuid(guid),
    uses: (schemaId) => store.listUses(schemaId),
    referrers: (subject, version) => store.listReferrers(subject, version),
    lastSchemaId: () => store.readLastSchemaId(),
    settingNames: async () => {
      const { records, modes } = await store.readConfigs();
      return { configs: records.map(({ name }) => name), modes: modes.map(({ name }) => name) };
    },
  };
}
