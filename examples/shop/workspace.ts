import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCompiler, type Ended } from './program.ts';

/** A text in a file of a team that becomes another one. */
export interface Edit {
  /** Relative to the folder of the teams. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The repository of the shop: a folder for each team, and the builds that were made of it. */
export interface Workspace {
  /** The folder of the teams, a package: commands there are about all of them. */
  readonly teams: string;
  edit(edits: readonly Edit[]): void;
  /** Compile what all teams have written, under a name; the build before stays as it is. */
  compile(build: string): Promise<Ended>;
  /** A compiled file of a team. */
  built(build: string, file: string): string;
}

const COMPILER_OPTIONS = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ target: 'es2022', lib: ['es2022'], types: ['node'], skipLibCheck: true, module: 'nodenext', rootDir: '.' },
};

/** Make it in a folder. */
export function createWorkspace(folder: string): Workspace {
  const teams = join(folder, 'teams');
  cpSync(join(ROOT, 'examples', 'shop', 'teams'), teams, { recursive: true });
  write(join(teams, 'package.json'), { name: 'shop', private: true, type: 'module' });
  write(join(folder, 'package.json'), { type: 'module' });
  const compilerOptions = { ...COMPILER_OPTIONS, typeRoots: [join(ROOT, 'node_modules', '@types')] };
  write(join(teams, 'tsconfig.json'), { compilerOptions, include: ['*/src'] });
  const builds = join(folder, 'builds');
  return {
    teams,
    edit: (edits) => edits.forEach((edit) => change(join(teams, edit.file), edit)),
    compile: (build) => runCompiler(['-p', teams, '--outDir', join(builds, build)], teams),
    built: (build, file) => join(builds, build, file),
  };
}

function change(path: string, { file, from, to }: Edit): void {
  const text = readFileSync(path, 'utf8');
  // An edit that finds nothing would be a release that changes nothing.
  if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
  writeFileSync(path, text.replace(from, to));
}

function write(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
