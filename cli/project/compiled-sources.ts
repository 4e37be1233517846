import { posix } from 'node:path';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { globPattern } from '../../src/project/glob.ts';

/** What the compiler takes, as a `tsconfig.json` and what it extends by relative paths say. Paths are relative, with `/`. */
export interface CompiledSources {
  /** Absent: nowhere in particular. */
  readonly rootDir?: string;
  /** Globs and folders. Absent: everything. */
  readonly include?: readonly string[];
}

/**
 * What a `tsconfig.json` says, which may have comments and commas too many, over what it extends. One that cannot be read says nothing,
 * and neither does a package that is extended: none can know the folders here. `read` gives the text at a path, relative as all are.
 */
export function readCompiledSources(path: string, read: (path: string) => string | undefined, above: readonly string[] = []): CompiledSources {
  // One that extends itself, by whatever way, is none that the compiler takes.
  const config = above.includes(path) ? undefined : parseTolerantly(read(path) ?? '');
  if (!isJsonObject(config)) return {};
  const { compilerOptions, include, extends: extended } = config;
  const rootDir = isJsonObject(compilerOptions) ? compilerOptions['rootDir'] : undefined;
  const bases = (Array.isArray(extended) ? extended : [extended]).filter((base) => typeof base === 'string' && /^\.\.?\//.test(base)) as string[];
  // Of several the last one counts, and each says where things are from where it lies.
  const inherited = bases.map((base) => readCompiledSources(extendedPath(path, base), read, [...above, path]));
  const here = (name: string): string => {
    const [, below] = /^\$\{configDir\}\/?(.*)$/s.exec(name) ?? []; // The folder of the one that is not extended: this one.
    return below === undefined ? posix.join(posix.dirname(path), name) : posix.normalize(below);
  };
  return {
    ...Object.assign({}, ...inherited),
    ...(typeof rootDir === 'string' ? { rootDir: here(rootDir) } : {}),
    ...(Array.isArray(include) ? { include: include.filter((entry) => typeof entry === 'string').map(here) } : {}),
  };
}

function extendedPath(path: string, base: string): string {
  const named = posix.join(posix.dirname(path), base);
  return named.endsWith('.json') ? named : `${named}.json`;
}

// A string is kept as it is, whatever is in it.
const TOKENS = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*[}\]])/g;

function parseTolerantly(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '').replace(TOKENS, (token) => (token.startsWith('"') ? token : ''))) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The folder for generated files that is proposed: the usual one, else one that the compiler takes. */
export function proposedOutput(sources: CompiledSources, hasSources: boolean): string {
  const usual = hasSources ? 'src/events' : 'events';
  const folders = [...(sources.rootDir === undefined ? [] : [sources.rootDir]), ...(sources.include ?? []).map(folderOf)];
  return [usual, ...folders.map((folder) => posix.join(folder, 'events'))].find((dir) => misfit(dir, sources) === undefined) ?? usual;
}

/** Which member leaves out the files of a folder; undefined where they are compiled. */
export function misfit(dir: string, { rootDir, include }: CompiledSources): 'rootDir' | 'include' | undefined {
  const file = posix.join(dir, 'index.ts');
  if (rootDir !== undefined && !isWithin(file, rootDir)) return 'rootDir';
  if (include === undefined || include.some((entry) => globPattern(patternOf(entry)).test(file))) return undefined;
  return 'include';
}

function isWithin(file: string, folder: string): boolean {
  return folder === '.' || folder === './' || file.startsWith(`${folder.replace(/\/$/, '')}/`);
}

/** A folder means all that is in it. */
function patternOf(entry: string): string {
  const last = posix.basename(entry);
  return /[*?]/.test(last) || last.includes('.', 1) ? posix.normalize(entry) : posix.join(entry, '**/*');
}

function folderOf(entry: string): string {
  const steps = posix.normalize(patternOf(entry)).split('/');
  const first = steps.findIndex((step) => /[*?]/.test(step));
  return steps.slice(0, first === -1 ? -1 : first).join('/');
}
