import type { FormatMode, Level, Profile } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Io } from '../io.ts';
import type { ComparedOrigins } from '../report/asyncapi-changes.ts';
import { revisionHint } from '../revision-hint.ts';
import { parseSideName, pathOf, type SideName } from '../schema-side.ts';
import { compareDocuments, type DocumentComparison } from './compare-documents.ts';
import { loadDocument, type LoadedDocument } from './load-document.ts';

export interface ComparedDocuments {
  readonly comparison: DocumentComparison;
  readonly origins: ComparedOrigins;
}

export interface DocumentQuestion {
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly level?: Level;
}

/** Compare two documents as the command line names them: FILE, `git:REF` for the same file there, or `git:REF:FILE`. */
export async function compareNamed(io: Io, now: string, old: string, question: DocumentQuestion): Promise<ComparedDocuments> {
  const [name, against] = [await parseSideName(io, now), await parseSideName(io, old)];
  const after = await loadSide(io, name, against);
  const before = await loadSide(io, against, name);
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  return { comparison: await compareDocuments(before, after, { format, ...question }), origins: { old: against.kind, now: name.kind } };
}

async function loadSide(io: Io, name: SideName, other: SideName): Promise<LoadedDocument> {
  switch (name.kind) {
    case 'file':
      return loadDocument(io, name.file);
    case 'git': {
      const file = name.file ?? pathOf(other);
      if (file === undefined)
        throw new RegistryError('usage_invalid', `"git:${name.revision}" means the same file as the other side; write git:REF:FILE`);
      return loadDocument(io, file, { revision: name.revision });
    }
    case 'subject': {
      const { subject } = name.selector;
      const hint = (await revisionHint(io, subject)) || '.';
      throw new RegistryError(
        'usage_invalid',
        `an AsyncAPI document is compared with another one: name a file or git:REF; found ${JSON.stringify(subject)}${hint} What a registry would say is \`sluice import asyncapi FILE --dry-run\``,
      );
    }
  }
}
