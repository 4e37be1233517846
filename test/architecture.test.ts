import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const ROOT = dirname(import.meta.dirname);

interface Layer {
  /** Folders below the project that it may import from; its own is always allowed. */
  readonly folders: readonly string[];
  /** npm packages, and `node:` for all of Node's modules or `node:x` for one. */
  readonly packages: readonly string[];
}

const KOA = ['koa'];
const EDITOR = ['autocomplete', 'commands', 'lang-json', 'language', 'lint', 'state', 'view']
  .map((name) => `@codemirror/${name}`)
  .concat('@lezer/highlight');
const EVERYTHING = [
  'src/core',
  'src/files',
  'src/containment',
  'src/formats',
  'src/storage',
  'src/queue',
  'src/postgres',
  'src/sqlite',
  'src/registry',
  'src/webhooks',
  'src/client',
  'src/http',
  'src/gateway',
  'src/codegen',
  'src/dump',
  'src/importers',
  'src/asyncapi',
];

/** Folders whose drivers only the composition root imports. */
const PORTS = ['src/storage', 'src/queue'];

/** The source of truth: folder → what it may import. docs/architecture.md gives the reasons. */
const LAYERS: Readonly<Record<string, Layer>> = {
  'src/core': { folders: [], packages: ['semver'] },
  'src/files': { folders: ['src/core'], packages: ['node:'] },
  'src/containment': { folders: ['src/core'], packages: ['@eslint-community/regexpp'] },
  'src/formats': { folders: ['src/core', 'src/containment'], packages: ['ajv', 'node:crypto', 'node:buffer'] },
  'src/storage': { folders: ['src/core'], packages: [] },
  'src/storage/memory': { folders: ['src/core', 'src/storage'], packages: [] },
  'src/postgres': { folders: ['src/core', 'src/files'], packages: ['pg'] },
  'src/storage/postgres': { folders: ['src/core', 'src/storage', 'src/postgres'], packages: ['pg', 'node:crypto'] },
  'src/sqlite': { folders: ['src/core'], packages: ['better-sqlite3', 'node:'] },
  'src/storage/sqlite': { folders: ['src/core', 'src/storage', 'src/sqlite'], packages: ['better-sqlite3', 'node:'] },
  'src/queue': { folders: ['src/core'], packages: ['node:buffer', 'node:crypto'] },
  'src/queue/postgres': { folders: ['src/core', 'src/queue', 'src/storage', 'src/postgres'], packages: ['pg', 'node:'] },
  'src/queue/sqlite': { folders: ['src/core', 'src/queue', 'src/storage', 'src/sqlite'], packages: ['better-sqlite3', 'node:'] },
  'src/importers': { folders: ['src/core'], packages: [] },
  'src/asyncapi': { folders: ['src/core', 'src/importers'], packages: [] },
  'src/dump': { folders: ['src/core', 'src/storage'], packages: ['node:crypto'] },
  'src/registry': { folders: ['src/core', 'src/formats', 'src/storage'], packages: ['node:crypto', 'node:zlib'] },
  'src/webhooks': { folders: ['src/core', 'src/storage', 'src/registry', 'src/http/kit'], packages: ['undici', 'node:'] },
  'src/client': { folders: ['src/core'], packages: [] },
  'src/http': { folders: ['src/core', 'src/registry', 'src/codegen', 'src/asyncapi'], packages: [...KOA, 'jose', 'node:'] },
  'src/gateway': {
    folders: ['src/core', 'src/files', 'src/formats', 'src/client', 'src/http/kit', 'src/queue'],
    packages: ['undici', 'yaml', 'node:', '@opentelemetry/api', '@aws-sdk/client-lambda', ...KOA],
  },
  'src/codegen': { folders: ['src/core', 'src/containment', 'src/formats'], packages: ['node:'] },
  'src/project': { folders: ['src/core', 'src/formats'], packages: ['node:crypto'] },
  // Runs in a browser: what it knows it asks of the native API.
  'src/ui': {
    folders: ['src/core', 'src/client'],
    packages: ['preact', ...EDITOR],
  },
  'src/server': { folders: EVERYTHING, packages: ['pino', 'prom-client', 'node:'] },
  cli: { folders: [...EVERYTHING, 'src/server', 'src/project'], packages: ['commander', 'yaml', 'undici', '@asyncapi/parser', 'node:'] },
  'cli/project': {
    folders: ['cli', 'src/core', 'src/files', 'src/formats', 'src/client', 'src/codegen', 'src/project'],
    packages: ['node:'],
  },
  // A face like the CLI, without its arguments: the package's surface is below src.
  'src/unplugin': { folders: ['src/core', 'cli/project', 'cli/report'], packages: ['unplugin', 'node:'] },
  // The shop starts a PostgreSQL of its own as benches and tests do.
  examples: { folders: [...EVERYTHING, 'src/server', 'cli', 'bench/postgres'], packages: ['node:'] },
  bench: {
    folders: [...EVERYTHING, 'src/server'],
    packages: ['node:', 'ajv', 'better-sqlite3', 'koa', 'undici', 'esbuild', 'json-schema-to-typescript'],
  },
};

