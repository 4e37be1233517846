import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE, type OutputConfig } from '../../src/project/config.ts';
import type { Misfit } from '../../src/project/fits.ts';
import { LOCK_FILE, type Lock } from '../../src/project/lock.ts';
import type { FolderChanges } from '../generated-folder.ts';
import type { Upcast } from '../report/upcasters.ts';
import { readOutputState } from './output-state.ts';
import type { Project } from './project.ts';
import { requireWithin } from './require-within.ts';
import { upcastsOf } from './upcasts.ts';

export interface GenerateProjectOptions {
  /** Whether these changes are written, or only told. */
  readonly writes: (changes: FolderChanges) => boolean;
  /** Refuse a lock that does not fit. Otherwise it is told, and what is locked is generated. */
  readonly frozen: boolean;
  readonly warn: (message: string) => void;
}

/** What was done to a project's output folder. */
export interface GeneratedProject {
  /** How messages call the folder. */
  readonly dir: string;
  readonly changes: FolderChanges;
  /** What its consumer raises to the newest versions; absent where there is no lock. */
  readonly upcasts?: readonly Upcast[];
}

/**
 * Bring a project's output folder up to date with the lock and the vendored schemas; no socket is opened. Where the files are
 * those that the lock names, nothing is generated. Undefined: the project has no output. Throws `lock_mismatch`,
 * `vendored_invalid`, `file_unreadable`.
 */
export async function generateProject(project: Project, options: GenerateProjectOptions): Promise<GeneratedProject | undefined> {
  const { config, lock, misfits } = project;
  if (config.output === undefined) return undefined;
  if (lock === undefined && misfits.length === 0) return undefined;
  if (lock === undefined || (options.frozen && misfits.length > 0)) throw mismatch(project, misfits);
  for (const { message } of misfits) options.warn(`${project.label(LOCK_FILE)}: ${message}; run \`sluice pull\``);
  const dir = project.label(config.output.dir);
  if (misfits.length === 0) {
    const { fits, files } = readOutputState(project, config.output);
    if (fits) return { dir, changes: { created: [], changed: [], unchanged: files, deleted: [] } };
  }
  return { dir, changes: await regenerate(project, lock, config.output, options), upcasts: upcastsOf(lock) };
}

async function regenerate(project: Project, lock: Lock, output: OutputConfig, options: GenerateProjectOptions): Promise<FolderChanges> {
  const [{ digestOfFiles, generatedFiles }, { requireStored }, { changeFolder, compareFolder }] = await Promise.all([
    import('./generated-files.ts'),
    import('./store.ts'),
    import('../generated-folder.ts'),
  ]);
  requireWithin(project, output.dir);
  const files = await generatedFiles(lock.events, output, (fingerprint) => requireStored(project, fingerprint));
  // A lock without events names no files.
  if (project.misfits.length === 0 && lock.generator !== undefined && digestOfFiles(lock.events, files) !== lock.generator.outputDigest) {
    const message = 'what is generated from it is not what it names (outputDigest): a merge took it from two sides';
    if (options.frozen) throw mismatch(project, [{ kind: 'generator', message }]);
    options.warn(`${project.label(LOCK_FILE)}: ${message}; run \`sluice pull\``);
  }
  const folder = join(project.folder, output.dir);
  const changes = await compareFolder(folder, files);
  if (options.writes(changes)) await changeFolder(folder, files, changes);
  return changes;
}

/** Whether a file was written or removed, or would be. */
export function differs({ changes: { created, changed, deleted } }: GeneratedProject): boolean {
  return created.length + changed.length + deleted.length > 0;
}

/** The lock does not fit: what and where. */
export function mismatch(project: Project, misfits: readonly Misfit[]): RegistryError {
  const message = `${project.label(LOCK_FILE)} does not fit ${project.label(CONFIG_FILE)}: ${misfits.map((misfit) => misfit.message).join('; ')}`;
  return new RegistryError('lock_mismatch', message, { data: { file: project.label(LOCK_FILE), misfits } });
}
