/** What the plugin may be told; all of it has a default. */
export interface SluiceOptions {
  /**
   * The folder that the project is looked for from, and that messages name files relative to. Default: the root of the
   * bundler (Vite's `root`, webpack's `context`, esbuild's `absWorkingDir`), else the working directory.
   */
  readonly root?: string;
  /** The folder of the project, or its `sluice.config.json`, relative to `root`. Default: the nearest one at `root` or above. */
  readonly project?: string;
  /**
   * Whether a build fails for a lock that does not fit the configuration and for generated files that are not those of the
   * lock, instead of writing them. Where no generated file is there at all, they are written. Default: true where the
   * environment variable `CI` is set to anything but "", "0" and "false".
   */
  readonly frozen?: boolean;
}
