import { dirname, relative, resolve } from 'node:path';
import type { Reference } from '../../src/core/version.ts';
import type { Io } from '../io.ts';
import { nearestAbove } from './find-projects.ts';
import { openProject } from './project.ts';
import { readWhole, subjectOfFile } from './published-files.ts';

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
