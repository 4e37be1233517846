import type { UnpluginInstance } from 'unplugin';
import { createBuilder } from './builder.ts';
import { setUpEsbuild } from './esbuild.ts';
import { loadUnplugin } from './load-unplugin.ts';
import type { SluiceOptions } from './options.ts';
import { generateInRollup, type RollupContext } from './rollup.ts';
import { watchInVite, type DevSession, type ViteServer } from './vite.ts';
import { setUpWebpack } from './webpack.ts';

export type SluicePlugin = UnpluginInstance<SluiceOptions | undefined, false>;

/** @internal The plugin for every bundler. No hook is shared: each of them needs another one to know all before the first module is read. */
export function sluicePlugin(): SluicePlugin {
  return loadUnplugin().createUnplugin<SluiceOptions | undefined, false>((options = {}) => {
    const builder = createBuilder(options);
    const inRollup = {
      buildStart(this: RollupContext) {
        return generateInRollup(this, builder, process.cwd());
      },
    };
    let root = process.cwd();
    let session: DevSession | undefined;
    return {
      name: 'sluice',
      rollup: inRollup,
      rolldown: inRollup,
      vite: {
        configResolved: (config: { readonly root: string }) => {
          root = config.root;
        },
        configureServer: (server: ViteServer) => {
          session = watchInVite(server, builder);
        },
        buildStart(this: RollupContext) {
          return session === undefined ? generateInRollup(this, builder, root) : session.start();
        },
      },
      esbuild: { setup: (build) => setUpEsbuild(build, builder) },
      webpack: (compiler) => setUpWebpack(compiler, builder),
      rspack: (compiler) => setUpWebpack(compiler, builder),
    };
  });
}