interface Import {
  readonly file: string;
  readonly target: string;
}

// As the formatter writes them, be it within a text. To parse all files takes ten times as long.
const REQUEST = /^(?:(?:import|export)\b[^'"\n]* from|\} from|import) '([^'\n]+)'|\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?'([^'\n]+)'/gm;

const files = ['src', 'cli', 'examples', 'bench'].flatMap((folder) => filesBelow(folder));
const imports = files.flatMap(importsOf);

test('the scan sees the project', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(100);
});

test('the scan misses no import that a parser finds', () => {
  const some = files.filter((_, index) => index % 16 === 0);
  const parsed = some.flatMap(parsedImportsOf);
  const scanned = new Set(some.flatMap(scannedImportsOf).map(({ file, target }) => `${file} → ${target}`));
  expect(parsed.length).toBeGreaterThan(100);
  expect(parsed.map(({ file, target }) => `${file} → ${target}`).filter((found) => !scanned.has(found))).toEqual([]);
});

test('every file lies in a layer of the table', () => {
  expect(files.filter((file) => layerOf(file) === undefined && file !== 'src/index.ts')).toEqual([]);
});

test('every import is one that the table allows', () => {
  expect(imports.filter((found) => !isAllowed(found)).map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
});

test('the table would notice a wrong import', () => {
  expect(isAllowed({ file: 'src/core/subject.ts', target: 'src/registry/register.ts' })).toBe(false);
  expect(isAllowed({ file: 'src/containment/index.ts', target: 'node:fs' })).toBe(false);
  expect(isAllowed({ file: 'src/registry/register.ts', target: 'src/storage/sqlite/store.ts' })).toBe(false);
});

test('only the composition root chooses drivers', () => {
  const choosers = imports.filter(({ target }) => /^src\/(storage|queue)\/(memory|postgres|sqlite)\//.test(target)).map(({ file }) => layerOf(file));
  expect(new Set(choosers.filter((layer) => !PORTS.some((port) => layer?.startsWith(`${port}/`))))).toEqual(new Set(['src/server']));
});

test.each(['utils.ts', 'helpers.ts', 'common.ts', 'types.ts'])('no file is called %s', (name) => {
  expect(files.filter((file) => file.endsWith(`/${name}`))).toEqual([]);
});

function isAllowed({ file, target }: Import): boolean {
  const name = layerOf(file);
  const layer = name === undefined ? undefined : LAYERS[name];
  // The package's own entry gives out the domain.
  if (name === undefined || layer === undefined) return file === 'src/index.ts' && target.startsWith('src/core/');
  if (/^(src|cli|examples|bench)\//.test(target)) {
    const port = name.startsWith('src/storage/') ? ['src/storage/store.ts'] : [];
    return [name, ...layer.folders].some((folder) => isBelow(target, folder, file)) || port.includes(target);
  }
  const packageName = target.startsWith('node:')
    ? target
    : target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
  return layer.packages.includes(packageName) || (target.startsWith('node:') && layer.packages.includes('node:'));
}

// A port is imported from the folder that holds it; its drivers only by the composition root.
function isBelow(target: string, folder: string, file: string): boolean {
  if (PORTS.includes(folder) && !file.startsWith('src/server/')) return dirname(target) === folder;
  return target.startsWith(`${folder}/`);
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS)
    .filter((folder) => file.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

function filesBelow(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

/** Parsed where something is not allowed, which may be a text. */
function importsOf(file: string): Import[] {
  const found = scannedImportsOf(file);
  return found.every(isAllowed) ? found : parsedImportsOf(file);
}

function scannedImportsOf(file: string): Import[] {
  return [...textOf(file).matchAll(REQUEST)].map(([, whole, part]) => ({ file, target: resolveTarget(file, whole ?? part ?? '') }));
}

/** As a parser finds them. */
function parsedImportsOf(file: string): Import[] {
  const text = textOf(file);
  const { module } = parseSync(file, text);
  const requests = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest.value]))),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => literal(text.slice(start, end))),
  ];
  return requests.map((request) => ({ file, target: resolveTarget(file, request) }));
}

function literal(source: string): string[] {
  const match = /^['"](.+)['"]$/.exec(source);
  return match?.[1] === undefined ? [] : [match[1]];
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function resolveTarget(file: string, request: string): string {
  if (request.startsWith('.')) return relative(ROOT, join(ROOT, dirname(file), request)).replaceAll('\\', '/');
  return builtinModules.includes(request) ? `node:${request}` : request;
}
