import type { EsbuildPlugin } from 'unplugin';
import type { Builder, Turn } from './builder.ts';

type PluginBuild = Parameters<EsbuildPlugin['setup']>[0];

// Marks the question that is asked of the other plugins and of esbuild itself.
const ASKED = Symbol('asked by sluice');

/**
 * Generate before the first module is read. What to watch, and an error, are told where the first module is resolved, and not
 * at the start of the build: one that ends at its start has nothing to watch. Where nothing is resolved the error is told at
 * the end.
 */
export function setUpEsbuild(build: PluginBuild, builder: Builder): void {
  let turn: Promise<Turn> | undefined;
  let isTold = false;
  build.onStart(async () => {
    isTold = false;
    turn = builder.build(build.initialOptions.absWorkingDir ?? process.cwd());
    return { warnings: (await turn).warnings.map((text) => ({ text })) };
  });
  build.onResolve({ filter: entryFilter(build.initialOptions) }, async ({ path, pluginData, ...place }) => {
    const done = await turn;
    if (done === undefined || isTold || pluginData === ASKED) return undefined;
    isTold = true;
    const watchFiles = [...done.inputs];
    // esbuild takes no files to watch without a path.
    if (done.failure !== undefined) return { path, namespace: 'sluice', watchFiles, errors: [{ text: done.failure.message }] };
    return { ...(await build.resolve(path, { ...place, pluginData: ASKED })), watchFiles };
  });
  build.onEnd(async () => {
    const failure = isTold ? undefined : (await turn)?.failure;
    return { errors: failure === undefined ? [] : [{ text: failure.message }] };
  });
}

/** Only entries, where they can be told by their names: a call for every import of a large program takes time. */
function entryFilter({ entryPoints = [] }: PluginBuild['initialOptions']): RegExp {
  const entries = Array.isArray(entryPoints) ? entryPoints : Object.values(entryPoints);
  const names = entries.map((entry) => (typeof entry === 'string' ? entry : entry.in).replace(/^\.\//, ''));
  if (names.length === 0 || names.some((name) => name.includes('*'))) return /.*/;
  // esbuild puts the dot before relative names.
  return new RegExp(`^(?:\\./)?(?:${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})$`);
}
