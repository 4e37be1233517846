import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { compareNames } from '../../src/core/text-order.ts';
import type { Dialect, Reference } from '../../src/core/version.ts';
import type { PublishRule } from '../../src/project/config.ts';
import { globFolder, globPattern } from '../../src/project/glob.ts';
import { subjectOf, templatePrefix } from '../../src/project/subject-template.ts';
import type { Io, SourceFile } from '../io.ts';
import { leadsOut } from '../leads-out.ts';
import { readBeside, unregistered, type Documents } from '../referenced-documents.ts';
import { isTextFault, readSchemaFile, withinFile } from '../schema-file.ts';
import { parseVersionOf } from '../selector.ts';
import { configPlace } from './config-place.ts';
import type { Project } from './project.ts';

/** A schema file that a project publishes, and what the rule says of it. */
export interface PublishedFile {
  readonly file: SourceFile;
  readonly subject: string;
  readonly rule: PublishRule;
  /** Those of the rule that a `$ref` of the file writes. */
  readonly references: readonly Reference[];
}

/** A file that cannot be read or is no JSON: its subject may be in its text, so none is told. */
export interface UnreadableFile {
  readonly file: SourceFile;
  readonly rule: PublishRule;
  /** Relative to the folder of the configuration. */
  readonly path: string;
  readonly error: RegistryError;
}

export interface PublishedFiles {
  /** By subject, sorted. */
  readonly files: readonly PublishedFile[];
  readonly unreadable: readonly UnreadableFile[];
}

/** The schema files of a project with their subjects. Throws `config_invalid` where two are one subject, or a glob finds nothing. */
export async function readPublishedFiles(io: Io, project: Project): Promise<PublishedFiles> {
  const found: PublishedFile[] = [];
  const unreadable: UnreadableFile[] = [];
  for (const rule of project.config.publishes) {
    for (const path of matchesOf(project, rule)) {
      const read = await readPublished(io, project, { rule, path });
      if ('error' in read) unreadable.push(read);
      else found.push(read);
    }
  }
  refuseDoubles(found);
  return { files: found.toSorted((a, b) => compareNames(a.subject, b.subject)), unreadable };
}

/** The subject that a project gives a file, whose path is relative to its folder; undefined if no rule means it. */
export async function subjectOfFile(io: Io, project: Project, path: string): Promise<PublishedFile | undefined> {
  const rule = ruleOfFile(project, path);
  if (rule === undefined) return undefined;
  const read = await readPublished(io, project, { rule, path });
  if ('error' in read) throw read.error;
  return read;
}

/** The rule by which a project publishes a file, whose path is relative to its folder. */
export function ruleOfFile({ config }: Pick<Project, 'config'>, path: string): PublishRule | undefined {
  return config.publishes.find(({ files }) => globPattern(files).test(path));
}

/** Whether a subject may be that of a file that cannot be read: the template may ask for what the schema says of itself. */
export function mayBeSubjectOf({ file, rule, path }: UnreadableFile, subject: string): boolean {
  try {
    return subjectOf(rule.subject, { path, label: file.label, schema: {} }) === subject;
  } catch (thrown) {
    if (thrown instanceof RegistryError) return subject.startsWith(templatePrefix(rule.subject));
    throw thrown;
  }
}

async function readPublished(
  io: Io,
  project: Project,
  { rule, path }: { readonly rule: PublishRule; readonly path: string },
): Promise<PublishedFile | UnreadableFile> {
  let file: SourceFile = { label: project.label(path), text: '' };
  try {
    file = await readSchemaFile(io, file.label);
    const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
    const schema = await withinFile(file, () => readDocument(file.text));
    const subject = subjectOf(rule.subject, { path, label: file.label, schema });
    return { file, rule, subject, references: referencesIn(rule, [schema]) };
  } catch (thrown) {
    if (thrown instanceof RegistryError && (isTextFault(thrown) || thrown.code === 'file_unreadable')) return { file, rule, path, error: thrown };
    throw thrown;
  }
}

