import type { Io } from '../io.ts';
import type { ProjectFlags } from '../project-flags.ts';
import { requireProjects } from './find-projects.ts';

export interface ChoiceFlags extends ProjectFlags {
  /** A git revision. */
  readonly affected?: string;
}

/** The folders of the projects that a command works on. Throws `usage_invalid`, or `file_unreadable` for a revision that git does not know. */
export async function chooseProjects(io: Io, { config, affected }: ChoiceFlags): Promise<readonly string[]> {
  const folders = requireProjects(io.cwd, config);
  if (affected === undefined) return folders;
  const { affectedProjects } = await import('./affected.ts');
  return affectedProjects(io, folders, affected);
}
