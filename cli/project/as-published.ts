import { dirname, join, relative, resolve } from 'node:path';
import type { Reference } from '../../src/core/version.ts';
import { CONFIG_FILE, parseProjectConfig, type ProjectConfig } from '../../src/project/config.ts';
import { isNotThere, readFromGit } from '../git.ts';
import type { Io } from '../io.ts';
import { labelOf, nearestAbove } from './find-projects.ts';
import { openProject, readProjectConfig } from './project.ts';
import { readWhole, ruleOfFile, subjectOfFile, wholeOf, type FileBeside, type WholeFile } from './published-files.ts';

/** What the project around a schema file says of it. */
export interface AsPublished {
  readonly subject: string;
  readonly references: readonly Reference[];
  readonly registry?: string;
}

/** How the nearest project above a file publishes it; undefined where none does. Throws what is wrong with its configuration. */
export async function asPublished(io: Io, file: string): Promise<AsPublished | undefined> {
  const path = resolve(io.cwd, file);
  const [folder] = nearestAbove(dirname(path));
  if (folder === undefined) return undefined;
  const project = await openProject(folder, io.cwd);
  const published = await subjectOfFile(io, project, relative(folder, path).replaceAll('\\', '/'));
  if (published === undefined) return undefined;
  const { references } = await readWhole(io, published);
  return { subject: published.subject, references, ...(project.config.registry === undefined ? {} : { registry: project.config.registry }) };
}

/** A schema file with all that publishing it would send. */
export interface WholeAsPublished extends WholeFile {
  /** That of the project's configuration. */
  readonly registry?: string;
}

/**
 * What belongs to a schema file, read with what lies beside it, as the nearest project above its path publishes it; where none does, that
 * is all of it. What subject it gets, and what is locked, is not asked. With a `revision` the configuration is the one of then. Throws
 * what is wrong with the configuration.
 */
export async function wholeAsPublished(io: Io, path: string, read: FileBeside, revision?: string): Promise<WholeAsPublished> {
  const whole = resolve(io.cwd, path);
  const [folder] = path === '-' ? [] : nearestAbove(dirname(whole));
  const config = folder === undefined ? undefined : await configOf(io, folder, revision);
  if (folder === undefined || config === undefined) return { documents: read.documents, references: [] };
  const rule = ruleOfFile({ config }, relative(folder, whole).replaceAll('\\', '/'));
  const found = rule === undefined ? { documents: read.documents, references: [] } : await wholeOf(read, rule);
  return { ...found, ...(config.registry === undefined ? {} : { registry: config.registry }) };
}

/** The configuration in a folder, on disk or at a revision; undefined where the revision has none. */
async function configOf(io: Io, folder: string, revision: string | undefined): Promise<ProjectConfig | undefined> {
  if (revision === undefined) return readProjectConfig(folder, io.cwd);
  const path = labelOf(io.cwd, join(folder, CONFIG_FILE));
  try {
    const { label, text } = await readFromGit(io, revision, path);
    return parseProjectConfig({ file: label, text });
  } catch (thrown) {
    if (isNotThere(thrown)) return undefined;
    throw thrown;
  }
}
