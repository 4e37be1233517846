import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { leadsOut } from '../leads-out.ts';
import type { Project } from './project.ts';

/**
 * Refuse a folder of a project, by its path in it, that really lies elsewhere: what is written and removed there would be somebody else's.
 * Throws `file_unreadable`.
 */
export function requireWithin(project: Project, path: string): void {
  if (!leadsOut(project.folder, nearestThere(project.folder, join(project.folder, path)))) return;
  const file = project.label(path);
  const message = `${file} is or lies behind a symbolic link that leads out of the folder of the project; nothing is written or removed there`;
  const why = 'A link in a checkout decides nothing about files elsewhere.';
  throw new RegistryError('file_unreadable', message, { data: { file, why, next: 'Replace the link by a folder.' } });
}

/** What is not there yet will be made in the nearest folder above it that is. */
function nearestThere(root: string, path: string): string {
  let there = path;
  while (there !== root && lstatSync(there, { throwIfNoEntry: false }) === undefined) there = dirname(there);
  return there;
}
