import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { Dialect, Reference } from '../src/core/version.ts';
import type { RegistryFlags } from './command.ts';
import type { SchemaFile } from './compare-files.ts';
import { connect } from './connect.ts';
import { readFromGit } from './git.ts';
import type { Io, SourceFile } from './io.ts';
import { withNeighbours } from './neighbours.ts';
import { readBeside, withReferenced } from './referenced-documents.ts';
import { orRevision } from './revision-hint.ts';
import { asJsonText, readSchemaFile } from './schema-file.ts';
import { parseSelector, type Selector } from './selector.ts';

/** How a schema is named on the command line. */
export type SideName =
  | { readonly kind: 'file'; readonly file: string }
  /** Without `file`: the same file as the other side. */
  | { readonly kind: 'git'; readonly revision: string; readonly file?: string }
  | { readonly kind: 'subject'; readonly selector: Selector };

/**
 * Read `FILE`, `SUBJECT[@N]`, `git:REF` or `git:REF:FILE`. A path that exists wins over a subject. Throws `usage_invalid` for a folder,
 * which is no schema.
 */
export async function parseSideName(io: Io, text: string): Promise<SideName> {
  const found = text === '-' ? 'file' : await kindOfPath(resolve(io.cwd, text));
  if (found === 'file') return { kind: 'file', file: text };
  if (found === 'folder' && text !== '') throw isFolder(text);
  const [, revision, file] = /^git:([^:]*)(?::(.+))?$/s.exec(text) ?? [];
  if (revision !== undefined) return { kind: 'git', revision, ...(file === undefined ? {} : { file }) };
  // Nobody names a subject like a path; a missing file is then the better answer than a missing subject.
  if (/^[./]|^git:|\.(?:json|ya?ml)$/i.test(text)) return { kind: 'file', file: text };
  return { kind: 'subject', selector: parseSelector(text) };
}

async function kindOfPath(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : undefined;
  } catch {
    return undefined; // Not there: the text may be a subject.
  }
}

function isFolder(text: string): RegistryError {
  const files = `${text.replace(/[\\/]+$/, '')}/*.json`;
  return new RegistryError('usage_invalid', `${text} is a folder; expected a schema`, {
    data: { why: 'One schema is named, or one after the other.', next: `Name the files in it: ${files}; a subject of that name is ${text}@latest.` },
  });
}

/** A schema with all that it refers to. */
export interface SchemaSide extends SchemaFile {
  /** Lines of `file` and `git` are ones that somebody wrote; only a `file` lies in the working tree. */
  readonly origin: SideName['kind'];
  /** Of the project that publishes the file: `documents` has what they lead to. */
  readonly references?: readonly Reference[];
}

export interface ReadSideOptions {
  readonly flags: RegistryFlags;
  readonly dialect?: Dialect;
  /** The file that `git:REF` means. */
  readonly same?: string;
  /** The registry of a project's configuration. Default: that of the nearest project. */
  readonly registry?: string;
}

/**
 * Read one side, with what it refers to by relative paths beside it, and the versions of the registry that its project names for a
 * `$ref`; a version of the registry comes as one document. Throws what is wrong with a text or a configuration, `file_unreadable`,
 * what the registry answers, and `usage_invalid` where a name says too little.
 */
export async function readSide(io: Io, name: SideName, options: ReadSideOptions): Promise<SchemaSide> {
  switch (name.kind) {
    case 'file': {
      const file = await readSchemaFile(io, name.file);
      return readWithAll(io, file, { path: name.file, origin: 'file', ...options });
    }
    case 'git': {
      const path = name.file ?? options.same;
      if (path === undefined) throw sayFile(name.revision);
      const file = await asJsonText(await readFromGit(io, name.revision, path));
      return readWithAll(io, file, { path, origin: 'git', revision: name.revision, ...options });
    }
    case 'subject':
      return readVersion(io, name.selector, options);
  }
}

type Place = ReadSideOptions & Pick<SchemaSide, 'origin'> & { readonly path: string; readonly revision?: string };

async function readWithAll(io: Io, file: SourceFile, { origin, flags, ...place }: Place): Promise<SchemaSide> {
  const beside = await readBeside(io, file, place);
  const { documents, references } = await withReferenced(io, { file, documents: beside }, { ...place, flags });
  return { file: withNeighbours(file, documents), documents, origin, ...(references.length === 0 ? {} : { references }) };
}

/** The path of a side, for `git:REF` on the other one. */
export function pathOf(name: SideName): string | undefined {
  return name.kind === 'subject' || name.file === '-' ? undefined : name.file;
}

function sayFile(revision: string): RegistryError {
  const found = JSON.stringify(`git:${revision}`);
  return new RegistryError('usage_invalid', `${found} means the same file as the other side, which is none; write git:REF:FILE`);
}

async function readVersion(io: Io, { subject, version = 'latest' }: Selector, { flags, registry }: ReadSideOptions): Promise<SchemaSide> {
  const client = await connect(io, flags, registry);
  const found = await orRevision(io, subject, () => client.getVersion(subject, version, { bundle: true }));
  const file = { label: `${subject}@${found.version}`, text: JSON.stringify(found.schema, null, 2) };
  return { file, documents: {}, origin: 'subject', ...(found.dialect === undefined ? {} : { dialect: found.dialect }) };
}
