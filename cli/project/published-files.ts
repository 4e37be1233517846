import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import type { Reference } from '../../src/core/version.ts';
import { CONFIG_FILE, type PublishRule } from '../../src/project/config.ts';
import { globFolder, globPattern } from '../../src/project/glob.ts';
import { subjectOf } from '../../src/project/subject-template.ts';
import type { Io, SourceFile } from '../io.ts';
import { isTextFault, readSchemaFile, withinFile } from '../schema-file.ts';
import { parseReference } from '../selector.ts';
import type { Project } from './project.ts';

/** A schema file that a project publishes, and what the rule says of it. */
export interface PublishedFile {
  readonly file: SourceFile;
  readonly subject: string;
  readonly rule: PublishRule;
  readonly references: readonly Reference[];
}

/** A file that cannot be read or is no JSON: its subject may be in its text, so none is told. */
export interface UnreadableFile {
  readonly file: SourceFile;
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
  return { files: found.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)), unreadable };
}

/** The subject that a project gives a file, whose path is relative to its folder; undefined if no rule means it. */
export async function subjectOfFile(io: Io, project: Project, path: string): Promise<PublishedFile | undefined> {
  const rule = project.config.publishes.find(({ files }) => globPattern(files).test(path));
  if (rule === undefined) return undefined;
  const read = await readPublished(io, project, { rule, path });
  if ('error' in read) throw read.error;
  return read;
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
    const references = Object.entries(rule.references).map(([name, target]) => parseReference(`${name}=${target}`));
    // A reference that no `$ref` of this file writes is none of it.
    const own = references.filter(({ name }) => file.text.includes(JSON.stringify(name).slice(1, -1)));
    return { file, rule, subject: subjectOf(rule.subject, path, schema), references: own };
  } catch (thrown) {
    if (thrown instanceof RegistryError && (isTextFault(thrown) || thrown.code === 'file_unreadable')) return { file, error: thrown };
    throw thrown;
  }
}

function matchesOf(project: Project, { files }: PublishRule): readonly string[] {
  const pattern = globPattern(files);
  const start = globFolder(files);
  const found = filesBelow(project.folder, start).filter((path) => pattern.test(path));
  if (found.length > 0) return found.toSorted();
  const config = project.label(CONFIG_FILE);
  const message = `${config}: publishes: expected files that match ${JSON.stringify(files)}; found none`;
  throw new RegistryError('config_invalid', message, { data: { file: config } });
}

function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, encoding: 'utf8' });
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesBelow(root, at(entry.name));
    return entry.isFile() ? [at(entry.name)] : [];
  });
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