/**
 * What lies beside a published file and becomes part of it, and the references of its rule that any of them writes. What has the name of
 * a reference is left to the registry. Throws what is wrong with a text.
 */
export async function readWhole(io: Io, { file, rule }: Pick<PublishedFile, 'file' | 'rule'>, options: WholeOptions = {}): Promise<WholeFile> {
  return wholeOf({ file, documents: await readBeside(io, file, { path: file.label, ...options }) }, rule);
}

/** The same of a file with what lies beside it, wherever both were read. */
export async function wholeOf({ file, documents: beside }: FileBeside, rule: PublishRule): Promise<WholeFile> {
  const documents = unregistered(beside, referencesOf(rule));
  const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
  const schema = await withinFile(file, () => readDocument(file.text));
  return { documents, references: referencesIn(rule, [schema, ...Object.values(documents).map((document) => document.schema)]) };
}

export interface WholeOptions {
  /** Of files without `$schema`. Default: draft-2020-12. */
  readonly dialect?: Dialect;
}

export interface FileBeside {
  readonly file: SourceFile;
  readonly documents: Documents;
}

export interface WholeFile {
  readonly documents: Documents;
  readonly references: readonly Reference[];
}

// One that nobody writes would be part of the content all the same.
function referencesIn(rule: PublishRule, schemas: readonly JsonValue[]): readonly Reference[] {
  const text = JSON.stringify(schemas);
  return referencesOf(rule).filter(({ name }) => text.includes(JSON.stringify(name).slice(1, -1)));
}

function referencesOf({ references }: PublishRule): readonly Reference[] {
  return Object.entries(references).map(([name, target]) => ({ name, ...parseVersionOf(target) }));
}

function matchesOf(project: Project, rule: PublishRule): readonly string[] {
  const { files } = rule;
  const pattern = globPattern(files);
  const start = globFolder(files);
  if (leadsOut(project.folder, join(project.folder, start))) throw leadingOut(project, rule);
  const found = filesBelow(project, start).filter((path) => pattern.test(path));
  if (found.length > 0) return found.toSorted();
  throw invalidRule(project, rule, `expected files that match ${JSON.stringify(files)}; found none`);
}

/** At its glob. */
function invalidRule(project: Project, rule: PublishRule, message: string): RegistryError {
  const pointer = `/publishes/${project.config.publishes.indexOf(rule)}/files`;
  const { file, line, column } = configPlace(project, pointer);
  return new RegistryError('config_invalid', `${file}:${line}:${column} (${pointer}): ${message}`, { data: { file, pointer, line, column } });
}

// As `../` in a glob: a link must not make files of the machine contracts of this project.
function leadingOut(project: Project, rule: PublishRule): RegistryError {
  const message = `expected files within the folder of this file; the folder of ${JSON.stringify(rule.files)} is or lies behind a symbolic link that leads out of it`;
  return invalidRule(project, rule, message);
}

function filesBelow(project: Project, folder: string): readonly string[] {
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  return entriesOf(project, folder).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesBelow(project, at(entry.name));
    return entry.isFile() ? [at(entry.name)] : [];
  });
}

function entriesOf(project: Project, folder: string): Dirent[] {
  try {
    return readdirSync(join(project.folder, folder), { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return []; // Nothing matches what is no folder.
    const label = project.label(folder);
    throw new RegistryError('file_unreadable', `cannot read the folder ${label}: ${fileReason(cause)}`, { cause, data: { file: label } });
  }
}

function refuseDoubles(files: readonly PublishedFile[]): void {
  const bySubject = new Map<string, PublishedFile>();
  for (const published of files) {
    const other = bySubject.get(published.subject);
    if (other !== undefined) {
      const message = `publishes: ${other.file.label} and ${published.file.label} are both ${published.subject}; a subject has one file`;
      throw new RegistryError('config_invalid', message, { data: { file: published.file.label } });
    }
    bySubject.set(published.subject, published);
  }
}
