import type { Builder } from './builder.ts';

/** What of Rollup's and Rolldown's plugin context is used. */
export interface RollupContext {
  addWatchFile(id: string): void;
  warn(message: string): void;
}

/** Generate before the first module is read. Whoever watches builds again when an input changes, after a failure too. */
export async function generateInRollup(context: RollupContext, builder: Builder, root: string): Promise<void> {
  const { inputs, warnings, failure } = await builder.build(root);
  for (const input of inputs) context.addWatchFile(input);
  for (const warning of warnings) context.warn(warning);
  if (failure !== undefined) throw failure;
}
