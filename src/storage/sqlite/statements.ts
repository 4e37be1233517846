import type { Database, Statement } from 'better-sqlite3';

const SQL = {
  subject: 'SELECT record FROM subjects WHERE subject = ?',
  subjectEpoch: 'SELECT epoch FROM subjects WHERE subject = ?',
  putSubject: 'INSERT INTO subjects VALUES (@subject, @epoch, @record) ON CONFLICT (subject) DO UPDATE SET epoch = @epoch, record = @record',
  putTexts: `INSERT INTO search_texts (subject, texts) VALUES (@subject, @texts)
    ON CONFLICT (subject) DO UPDATE SET texts = excluded.texts WHERE texts <> excluded.texts`,
  putFields: 'UPDATE search_texts SET fields = @fields, paths = @paths WHERE subject = @subject AND paths <> @paths',
  unindexed: "SELECT subject FROM search_texts WHERE paths = '' ORDER BY subject LIMIT ?",
  paths: 'SELECT paths FROM search_texts WHERE subject = ?',
  versions: 'SELECT record FROM versions WHERE subject = ? ORDER BY version',
  version: 'SELECT record FROM versions WHERE subject = ? AND version = ?',
  putVersion: `INSERT INTO versions VALUES (@subject, @version, @schemaId, @fingerprint, @state, @deletedAt, @record)
    ON CONFLICT (subject, version) DO UPDATE SET state = @state, deleted_at = @deletedAt, record = @record`,
  purgeVersion: 'DELETE FROM versions WHERE subject = ? AND version = ?',
  uses: 'SELECT record FROM versions WHERE schema_id = ? ORDER BY subject, version',
  referrers: `SELECT v.record FROM version_references r JOIN versions v ON v.subject = r.subject AND v.version = r.version
    WHERE r.to_subject = ? AND r.to_version = ? ORDER BY v.subject, v.version`,
  keptReferrers: `SELECT count(*) FROM version_references r JOIN versions v ON v.subject = r.subject AND v.version = r.version
    WHERE r.to_subject = ? AND r.to_version = ? AND v.deleted_at IS NULL`,
  anyReferrers: 'SELECT count(*) FROM version_references WHERE to_subject = ? AND to_version = ?',
  schema: 'SELECT * FROM schemas WHERE id = ?',
  schemasByFingerprint: 'SELECT * FROM schemas WHERE fingerprint = ? ORDER BY id',
  highestSchemaId: 'SELECT coalesce(max(id), 0) FROM schemas WHERE id <= 2147483647',
  schemaIdByIdentity: 'SELECT min(id) FROM schemas WHERE identity = ? AND id <= 2147483647',
  schemaIdentity: 'SELECT identity FROM schemas WHERE id = ?',
  schemasByGuid: 'SELECT * FROM schemas WHERE guid = ? ORDER BY id',
  putSchema: 'INSERT INTO schemas VALUES (@id, @identity, @guid, @fingerprint, @format, @dialect, @text, @metadata, @ruleSet)',
  putReference: 'INSERT OR IGNORE INTO version_references VALUES (@toSubject, @toVersion, @subject, @version)',
  purgeReferences: 'DELETE FROM version_references WHERE subject = ? AND version = ?',
  configs: 'SELECT record FROM configs ORDER BY name',
  putConfig: 'INSERT INTO configs VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
  removeConfig: 'DELETE FROM configs WHERE name = ?',
  modes: 'SELECT record FROM modes ORDER BY name',
  putMode: 'INSERT INTO modes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
  removeMode: 'DELETE FROM modes WHERE name = ?',
  keys: 'SELECT record FROM api_keys ORDER BY id',
  key: 'SELECT record FROM api_keys WHERE id = ?',
  putKey: 'INSERT INTO api_keys VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
  putAudit: 'INSERT INTO audit VALUES (@sequence, @actor, @name, @record)',
  verdict:
    'SELECT verdict FROM verdicts WHERE writer = @writer AND reader = @reader AND question = @question AND profile = @profile AND formats = @formats AND engine = @engine',
  verdictKind:
    'SELECT kind FROM verdicts WHERE writer = @writer AND reader = @reader AND question = @question AND profile = @profile AND formats = @formats AND engine = @engine',
  putVerdict: 'INSERT OR REPLACE INTO verdicts VALUES (@writer, @reader, @question, @profile, @formats, @engine, @kind, @verdict)',
  containedIn: "SELECT reader, question, profile, formats, engine FROM verdicts WHERE writer = ? AND kind = 'contained'",
  // Each counts an index, where the table's own pages hold the records.
  sizes: `SELECT (SELECT count(*) FROM search_texts) AS subjects, (SELECT count(*) FROM versions) AS versions,
    (SELECT count(*) FROM schemas) AS schemas, (SELECT count(*) FROM changes) AS changes`,
  record: 'SELECT key, revision, value FROM records WHERE kind = ? AND key = ?',
  recordRevision: 'SELECT revision FROM records WHERE kind = ? AND key = ?',
  recordsFrom: 'SELECT key, revision, value FROM records WHERE kind = @kind AND key > @after AND key >= @prefix ORDER BY key',
  putRecord: `INSERT INTO records VALUES (@kind, @key, 1, @value)
    ON CONFLICT (kind, key) DO UPDATE SET revision = revision + 1, value = excluded.value`,
  putRecordAs: 'INSERT INTO records (kind, key, revision, value) VALUES (@kind, @key, @revision, @value)',
  removeRecord: 'DELETE FROM records WHERE kind = ? AND key = ?',
  changes: 'SELECT sequence, history_id AS historyId, type, name, time, data FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?',
  changeAt: 'SELECT sequence, history_id AS historyId, type, name, time, data FROM changes WHERE sequence = ?',
  auditAt: 'SELECT record FROM audit WHERE sequence = ?',
  configAt: 'SELECT record FROM configs WHERE name = ?',
  modeAt: 'SELECT record FROM modes WHERE name = ?',
  setMeta: 'INSERT INTO meta VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = @value',
  isBlank: `SELECT NOT (EXISTS (SELECT 1 FROM changes) OR EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM schemas)
    OR EXISTS (SELECT 1 FROM subjects) OR EXISTS (SELECT 1 FROM configs) OR EXISTS (SELECT 1 FROM modes)
    OR EXISTS (SELECT 1 FROM api_keys) OR EXISTS (SELECT 1 FROM verdicts) OR EXISTS (SELECT 1 FROM records))`,
  firstChange: 'SELECT min(sequence) FROM changes',
  historyId: 'SELECT history_id FROM changes WHERE sequence = ?',
  putChange: 'INSERT INTO changes (sequence, history_id, type, name, time, data) VALUES (@sequence, @historyId, @type, @name, @time, @data)',
  meta: 'SELECT value FROM meta WHERE name = ?',
  raiseMeta: 'UPDATE meta SET value = value + 1 WHERE name = ? RETURNING value',
  raiseMetaTo: 'UPDATE meta SET value = max(value, @value) WHERE name = @name',
} as const;

