import { readFile, stat } from 'node:fs/promises';
import type { SecretConfig } from '../config/config.ts';

/** A secret that may be replaced while it is in use. */
export interface Secret<Value> {
  /** As it is now; never rejects. */
  current(): Value | Promise<Value>;
  /** Look once more. Gives whether it is another one than before; never rejects. */
  renew(): Promise<boolean>;
}

/** `read` gives undefined for a text that is no such secret. */
export function openSecret<Value>(config: SecretConfig, read: (text: string) => Value | undefined): Secret<Value> {
  const value = read(config.text) as Value; // The configuration was refused otherwise.
  if (config.kind === 'file') return new SecretFile(config.path, config.text, { read, value });
  return { current: () => value, renew: () => Promise.resolve(false) };
}

/** Read again whenever the file is another one than before. While it is missing, empty or no secret, the last good one counts. */
class SecretFile<Value> implements Secret<Value> {
  readonly #path: string;
  readonly #read: (text: string) => Value | undefined;
  #text: string;
  #value: Value;
  #seen = '';

  constructor(path: string, text: string, { read, value }: { readonly read: (text: string) => Value | undefined; readonly value: Value }) {
    this.#path = path;
    this.#text = text;
    this.#read = read;
    this.#value = value;
  }

  async current(): Promise<Value> {
    const seen = await this.#look();
    if (seen !== undefined && seen !== this.#seen && (await this.#take()) !== undefined) this.#seen = seen;
    return this.#value;
  }

  async renew(): Promise<boolean> {
    return (await this.#take()) === 'another';
  }

  // A link that is set to another file, as orchestrators do it, is another inode.
  async #look(): Promise<string | undefined> {
    const found = await stat(this.#path, { bigint: true }).catch(() => undefined);
    return found && `${found.ino}:${found.size}:${found.mtimeNs}`;
  }

  async #take(): Promise<'same' | 'another' | undefined> {
    const text = await readFile(this.#path, 'utf8').then(
      (found) => found.trim(),
      () => undefined,
    );
    const value = text === undefined ? undefined : this.#read(text);
    if (text === undefined || value === undefined) return undefined;
    const isSame = text === this.#text;
    this.#text = text;
    this.#value = value;
    return isSame ? 'same' : 'another';
  }
}
