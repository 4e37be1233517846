import type { RegistryError } from '../../core/errors.ts';
import type { ConfigText } from './config-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A part of the file, and what it takes to read it. */
export class Part {
  readonly #text: ConfigText;
  readonly #pointer: string;
  readonly env: Environment;

  constructor(text: ConfigText, env: Environment, pointer = '') {
    this.#text = text;
    this.#pointer = pointer;
    this.env = env;
  }

  at(path: string): Part {
    return new Part(this.#text, this.env, this.#pointer + path);
  }

  fail(message: string): RegistryError {
    return this.#text.fail(this.#pointer, message);
  }
}

/** A secret from the environment variable `name`. Throws `config_invalid` where there is none: a gate that lets everybody in would be worse than one that does not start. */
export function readSecret(name: string, part: Part): string {
  const secret = part.env[name];
  if (secret) return secret;
  throw part.fail(`expected the secret in the environment variable ${name}; found it unset or empty. Set it and start again`);
}
