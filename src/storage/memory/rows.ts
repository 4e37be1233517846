import type { Row, RowKind, RowRecords } from '../row.ts';
import { ROW_KEYS, ROW_KINDS, rowName } from '../row.ts';
import { RegistryError } from '../../core/errors.ts';
import { planImport } from '../import-rows.ts';
import type { ImportedRows, StoredRecord } from '../store.ts';
import { compareCodePoints } from '../code-points.ts';
import { addChange, findVersion, keyOf, type Tables } from './tables.ts';

/** How the records of a kind lie in the tables. */
interface Kind<Record> {
  readonly all: (tables: Tables) => Iterable<Record>;
  readonly find: (tables: Tables, record: Record) => Record | undefined;
  readonly put: (tables: Tables, record: Record) => void;
}

const KINDS: { readonly [Name in RowKind]: Kind<RowRecords[Name]> } = {
  change: sequence((tables) => tables.changes, addChange),
  audit: sequence((tables) => tables.audit),
  schema: byKey((tables) => tables.schemas, 'id'),
  subject: byKey((tables) => tables.subjects, 'subject'),
  fields: {
    all: ({ fields }) => [...fields].map(([subject, paths]) => ({ subject, paths })),
    find: ({ fields }, { subject }) => (fields.has(subject) ? { subject, paths: fields.get(subject) ?? [] } : undefined),
    put: ({ fields }, { subject, paths }) => void fields.set(subject, paths),
  },
  version: {
    all: ({ versions }) => [...versions.values()].flat(),
    find: (tables, { subject, version }) => findVersion(tables, subject, version),
    put: ({ versions }, record) => void versions.set(record.subject, [...(versions.get(record.subject) ?? []), record]),
  },
  config: byKey((tables) => tables.configs, 'name'),
  mode: byKey((tables) => tables.modes, 'name'),
  key: byKey((tables) => tables.keys, 'id'),
  record: {
    all: ({ records }) => [...records].flatMap(([kind, table]) => [...table.values()].map((record) => ({ kind, ...record }))),
    find({ records }, { kind, key }) {
      const record = records.get(kind)?.get(key);
      return record === undefined ? undefined : { kind, ...record };
    },
    put({ records }, { kind, ...record }) {
      records.set(kind, (records.get(kind) ?? new Map<string, StoredRecord>()).set(record.key, record));
    },
  },
  verdict: {
    all: ({ verdicts }) => [...verdicts.values()].map(({ key, verdict }) => ({ ...key, verdict })),
    find: ({ verdicts }, record) => {
      const known = verdicts.get(keyOf(record));
      return known === undefined ? undefined : { ...known.key, verdict: known.verdict };
    },
    put: ({ verdicts }, { verdict, ...key }) => void verdicts.set(keyOf(key), { key, verdict }),
  },
  counters: {
    all: ({ configsEpoch, lastSchemaId }) => [{ configsEpoch, lastSchemaId }],
    find: ({ configsEpoch, lastSchemaId }) => ({ configsEpoch, lastSchemaId }),
    put: (tables, counters) => void Object.assign(tables, counters),
  },
};

function byKey<Key extends number | string, Name extends string, Record extends { readonly [Member in Name]: Key }>(
  table: (tables: Tables) => Map<Key, Record>,
  name: Name,
): Kind<Record> {
  return {
    all: (tables) => table(tables).values(),
    find: (tables, record) => table(tables).get(record[name]),
    put: (tables, record) => void table(tables).set(record[name], record),
  };
}

// The place in the list is the sequence.
function sequence<Record extends { readonly sequence: number }>(
  table: (tables: Tables) => Record[],
  add: (tables: Tables, record: Record) => void = (tables, record) => void table(tables).push(record),
): Kind<Record> {
  return {
    all: table,
    find: (tables, { sequence: place }) => table(tables)[place - 1],
    put(tables, record) {
      const next = table(tables).length + 1;
      if (record.sequence !== next) throw new RegistryError('internal', `an import brings sequence ${record.sequence}; the next one is ${next}`);
      add(tables, record);
    },
  };
}

/** @internal As the tables are when it is called. */
export function exportTables(tables: Tables): Iterable<Row> {
  return ROW_KINDS.flatMap((kind) => {
    const rows = [...KINDS[kind].all(tables)].map((record) => ({ kind, record }) as Row);
    return rows.toSorted(byRowKey);
  });
}

function byRowKey(a: Row, b: Row): number {
  const [before, after] = [a, b].map(({ record }) => record as unknown as Readonly<Record<string, number | string>>);
  for (const name of ROW_KEYS[a.kind]) {
    const [x, y] = [before?.[name] ?? 0, after?.[name] ?? 0];
    const order = typeof x === 'number' ? x - Number(y) : compareCodePoints(x, String(y));
    if (order !== 0) return order;
  }
  return 0;
}

/** @internal Everything is looked at before the first row is put, as memory has no way back. */
export function importTables(tables: Tables, rows: readonly Row[]): ImportedRows {
  const { missing, isRestoring, written, skipped } = planImport(rows, {
    isRestoring: tables.isRestoring,
    isBlank: ROW_KINDS.every((kind) => kind === 'counters' || isEmpty(KINDS[kind].all(tables))),
    known: rows.map((row) => find(tables, row)),
  });
  for (const row of missing) kindOf(row).put(tables, row.record);
  tables.isRestoring = isRestoring;
  if (written > 0) tables.commits += 1;
  return { written, skipped };
}

function find(tables: Tables, row: Row): Row | undefined {
  const record = kindOf(row).find(tables, row.record);
  return record === undefined ? undefined : ({ kind: row.kind, record } as Row);
}

function isEmpty(records: Iterable<unknown>): boolean {
  return records[Symbol.iterator]().next().done === true;
}

// One kind's functions with its own record: what the types cannot follow through the table.
function kindOf(row: Row): Kind<Row['record']> {
  const kind = KINDS[row.kind] as unknown as Kind<Row['record']> | undefined;
  if (kind === undefined) throw new RegistryError('internal', `no such kind of row: ${rowName(row)}`);
  return kind;
}
