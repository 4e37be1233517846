import type { RegistryError } from '../../core/errors.ts';
import type { ConfigFolder } from './config-folder.ts';
import type { ConfigText } from './config-text.ts';
import { namedVariables } from './named-variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a file may refer to. */
export interface Surroundings {
  readonly env: Environment;
  readonly folder: ConfigFolder;
}

/** A part of the file, and what it takes to read it. */
export class Part {
  readonly #text: ConfigText;
  readonly #pointer: string;
  readonly #around: Surroundings;

  constructor(text: ConfigText, around: Surroundings, pointer = '') {
    this.#text = text;
    this.#pointer = pointer;
    this.#around = around;
  }

  get env(): Environment {
    return this.#around.env;
  }

  get folder(): ConfigFolder {
    return this.#around.folder;
  }

  /**
   * The absolute path of a file that this part names. Throws `config_invalid` where it would be found only in the working directory: what
   * is read or made elsewhere would be another one.
   */
  pathOf(file: string): string {
    const { folder } = this.#around;
    if (folder.isMisplaced(file)) throw this.fail(`expected the file ${folder.resolve(file)}; there is none. ${folder.adviceFor(file)}`);
    return folder.resolve(file);
  }

  at(path: string): Part {
    return new Part(this.#text, this.#around, this.#pointer + path);
  }

  /** The other environment variables that the file names and that are not there, so that nobody learns of them one by one. */
  unsetBut(name: string): readonly string[] {
    return namedVariables(this.#text.value).filter((other) => other !== name && !this.env[other]);
  }

  fail(message: string): RegistryError {
    return this.#text.fail(this.#pointer, message);
  }
}

/** A secret from the environment variable `name`. Throws `config_invalid` where there is none: a gate that lets everybody in would be worse than one that does not start. */
export function readSecret(name: string, part: Part): string {
  const secret = part.env[name];
  if (secret) return secret;
  const others = part.unsetBut(name);
  const more = others.length === 0 ? '' : `, and so ${others.length === 1 ? 'is' : 'are'} ${others.join(', ')}`;
  throw part.fail(
    `expected the secret in the environment variable ${name}; found it unset or empty${more}. Set ${more === '' ? 'it' : 'them'} and start again`,
  );
}
