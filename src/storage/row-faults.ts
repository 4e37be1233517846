import { ACCESS } from '../core/api-key.ts';
import { FACES, FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES } from '../core/compatibility.ts';
import { MODES } from '../core/mode.ts';
import { STATES } from '../core/version.ts';
import { compareCodePoints } from './code-points.ts';
import { ROW_KEYS, rowName, type Row, type RowKind, type RowRecords } from './row.ts';

/** What a value has to be, in words, and whether it is. */
interface Shape {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

const TEXT: Shape = { expected: 'a text', fits: (value) => typeof value === 'string' };
const COUNT: Shape = { expected: 'a whole number from 0', fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0 };
const FLAG: Shape = { expected: 'true or false', fits: (value) => typeof value === 'boolean' };
const OBJECT: Shape = { expected: 'an object', fits: isObject };
const ANYTHING: Shape = { expected: 'a value', fits: (value) => value !== undefined };
const TEXTS: Shape = { expected: 'an object of texts', fits: (value) => isObject(value) && Object.values(value).every(TEXT.fits) };

function wordOf(words: readonly string[]): Shape {
  return { expected: `one of ${words.join(', ')}`, fits: (value) => words.some((word) => word === value) };
}

function optional({ expected, fits }: Shape): Shape {
  return { expected: `${expected}, or that it is absent`, fits: (value) => value === undefined || fits(value) };
}

function orNull({ expected, fits }: Shape): Shape {
  return { expected: `${expected}, or null`, fits: (value) => value === null || fits(value) };
}

function listOf({ expected, fits }: Shape): Shape {
  return { expected: `a list, each ${expected}`, fits: (value) => Array.isArray(value) && value.every(fits) };
}

function objectWith(members: Readonly<Record<string, Shape>>): Shape {
  const expected = `an object with ${Object.keys(members).join(', ')}`;
  return { expected, fits: (value) => isObject(value) && Object.entries(members).every(([name, { fits }]) => fits(value[name])) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const RANGE: Shape = { expected: 'of two whole numbers', fits: (value) => Array.isArray(value) && value.length === 2 && value.every(COUNT.fits) };

/** Every member of every kind. What a newer sluice has beside them is passed over, as the drivers do. */
const MEMBERS: { readonly [Kind in RowKind]: { readonly [Name in keyof RowRecords[Kind]]-?: Shape } } = {
  change: { sequence: COUNT, historyId: TEXT, type: TEXT, name: TEXT, time: TEXT, data: OBJECT },
  audit: {
    sequence: COUNT,
    time: TEXT,
    actor: TEXT,
    action: TEXT,
    name: TEXT,
    before: ANYTHING,
    after: ANYTHING,
    address: optional(TEXT),
    requestId: optional(TEXT),
  },
  schema: {
    id: COUNT,
    identity: TEXT,
    guid: TEXT,
    fingerprint: TEXT,
    format: TEXT,
    dialect: optional(TEXT),
    text: TEXT,
    metadata: optional(OBJECT),
    ruleSet: optional(OBJECT),
  },
  subject: {
    subject: TEXT,
    epoch: COUNT,
    nextVersion: COUNT,
    purged: optional(listOf(RANGE)),
    face: wordOf(FACES),
    owner: optional(TEXT),
    description: optional(TEXT),
    labels: TEXTS,
    createdAt: TEXT,
  },
  fields: { subject: TEXT, paths: listOf(TEXT) },
  version: {
    subject: TEXT,
    version: COUNT,
    line: COUNT,
    schemaId: COUNT,
    identity: TEXT,
    fingerprint: TEXT,
    dialect: optional(TEXT),
    references: listOf(objectWith({ name: TEXT, subject: TEXT, version: COUNT })),
    semver: TEXT,
    change: orNull(objectWith({ kind: TEXT, against: COUNT, profile: TEXT, formats: TEXT, engine: TEXT })),
    state: wordOf(STATES),
    stateReason: optional(TEXT),
    deprecatedAt: optional(TEXT),
    successor: optional(COUNT),
    sunset: optional(TEXT),
    deletedAt: optional(TEXT),
    labels: TEXTS,
    allowedBreaking: optional(objectWith({ reason: TEXT })),
    overriddenUndecided: optional(objectWith({ reason: TEXT })),
    createdAt: TEXT,
    createdBy: TEXT,
  },
  config: {
    name: TEXT,
    epoch: COUNT,
    level: optional(wordOf(LEVELS)),
    profile: optional(wordOf(PROFILES)),
    formats: optional(wordOf(FORMAT_MODES)),
    onUndecided: optional(wordOf(ON_UNDECIDED)),
    normalize: optional(FLAG),
    alias: optional(TEXT),
    compatibilityGroup: optional(TEXT),
    validateFields: optional(FLAG),
    validateRules: optional(FLAG),
    defaultMetadata: optional(OBJECT),
    overrideMetadata: optional(OBJECT),
    defaultRuleSet: optional(OBJECT),
    overrideRuleSet: optional(OBJECT),
  },
  mode: { name: TEXT, mode: wordOf(MODES), epoch: optional(COUNT) },
  key: {
    id: TEXT,
    name: TEXT,
    hash: TEXT,
    scopes: listOf(objectWith({ access: wordOf(ACCESS), pattern: TEXT })),
    createdAt: TEXT,
    createdBy: TEXT,
    expiresAt: optional(TEXT),
    revokedAt: optional(TEXT),
  },
  record: { kind: TEXT, key: TEXT, revision: COUNT, value: OBJECT },
  verdict: {
    writer: TEXT,
    reader: TEXT,
    question: wordOf(['contains', 'narrowed']),
    profile: wordOf(PROFILES),
    formats: wordOf(FORMAT_MODES),
    engine: TEXT,
    verdict: objectWith({ kind: wordOf(['contained', 'not_contained', 'undecided']) }),
  },
  counters: { configsEpoch: COUNT, lastSchemaId: COUNT },
};

/** @internal Says what is wrong with rows that come one after another, as a store exports them: kind by kind, in the order of their keys. */
export class RowFaults {
  /** The fingerprints of schemas, by id. */
  readonly #schemas = new Map<number, string>();
  /** The number that comes next, by subject. */
  readonly #subjects = new Map<string, number>();
  #last: Row | undefined;
  #lastSchemaId = 0;

  /** What is wrong with the row that comes next; undefined where nothing is. */
  next(row: Row): string | undefined {
    const wrong = misshapen(row) ?? this.#misplaced(row) ?? this.#misfit(row);
    this.#last = row;
    return wrong;
  }

  /** What is wrong with there being no more. */
  end(): string | undefined {
    return this.#last?.kind === 'counters' ? undefined : 'the row of counters, with which an import ends, is missing';
  }

  #misplaced(row: Row): string | undefined {
    const last = this.#last;
    if (last?.kind !== row.kind || compareKeys(last, row) < 0) return undefined;
    return `${rowName(row)} follows ${rowName(last)}: expected each key once, and in order`;
  }

  /** What a row says of others, all of which stand before it. */
  #misfit(row: Row): string | undefined {
    switch (row.kind) {
      case 'schema':
        this.#schemas.set(row.record.id, row.record.fingerprint);
        this.#lastSchemaId = row.record.id;
        return undefined;
      case 'subject':
        this.#subjects.set(row.record.subject, row.record.nextVersion);
        return undefined;
      case 'fields':
        return this.#subjects.has(row.record.subject) ? undefined : `${rowName(row)}: there is no such subject`;
      case 'version':
        return this.#versionMisfit(row);
      case 'counters':
        return row.record.lastSchemaId >= this.#lastSchemaId
          ? undefined
          : `counters: expected lastSchemaId to be ${this.#lastSchemaId} at least, the last id of a schema; found ${row.record.lastSchemaId}`;
      default:
        return undefined;
    }
  }

  #versionMisfit(row: Extract<Row, { readonly kind: 'version' }>): string | undefined {
    const { subject, version, schemaId, fingerprint } = row.record;
    const nextVersion = this.#subjects.get(subject);
    if (nextVersion === undefined) return `${rowName(row)}: there is no such subject`;
    if (version >= nextVersion) return `${rowName(row)}: its subject says that the next version is ${nextVersion}`;
    const found = this.#schemas.get(schemaId);
    if (found === undefined) return `${rowName(row)}: there is no schema ${schemaId}`;
    return found === fingerprint ? undefined : `${rowName(row)}: its fingerprint is not that of schema ${schemaId}`;
  }
}

function misshapen(row: Row): string | undefined {
  const members = row.record as unknown as Readonly<Record<string, unknown>>;
  const wrong = Object.entries<Shape>(MEMBERS[row.kind]).find(([name, { fits }]) => !fits(members[name]));
  if (wrong === undefined) return undefined;
  const [name, { expected }] = wrong;
  return `${rowName(row)}: expected its ${name} to be ${expected}; found ${shown(members[name])}`;
}

const MAX_SHOWN = 80;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function compareKeys(a: Row, b: Row): number {
  const [left, right] = [a, b].map(({ record }) => record as unknown as Readonly<Record<string, string | number>>);
  for (const name of ROW_KEYS[a.kind]) {
    const order = compareValues(left?.[name] ?? '', right?.[name] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareCodePoints(String(a), String(b));
}
