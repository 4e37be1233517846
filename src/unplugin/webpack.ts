import type { Builder, Turn } from './builder.ts';

/** What of webpack's compiler is used; Rspack's has the same. */
export interface WebpackCompiler {
  readonly context: string;
  readonly hooks: {
    readonly run: { tapPromise(name: string, work: () => Promise<void>): void };
    readonly watchRun: { tapPromise(name: string, work: () => Promise<void>): void };
    readonly thisCompilation: { tap(name: string, work: (compilation: WebpackCompilation) => void): void };
  };
}

interface WebpackCompilation {
  readonly errors: { push(error: Error): unknown };
  readonly warnings: { push(warning: Error): unknown };
  readonly fileDependencies: { add(path: string): unknown };
}

/**
 * Generate before the compilation: in `make`, where unplugin would call, entries are read at the same time. An error is one
 * of the compilation, since one that is thrown ends watching.
 */
export function setUpWebpack(compiler: WebpackCompiler, builder: Builder): void {
  let turn: Turn | undefined;
  const work = async (): Promise<void> => {
    turn = await builder.build(compiler.context);
  };
  compiler.hooks.run.tapPromise('sluice', work);
  compiler.hooks.watchRun.tapPromise('sluice', work);
  compiler.hooks.thisCompilation.tap('sluice', ({ errors, warnings, fileDependencies }) => {
    for (const input of turn?.inputs ?? []) fileDependencies.add(input);
    for (const warning of turn?.warnings ?? []) warnings.push(new Error(warning));
    if (turn?.failure !== undefined) errors.push(turn.failure);
  });
}
