import { pairsToCheck, type Check, type FormatMode, type Level, type Profile, type Side } from '../src/core/compatibility.ts';
import type { CompatResource } from '../src/core/resources.ts';
import { findStrongest, withStrength } from '../src/core/strongest-profile.ts';
import type { Verdict } from '../src/core/verdict.ts';
import type { ReferencedDocument } from '../src/core/schema-document.ts';
import type { SchemaWarning } from '../src/core/schema-warning.ts';
import type { Dialect } from '../src/core/version.ts';
import { sayFormatChanges } from '../src/registry/format-warning.ts';
import type { Format, FormatChange, ParsedSchema } from '../src/formats/format.ts';
import type { SourceFile } from './io.ts';
import { withinFile } from './schema-file.ts';

/** A schema file with what its references lead to. */
export interface SchemaFile {
  readonly file: SourceFile;
  readonly documents: Readonly<Record<string, ReferencedDocument & { readonly file?: SourceFile }>>;
  /** What is in force where the document names none. Default: that of the question. */
  readonly dialect?: Dialect;
}

export interface CompareFilesOptions {
  readonly format: Format;
  readonly level: Level;
  readonly profile: Profile;
  /** Default: annotations. */
  readonly formats?: FormatMode;
  readonly dialect?: Dialect;
}

/**
 * Ask the engine about two files, without a registry: `base` is the older version, `candidate` the newer. At level
 * NONE both directions are shown and the answer is always "compatible". Throws what `Format.parse` does, with the place.
 */
export async function compareFiles(base: SchemaFile, candidate: SchemaFile, options: CompareFilesOptions): Promise<CompatResource> {
  const { level, profile, formats = 'annotate' } = options;
  const older = await readSide(base, options);
  const newer = await readSide(candidate, options);
  const checks: Check[] = [];
  for (const { writer, reader } of pairsToCheck(level === 'NONE' ? 'FULL' : level, newer, [older])) {
    const ask = (asked: Profile): Promise<Verdict> => options.format.compare(writer.schema, reader.schema, { profile: asked, formats });
    const verdict = await ask(profile);
    checks.push(withStrength({ writer: writer.side, reader: reader.side, verdict }, await findStrongest(profile, verdict, ask)));
  }
  const warnings = [
    ...(formats === 'assert' ? [] : sayFormatChanges(formatChangesOf(older, newer, options.format), older.side)),
    ...options.format.warnings(newer.schema),
    ...besideWarnings(candidate, options.format),
  ];
  return {
    compatible: level === 'NONE' || checks.every((check) => check.verdict.kind === 'contained'),
    level,
    profile,
    formats,
    checks,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

/** Of the documents, and of the files beside them that both have. */
function formatChangesOf(older: FileSide, newer: FileSide, { formatChanges }: Format): readonly FormatChange[] {
  if (formatChanges === undefined) return [];
  const beside = Object.entries(newer.schema.documents ?? {}).flatMap(([name, document]) => {
    const before = older.schema.documents?.[name];
    if (before === undefined) return [];
    return formatChanges(before, document).map((change) => ({ ...change, pointer: `${name}#${change.pointer}` }));
  });
  return [...formatChanges(older.schema, newer.schema), ...beside];
}

/** What there is to warn of in the files beside it, which are part of it. One that only holds parts by names of its own needs no keyword. */
function besideWarnings({ documents }: SchemaFile, format: Format): readonly SchemaWarning[] {
  const beside = Object.entries(documents).filter(([, { file }]) => file !== undefined);
  return beside.flatMap(([name, document]) =>
    format
      .warnings(document)
      .filter(({ code }) => code !== 'no_keyword')
      .map((warning) => ({ ...warning, pointer: `${name}#${warning.pointer}` })),
  );
}

interface FileSide {
  readonly schema: ParsedSchema;
  readonly side: Side;
}

async function readSide({ file, documents, dialect: own }: SchemaFile, { format, ...question }: CompareFilesOptions): Promise<FileSide> {
  const dialect = own ?? question.dialect;
  const schema = await withinFile(file, () => format.parse({ schema: file.text, documents, ...(dialect === undefined ? {} : { dialect }) }));
  const references = Object.entries(documents).map(([name, document]) => ({ name, fingerprint: format.fingerprint(document, []) }));
  return { schema, side: { label: file.label, fingerprint: format.fingerprint(schema, references) } };
}
