import type { EsbuildPlugin } from 'unplugin';
import type { Builder, Turn } from './builder.ts';

type PluginBuild = Parameters<EsbuildPlugin['setup']>[0];

/**
 * Generate before the first module is read. An error is told where the first module is resolved, and not at the start of the
 * build: a build that ends at its start has nothing to watch. Where nothing is resolved it is told at the end.
 */
export function setUpEsbuild(build: PluginBuild, builder: Builder): void {
  let turn: Promise<Turn> | undefined;
  let isTold = false;
  build.onStart(async () => {
    isTold = false;
    turn = builder.build(build.initialOptions.absWorkingDir ?? process.cwd());
    return { warnings: (await turn).warnings.map((text) => ({ text })) };
  });
  const errors = (failure: Turn['failure']): { readonly text: string }[] => {
    if (failure === undefined || isTold) return [];
    isTold = true;
    return [{ text: failure.message }];
  };
  build.onResolve({ filter: entryFilter(build.initialOptions) }, async () => {
    const done = await turn;
    return done === undefined ? undefined : { watchFiles: [...done.inputs], errors: errors(done.failure) };
  });
  build.onEnd(async () => ({ errors: errors((await turn)?.failure) }));
}

/** Only entries, where they can be told by their names: a call for every import of a large program takes time. */
function entryFilter({ entryPoints = [] }: PluginBuild['initialOptions']): RegExp {
  const entries = Array.isArray(entryPoints) ? entryPoints : Object.values(entryPoints);
  const names = entries.map((entry) => (typeof entry === 'string' ? entry : entry.in).replace(/^\.\//, ''));
  if (names.length === 0 || names.some((name) => name.includes('*'))) return /.*/;
  // esbuild puts the dot before relative names.
  return new RegExp(`^(?:\\./)?(?:${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})$`);
}
