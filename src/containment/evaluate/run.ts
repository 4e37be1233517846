import { RegistryError } from '../../core/errors.ts';
import type { Resource, SchemaNode } from '../resolve/node.ts';

// Measured on Node 20: the default stack (about 1 MB) overflows at some 2,000 nested subschemas. Half of it is left to
// callers, since V8 aborts the process when it runs out of stack while compiling a regular expression.
const MAX_DEPTH = 1_000;

/** What changes while one instance is judged: the dynamic scope and the depth. */
export class Run {
  /** Resources entered, outermost first. */
  readonly scope: Resource[] = [];
  #depth = 0;

  /** Call `leave` with the result. Throws `too_deep`, also where only a dynamic reference closes an in-place cycle. */
  enter(node: SchemaNode): boolean {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw tooDeep(node.location);
    if (this.scope.at(-1) === node.resource) return false;
    this.scope.push(node.resource);
    return true;
  }

  leave(pushed: boolean): void {
    this.#depth -= 1;
    if (pushed) this.scope.pop();
  }
}

/** @internal */
export function tooDeep(location: string): RegistryError {
  const message = `the instance and the schema nest too deep to be judged (more than ${MAX_DEPTH} nested subschemas, at ${JSON.stringify(location)}); flatten one of them`;
  return new RegistryError('too_deep', message, { data: { pointer: location } });
}
