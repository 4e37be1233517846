import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { fingerprintsOf, LOCK_FILE, type Lock } from '../../src/project/lock.ts';
import { STORE_FOLDER, storedName } from '../../src/project/stored-schema.ts';
import type { FolderChanges } from '../generated-folder.ts';
import { isCi } from '../project-flags.ts';
import { nearestAbove } from './find-projects.ts';
import { differs, generateProject, type GeneratedProject } from './generate-project.ts';
import { openProject, type Project } from './project.ts';

export interface BuildOptions {
  /** Absolute. The project is looked for from here, and messages name files relative to it. */
  readonly root: string;
  /** The folder of the project or its `sluice.config.json`, relative to `root`. Default: the nearest at `root` or above. */
  readonly project?: string | undefined;
  /** Write nothing, and refuse a lock that does not fit and generated files that are not those of the lock. Default: whether `CI` is set. */
  readonly frozen?: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a build has to know of a project: how it went, and which files it depends on either way. */
export type ProjectBuild = BuildInputs & ({ readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: RegistryError });

export interface BuildInputs {
  readonly frozen: boolean;
  /** Absolute paths of configuration, lock and vendored schemas, be they there or not. */
  readonly inputs: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Bring the generated files of one project up to date, for a build; no socket is opened. It never rejects: what is wrong with
 * the files is a value, so that a watcher knows what to wait for. Frozen, files are only written where there is none of
 * them at all, as in a checkout that does not commit them.
 */
export async function buildProject({ root, project, env, frozen = isCi({ env }) }: BuildOptions): Promise<ProjectBuild> {
  const warnings: string[] = [];
  let inputs: readonly string[] = [];
  try {
    const folder = locate(root, project);
    inputs = inputsOf(folder, undefined);
    requireConfig(folder, root, project);
    const opened = await openProject(folder, root);
    inputs = inputsOf(folder, opened.lock);
    if (opened.config.output === undefined) warnings.push(`${opened.label(CONFIG_FILE)} has no "output": nothing is generated`);
    await generateForBuild(opened, frozen, (message) => warnings.push(message));
    return { kind: 'done', frozen, inputs, warnings };
  } catch (thrown) {
    return { kind: 'failed', frozen, inputs, warnings, error: RegistryError.from(thrown) };
  }
}

async function generateForBuild(project: Project, frozen: boolean, warn: (message: string) => void): Promise<void> {
  const writes = (changes: FolderChanges): boolean => !frozen || isUnwritten(changes);
  const generated = await generateProject(project, { frozen, warn, writes });
  if (generated !== undefined && differs(generated) && !writes(generated.changes)) throw outputDiffers(project, generated);
}

function isUnwritten({ changed, unchanged, deleted }: FolderChanges): boolean {
  return changed.length + unchanged.length + deleted.length === 0;
}

function outputDiffers(project: Project, { dir, changes: { created, changed, deleted } }: GeneratedProject): RegistryError {
  const found = [
    ...changed.map((name) => `${name} has other content`),
    ...created.map((name) => `${name} is not there`),
    ...deleted.map((name) => `${name} is left over`),
  ];
  const listed = found.length > 5 ? [...found.slice(0, 5), `${found.length - 5} more`] : found;
  const message = `${dir}: expected the generated files of ${project.label(LOCK_FILE)}; found that ${listed.join(', ')}`;
  return new RegistryError('output_differs', message, { data: { file: dir, created, changed, deleted } });
}

/** Without one, the place where one would be found. */
function locate(root: string, project: string | undefined): string {
  if (project === undefined) return nearestAbove(root)[0] ?? root;
  const path = resolve(root, project);
  return basename(path) === CONFIG_FILE ? resolve(path, '..') : path;
}

function requireConfig(folder: string, root: string, project: string | undefined): void {
  if (existsSync(join(folder, CONFIG_FILE))) return;
  const message = project === undefined ? `there is no ${CONFIG_FILE} in ${root} or above` : `there is no ${CONFIG_FILE} in ${folder}`;
  throw new RegistryError('config_invalid', message, {
    data: { why: 'The plugin generates what a project has locked.', next: '`sluice init` writes one; or name its folder with the option `project`.' },
  });
}

function inputsOf(folder: string, lock: Lock | undefined): readonly string[] {
  const stored = Array.from(fingerprintsOf(lock?.events ?? {}), (fingerprint) => join(folder, STORE_FOLDER, storedName(fingerprint)));
  return [join(folder, CONFIG_FILE), join(folder, LOCK_FILE), ...stored];
}
