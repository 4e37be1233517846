import { dirname, relative, resolve } from 'node:path';
import type { Reference } from '../../src/core/version.ts';
import type { Io } from '../io.ts';
import type { SourceFile } from '../io.ts';
import { readBeside } from '../referenced-documents.ts';
import { nearestAbove } from './find-projects.ts';
import { openProject, readProjectConfig } from './project.ts';
import { readWhole, ruleOfFile, subjectOfFile, type WholeFile, type WholeOptions } from './published-files.ts';

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
 * What belongs to a schema file as the nearest project above it publishes it; where none does, what lies beside it. What subject it
 * gets, and what is locked, is not asked. Throws what is wrong with a text, or with the configuration.
 */
export async function readWholeAsPublished(io: Io, file: SourceFile, options: WholeOptions & { readonly path: string }): Promise<WholeAsPublished> {
  const path = resolve(io.cwd, options.path);
  const [folder] = options.path === '-' ? [] : nearestAbove(dirname(path));
  const config = folder === undefined ? undefined : readProjectConfig(folder, io.cwd);
  const rule = folder === undefined || config === undefined ? undefined : ruleOfFile({ config }, relative(folder, path).replaceAll('\\', '/'));
  const whole =
    rule === undefined ? { documents: await readBeside(io, file, options), references: [] } : await readWhole(io, { file, rule }, options);
  return { ...whole, ...(config?.registry === undefined ? {} : { registry: config.registry }) };
}
