import { stat } from 'node:fs/promises';
import { buildProject, type BuildOptions, type ProjectBuild } from '../../cli/project/build-project.ts';

/** A writer that never rests is not waited for. */
const MAX_BUILDS = 5;
/** File systems stamp a little before the clock says; most to some milliseconds. */
const COARSE_MS = 20;

/**
 * Build a project as it is when the build ends: a file that was written meanwhile is read again, since a bundler begins to watch it only
 * afterwards, with the content of then, and would never learn of it. One `stat` for each input.
 */
export async function buildCurrent(options: BuildOptions): Promise<ProjectBuild> {
  let before: readonly number[] = [];
  for (let builds = 1; ; builds += 1) {
    const startedAt = Date.now();
    const built = await buildProject(options);
    const times = await Promise.all(built.inputs.map(timeOf));
    const isOld = times.every((time) => time < startedAt - COARSE_MS);
    // The same times again are of a clock that goes ahead of ours.
    const isKnown = builds > 1 && String(times) === String(before);
    if (isOld || isKnown || builds === MAX_BUILDS) return built;
    before = times;
  }
}

/** When a file was last written; 0: it is not there. */
async function timeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
