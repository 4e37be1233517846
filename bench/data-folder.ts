import { dirname, join } from 'node:path';

/** The project, seen from dist/modules/bench. */
export const ROOT: string = dirname(dirname(dirname(import.meta.dirname)));

/** Where a bench keeps the package.json of what it reads. */
export function dataFolder(bench: string): string {
  return join(ROOT, 'bench', bench);
}
