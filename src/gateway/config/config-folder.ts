import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the paths begin that a configuration names: in its own folder, wherever the program is started. */
export class ConfigFolder {
  /** Absolute. */
  readonly path: string;
  /** The working directory, in which paths began before. */
  readonly #cwd: string;

  constructor(path: string, cwd: string = process.cwd()) {
    this.path = resolve(cwd, path);
    this.#cwd = cwd;
  }

  resolve(path: string): string {
    return resolve(this.path, path);
  }

  /** For messages about a file that is not there: where it was looked for, and whether it lies where it would have been found before. */
  adviceFor(path: string): string {
    const [here, there] = [this.resolve(path), resolve(this.#cwd, path)];
    if (here === there) return 'The path is relative to the folder of the configuration';
    const isThere = existsSync(there) ? `; ${there} is there, in the working directory: move it, or write its path from ${this.path}` : '';
    return `The path is relative to the folder of the configuration${isThere}`;
  }

  /** Whether a file is only there if the path is relative to the working directory. */
  isMisplaced(path: string): boolean {
    return !existsSync(this.resolve(path)) && existsSync(resolve(this.#cwd, path));
  }
}
