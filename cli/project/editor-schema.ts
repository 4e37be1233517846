import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const INSTALLED = 'node_modules/sluice/schemas/config/project.schema.json';

/** The schema by which editors complete the configuration of a project. */
export interface EditorSchema {
  /** As `$schema` says it: from the folder of the configuration, with slashes. */
  readonly path: string;
  readonly isThere: boolean;
}

/**
 * In the folder itself or, as where a package manager keeps what the packages of a workspace share, in the nearest one above that has it; in
 * none of them it is where it would be if the folder had it.
 */
export function findEditorSchema(folder: string): EditorSchema {
  for (let at = folder, above = dirname(at); ; at = above, above = dirname(at)) {
    if (existsSync(join(at, INSTALLED))) return { path: fromFolder(relative(folder, join(at, INSTALLED))), isThere: true };
    if (above === at) return { path: fromFolder(INSTALLED), isThere: false };
  }
}

function fromFolder(path: string): string {
  const slashed = path.split(sep).join('/');
  return slashed.startsWith('../') ? slashed : `./${slashed}`;
}