/** Subjects with their last change: by name or by that change, all or those that the index of a search finds. */
type ListStatement = `subjects${'ByName' | 'ByChange'}${'' | 'Matching'}`;

const AFTER_NAME = 's.subject > @after AND s.subject >= @prefix';
// In that order all are walked, so those of other prefixes are left out before their records are read.
const BEFORE_CHANGE = '(l.sequence, l.subject) < (@sequence, @after) AND substr(l.subject, 1, length(@prefix)) = @prefix';
const MATCHING = 's.subject IN (SELECT t.subject FROM search JOIN search_texts t ON t.id = search.rowid WHERE search MATCH @match)';

const LISTS: Readonly<Record<ListStatement, string>> = {
  subjectsByName: listByName(AFTER_NAME),
  subjectsByNameMatching: listByName(`${AFTER_NAME} AND ${MATCHING}`),
  subjectsByChange: listByChange(BEFORE_CHANGE),
  subjectsByChangeMatching: listByChange(`${BEFORE_CHANGE} AND ${MATCHING}`),
};

// CROSS JOIN keeps the planner from beginning with the table that is not in order.
function listByName(condition: string): string {
  return `SELECT s.record, l.sequence, l.time FROM subjects s CROSS JOIN last_changes l ON l.subject = s.subject WHERE ${condition} ORDER BY s.subject`;
}

function listByChange(condition: string): string {
  return `SELECT s.record, l.sequence, l.time FROM last_changes l CROSS JOIN subjects s ON s.subject = l.subject
    WHERE ${condition} ORDER BY l.sequence DESC, l.subject DESC`;
}

/** The audit log: of whom or what, and in which order. */
type AuditStatement = `audit${'' | 'OfActor' | 'OfName' | 'OfBoth'}${'' | 'Down'}`;

const AUDIT: Readonly<Record<AuditStatement, string>> = {
  audit: auditBy('', 'ASC'),
  auditOfActor: auditBy('actor = @actor AND', 'ASC'),
  auditOfName: auditBy('name = @name AND', 'ASC'),
  auditOfBoth: auditBy('name = @name AND actor = @actor AND', 'ASC'),
  auditDown: auditBy('', 'DESC'),
  auditOfActorDown: auditBy('actor = @actor AND', 'DESC'),
  auditOfNameDown: auditBy('name = @name AND', 'DESC'),
  auditOfBothDown: auditBy('name = @name AND actor = @actor AND', 'DESC'),
};

// Actor and name have an index; an action is looked for in the records.
function auditBy(who: string, order: 'ASC' | 'DESC'): string {
  return `SELECT record FROM audit WHERE ${who} sequence > @after AND sequence < @before
    AND (@action IS NULL OR json_extract(record, '$.action') = @action) ORDER BY sequence ${order} LIMIT @limit`;
}

/** @internal How much there is, as `StoreSizes`. */
export const SIZES: string = SQL.sizes;

const SINGLE_COLUMN: ReadonlySet<string> = new Set([
  ...Object.keys(AUDIT),
  'subject',
  'subjectEpoch',
  'versions',
  'version',
  'uses',
  'referrers',
  'keptReferrers',
  'anyReferrers',
  'configs',
  'paths',
  'unindexed',
  'schemaIdByIdentity',
  'schemaIdentity',
  'highestSchemaId',
  'recordRevision',
  'modes',
  'keys',
  'key',
  'verdict',
  'auditAt',
  'configAt',
  'modeAt',
  'isBlank',
  'verdictKind',
  'firstChange',
  'historyId',
  'meta',
  'raiseMeta',
]);

/** @internal Every statement, prepared once. Those that select one column give it bare. */
export type Statements = { readonly [Name in keyof typeof SQL | AuditStatement | ListStatement]: Statement };

/** @internal */
export function prepareStatements(database: Database): Statements {
  const entries = Object.entries({ ...SQL, ...AUDIT, ...LISTS }).map(([name, sql]) => {
    const statement = database.prepare(sql);
    return [name, SINGLE_COLUMN.has(name) ? statement.pluck() : statement];
  });
  return Object.fromEntries(entries) as Statements;
}
