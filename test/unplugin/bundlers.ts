import { join } from 'node:path';
import { build as buildWithEsbuild, type BuildOptions } from 'esbuild';
import { rollup as buildWithRollup } from 'rollup';
import { build as buildWithVite, createLogger, type InlineConfig } from 'vite';
import webpackBuild from 'webpack';
import { esbuild, rollup, vite, webpack, type SluiceOptions } from '../../src/unplugin/index.ts';
import { ENTRY } from './app.ts';

export interface Bundler {
  readonly name: string;
  /** Bundle the entry of a folder to `out/main.js` there. What was warned of; rejects with what the bundler says of an error. */
  readonly build: (folder: string, options?: SluiceOptions) => Promise<string>;
}

export const BUNDLERS: readonly Bundler[] = [
  {
    name: 'vite',
    async build(folder, options) {
      const warned: string[] = [];
      const customLogger = { ...createLogger('silent'), warn: (text: string) => void warned.push(text) };
      await buildWithVite({ ...viteConfig(folder, options), customLogger });
      return warned.join('\n');
    },
  },
  {
    name: 'rollup',
    async build(folder, options) {
      const warned: string[] = [];
      const input = join(folder, ENTRY);
      const plugins = [rollup({ root: folder, ...options })];
      const bundle = await buildWithRollup({ input, plugins, onwarn: ({ message }) => void warned.push(message) });
      await bundle.write({ dir: join(folder, 'out'), format: 'esm' });
      await bundle.close();
      return warned.join('\n');
    },
  },
  {
    name: 'esbuild',
    async build(folder, options) {
      const { warnings } = await buildWithEsbuild(esbuildOptions(folder, options));
      return warnings.map(({ text }) => text).join('\n');
    },
  },
  {
    name: 'webpack',
    async build(folder, options) {
      const compiler = webpackBuild(webpackOptions(folder, options));
      try {
        const stats = await new Promise<webpackBuild.Stats | undefined>((resolve, reject) =>
          compiler.run((error, done) => (error === null ? resolve(done) : reject(error))),
        );
        const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
        if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
        return warnings.map(({ message }) => message).join('\n');
      } finally {
        await new Promise<void>((resolve) => compiler.close(() => resolve()));
      }
    },
  },
];

// On a busy machine Rolldown warns that plugins are slow.
const SILENT_OF_TIME = { rolldownOptions: { checks: { bundlerTimings: false } } };

export function viteConfig(folder: string, options?: SluiceOptions): InlineConfig {
  return {
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [vite(options)],
    build: { outDir: 'out', lib: { entry: ENTRY, formats: ['es'], fileName: () => 'main.js' }, target: 'es2022', minify: false, ...SILENT_OF_TIME },
  };
}

export function esbuildOptions(folder: string, options?: SluiceOptions): BuildOptions {
  return {
    absWorkingDir: folder,
    entryPoints: [ENTRY],
    outfile: 'out/main.js',
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [esbuild(options)],
  };
}

export function webpackOptions(folder: string, options?: SluiceOptions): webpackBuild.Configuration {
  return {
    context: folder,
    mode: 'development',
    devtool: false,
    target: 'node',
    entry: `./${ENTRY}`,
    output: { path: join(folder, 'out'), filename: 'main.js', module: true },
    experiments: { outputModule: true },
    plugins: [webpack(options)],
  };
}
