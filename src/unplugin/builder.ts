import { resolve } from 'node:path';
import type { ProjectBuild } from '../../cli/project/build-project.ts';
import { failureText } from '../../cli/report/failure.ts';
import { RegistryError } from '../core/errors.ts';
import { buildCurrent } from './build-current.ts';
import type { SluiceOptions } from './options.ts';

/** One turn of a build: the files that it depends on, what to warn of, and the error that it fails with, worded for a person. */
export interface Turn {
  readonly frozen: boolean;
  readonly inputs: readonly string[];
  readonly warnings: readonly string[];
  readonly failure?: RegistryError;
}

/** Generates for one plugin in a bundler. */
export interface Builder {
  /** `root` is the bundler's, for where the options name none. Never rejects. One turn at a time, since both would write the same files. */
  build(root: string): Promise<Turn>;
}

export function createBuilder(options: SluiceOptions): Builder {
  const { project, frozen } = options;
  let last: Promise<unknown> = Promise.resolve();
  return {
    build(root) {
      const turn = last.then(() => buildCurrent({ root: resolve(root, options.root ?? '.'), project, frozen, env: process.env })).then(toTurn);
      last = turn;
      return turn;
    },
  };
}

function toTurn(built: ProjectBuild): Turn {
  const { frozen, inputs, warnings } = built;
  return { frozen, inputs, warnings, ...(built.kind === 'done' ? {} : { failure: worded(built.error) }) };
}

/** The same error with all that a person needs in its message, since that is what bundlers show; stacks and causes, which they show too, only of our bugs. */
function worded(error: RegistryError): RegistryError {
  const { code, data, cause } = error;
  const message = failureText(error, { color: false, stack: false })
    .trim()
    .replace(/^error /, '');
  const told = new RegistryError(code, message, code === 'internal' ? { data, cause } : { data });
  told.stack = `RegistryError: ${message}`;
  return told;
}
