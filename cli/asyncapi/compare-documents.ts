import { change, type ModelChange } from '../../src/asyncapi/change.ts';
import { compareModels, type ComparedMessage } from '../../src/asyncapi/compare-models.ts';
import type { MessageModel } from '../../src/asyncapi/model.ts';
import { pairsToCheck, type Check, type FormatMode, type Level, type Pair, type Profile, type Side } from '../../src/core/compatibility.ts';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { findStrongest, withStrength } from '../../src/core/strongest-profile.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { Format, ParsedSchema } from '../../src/formats/format.ts';
import type { SchemaFile } from '../compare-files.ts';
import type { SourceFile } from '../io.ts';
import { withinFile } from '../schema-file.ts';
import type { LoadedDocument } from './load-document.ts';
import { messageSchemas, type MessagePart, type MessageSchemas } from './message-schemas.ts';

export interface CompareDocumentsOptions {
  readonly format: Format;
  readonly profile: Profile;
  readonly formats: FormatMode;
  /** Default: who writes and who reads is what the operations say; a message that none has is judged both ways. */
  readonly level?: Level;
}

/** What came of one schema of a message. */
export interface JudgedPart {
  readonly part: MessagePart;
  /** The files that the sides of the checks are labels of. */
  readonly old: SourceFile;
  readonly now: SourceFile;
  readonly checks: readonly Check[];
}

export interface JudgedMessage extends ComparedMessage {
  /** Those that changed; empty: its schemas are the same. */
  readonly parts: readonly JudgedPart[];
}

export interface DocumentComparison {
  readonly old: LoadedDocument;
  readonly now: LoadedDocument;
  readonly changes: readonly ModelChange[];
  readonly messages: readonly JudgedMessage[];
  readonly schemas: BothSchemas;
  /** Nothing breaks, and everything that was asked is proved. */
  readonly compatible: boolean;
  readonly level: Level | undefined;
  readonly profile: Profile;
}

/**
 * Compare two documents of one application. What it sends the new one writes and the old one's readers read; what it receives the old
 * one's writers write and the new one reads. Schemas that are the same are not judged again. Throws what is wrong with a schema, with its
 * place.
 */
export async function compareDocuments(old: LoadedDocument, now: LoadedDocument, options: CompareDocumentsOptions): Promise<DocumentComparison> {
  const comparison = compareModels(old.model, now.model);
  const schemas = { old: messageSchemas(old), now: messageSchemas(now) };
  const judge = createJudge(options);
  const messages: JudgedMessage[] = [];
  for (const message of comparison.messages) {
    const parts: JudgedPart[] = [];
    for (const part of ['payload', 'headers'] as const) {
      const sides = sidesOf(message, part, schemas);
      if (sides !== undefined) parts.push({ part, old: sides.old.file, now: sides.now.file, checks: await judge(sides, message) });
    }
    messages.push({ ...message, parts });
  }
  const changes = [...comparison.changes, ...comparison.messages.flatMap((message) => unread(message, schemas))];
  const isProved = messages.every(({ parts }) => parts.every(({ checks }) => checks.every(({ verdict }) => verdict.kind === 'contained')));
  const { level, profile } = options;
  const compatible = level === 'NONE' || (isProved && changes.every(({ severity }) => severity !== 'breaking'));
  return { old, now, changes, messages, schemas, compatible, level, profile };
}

interface Sides {
  readonly old: SchemaFile;
  readonly now: SchemaFile;
}

export interface BothSchemas {
  readonly old: MessageSchemas;
  readonly now: MessageSchemas;
}

const UNSAID = '{"type":"object"}';

/** Undefined where there is nothing to judge: both say the same, or one says what is not read. */
function sidesOf({ old, now }: ComparedMessage, part: MessagePart, schemas: BothSchemas): Sides | undefined {
  if (schemas.old.leftOut(old) !== undefined || schemas.now.leftOut(now) !== undefined) return undefined;
  const [before, after] = [schemas.old.get(old, part), schemas.now.get(now, part)];
  if (before === undefined && after === undefined) return undefined;
  const sides = { old: before ?? unsaid(schemas.old), now: after ?? unsaid(schemas.now) };
  return contentOf(sides.old) === contentOf(sides.now) ? undefined : sides;
}

/**
 * Headers that a document says nothing of: there may be any, and whoever reads them takes any. Under `declared` a writer of such a document
 * sends none.
 */
function unsaid({ label }: MessageSchemas): SchemaFile {
  return { file: { label: `${label}, which says nothing of headers`, text: UNSAID }, documents: {}, dialect: 'draft-07' };
}

function contentOf({ file, documents, dialect = 'draft-07' }: SchemaFile): string {
  const parts = Object.entries(documents).map(([name, document]): [string, JsonValue] => [name, [document.schema, document.dialect ?? '']]);
  return canonicalJson([JSON.parse(file.text) as JsonValue, dialect, Object.fromEntries(parts)]);
}

interface SchemaSide {
  readonly schema: ParsedSchema;
  readonly asReader: ParsedSchema;
  readonly side: Side;
}

function createJudge({
  format,
  profile,
  formats,
  level,
}: CompareDocumentsOptions): (sides: Sides, message: ComparedMessage) => Promise<readonly Check[]> {
  const read = async ({ file, documents, dialect }: SchemaFile): Promise<SchemaSide> => {
    const schema = await withinFile(file, () => format.parse({ schema: file.text, documents, ...(dialect === undefined ? {} : { dialect }) }));
    const references = Object.entries(documents).map(([name, document]) => ({ name, fingerprint: format.fingerprint(document, []) }));
    // Headers are an object, whether their schema says so or not.
    const asReader = file.text === UNSAID ? format.parse({ schema: true }) : schema;
    return { schema, asReader, side: { label: file.label, fingerprint: format.fingerprint(schema, references) } };
  };
  return async (sides, { actions }) => {
    const [old, now] = [await read(sides.old), await read(sides.now)];
    const checks: Check[] = [];
    for (const { writer, reader } of questionsOf(actions, level, old, now)) {
      const ask = (asked: Profile): Promise<Verdict> => format.compare(writer.schema, reader.asReader, { profile: asked, formats });
      const verdict = await ask(profile);
      checks.push(withStrength({ writer: writer.side, reader: reader.side, verdict }, await findStrongest(profile, verdict, ask)));
    }
    return checks;
  };
}

function questionsOf<T>(actions: ComparedMessage['actions'], level: Level | undefined, old: T, now: T): readonly Pair<T>[] {
  if (level !== undefined) return pairsToCheck(level === 'NONE' ? 'FULL' : level, now, [old]);
  const isUnknown = actions.length === 0;
  return [
    ...(isUnknown || actions.includes('receive') ? [{ writer: old, reader: now }] : []),
    ...(isUnknown || actions.includes('send') ? [{ writer: now, reader: old }] : []),
  ];
}

/** A schema in a language that is not read is told of where it changed. */
function unread({ old, now, name }: ComparedMessage, schemas: BothSchemas): readonly ModelChange[] {
  const found = schemas.now.leftOut(now) ?? schemas.old.leftOut(old);
  if (found === undefined || textOf(old) === textOf(now)) return [];
  const message = `the message ${JSON.stringify(name)} has another schema, which was not compared: ${found.why}`;
  return [change('schema_not_compared', message, { pointer: now.payload?.pointer ?? now.pointer, was: old.payload?.pointer ?? old.pointer })];
}

function textOf({ payload, headers }: MessageModel): string {
  return canonicalJson([payload, headers].map((use) => (use === undefined ? null : [use.schemaFormat, use.schema])));
}
