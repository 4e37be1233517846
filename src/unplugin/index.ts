import { sluicePlugin, type SluicePlugin } from './plugin.ts';

export type { SluiceOptions } from './options.ts';

/**
 * Keep the generated files of a project up to date in a bundler: before a build, and while it watches, whenever
 * `sluice.config.json`, `sluice.lock` or a vendored schema changes. No socket is opened, and only files that differ are written.
 *
 * An error fails the build with code, place and what to do; Vite's dev server shows it in its overlay and goes on.
 * Throws `module_missing` without the package `unplugin`.
 */
export const vite: SluicePlugin['vite'] = (options) => sluicePlugin().vite(options);

/** As `vite`, for Rollup. */
export const rollup: SluicePlugin['rollup'] = (options) => sluicePlugin().rollup(options);

/** As `vite`, for Rolldown. */
export const rolldown: SluicePlugin['rolldown'] = (options) => sluicePlugin().rolldown(options);

/** As `vite`, for esbuild. */
export const esbuild: SluicePlugin['esbuild'] = (options) => sluicePlugin().esbuild(options);

/** As `vite`, for webpack. */
export const webpack: SluicePlugin['webpack'] = (options) => sluicePlugin().webpack(options);

/** As `vite`, for Rspack. */
export const rspack: SluicePlugin['rspack'] = (options) => sluicePlugin().rspack(options);
