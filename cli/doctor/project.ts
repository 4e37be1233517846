import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { Io } from '../io.ts';
import { checkStore } from '../project/check-project.ts';
import { findEditorSchema } from '../project/editor-schema.ts';
import { findProjects } from '../project/find-projects.ts';
import { readOutputState } from '../project/output-state.ts';
import { openProject, type Project } from '../project/project.ts';
import { readRegularSync } from '../../src/files/read-file.ts';
import { diagnose, fail, ok, warn, type Diagnosis } from './diagnosis.ts';

/** The projects that commands mean here: configuration, lock, vendored schemas, generated files. Asks nobody. */
export async function lookAtProjects(io: Io): Promise<readonly Diagnosis[]> {
  const looks = findProjects(io.cwd, undefined).map((folder) => diagnose('project', () => lookAtProject(io, folder)));
  return (await Promise.all(looks)).flat();
}

async function lookAtProject(io: Io, folder: string): Promise<readonly Diagnosis[]> {
  const project = await openProject(folder, io.cwd);
  const { publishes, produces, consumes } = project.config;
  const events = new Set([...Object.keys(produces), ...Object.keys(consumes)]).size;
  const summary = `${project.label(CONFIG_FILE)}: ${events} produced or consumed, ${publishes.length} rules that publish`;
  return [ok('project', summary), editor(project), ...(events === 0 ? [] : [lock(project), await store(project), ...output(project)])];
}

function editor(project: Project): Diagnosis {
  const check = 'editor';
  const schema = findEditorSchema(project.folder);
  const file = project.label(CONFIG_FILE);
  const { $schema } = JSON.parse(
    readRegularSync(join(project.folder, CONFIG_FILE))
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  ) as { readonly $schema?: unknown };
  if (typeof $schema !== 'string') return warn(check, `${file} has no $schema, so editors complete nothing`, `add "$schema": "${schema.path}"`);
  if (/^[a-z][a-z0-9+.-]*:/i.test($schema) || existsSync(join(project.folder, $schema))) return ok(check, `${file} has a $schema`);
  return warn(
    check,
    `the $schema of ${file} leads to ${JSON.stringify($schema)}, which is not there`,
    schema.isThere ? `write "${schema.path}"` : `npm install; or write "${schema.path}"`,
  );
}

function lock(project: Project): Diagnosis {
  const check = 'lock';
  const file = project.label(LOCK_FILE);
  const { misfits } = project;
  if (misfits.length === 0) return ok(check, `${file} fits the configuration`);
  return warn(check, `${file} does not fit: ${misfits.map(({ message }) => message).join('; ')}`, 'run `sluice pull`');
}

async function store(project: Project): Promise<Diagnosis> {
  const check = 'vendored schemas';
  const errors = await checkStore(project);
  if (errors.length === 0) return ok(check, `${project.label('.sluice/store')} has what the lock refers to`);
  return fail(check, errors.map(({ message }) => message).join('; '), 'run `sluice pull`, and commit .sluice/store');
}

function output(project: Project): readonly Diagnosis[] {
  const check = 'generated files';
  const { config, lock: locked } = project;
  if (config.output === undefined || locked === undefined) return [];
  const folder = project.label(config.output.dir);
  return [
    readOutputState(project, config.output).fits
      ? ok(check, `${folder} is what the lock names`)
      : warn(check, `${folder} is not what the lock names`, 'run `sluice generate`'),
  ];
}
