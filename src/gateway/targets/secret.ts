import { stat } from 'node:fs/promises';
import { readSecretText } from '../../files/read-file.ts';
import type { SecretConfig } from '../config/config.ts';

/** A secret that may be replaced while it is in use. */
export interface Secret<Value> {
  /** As it is now; never rejects. */
  current(): Value | Promise<Value>;
  /** The same, read once more whatever the file looks like; never rejects. */
  renewed(): Promise<Value>;
}

/** `read` gives undefined for a text that is no such secret. */
export function openSecret<Value>(config: SecretConfig, read: (text: string) => Value | undefined): Secret<Value> {
  const value = read(config.text) as Value; // The configuration was refused otherwise.
  if (config.kind === 'file') return new SecretFile(config.path, read, value);
  return { current: () => value, renewed: () => Promise.resolve(value) };
}

/** Read again whenever the file is another one than before. While it is missing, empty or no secret, the last good one counts. */
class SecretFile<Value> implements Secret<Value> {
  readonly #path: string;
  readonly #read: (text: string) => Value | undefined;
  #value: Value;
  #seen = '';
  /** Shared by all who ask meanwhile: under load one look serves many requests. */
  #look: Promise<void> | undefined;

  constructor(path: string, read: (text: string) => Value | undefined, value: Value) {
    this.#path = path;
    this.#read = read;
    this.#value = value;
  }

  async current(): Promise<Value> {
    this.#look ??= this.#follow().finally(() => (this.#look = undefined));
    await this.#look;
    return this.#value;
  }

  async renewed(): Promise<Value> {
    await this.#take();
    return this.#value;
  }

  // A link that is set to another file, as orchestrators do it, is another inode.
  async #follow(): Promise<void> {
    const found = await stat(this.#path, { bigint: true }).catch(() => undefined);
    const seen = found && `${found.ino}:${found.size}:${found.mtimeNs}`;
    if (seen !== undefined && seen !== this.#seen && (await this.#take())) this.#seen = seen;
  }

  /** Gives whether there is a secret in it. */
  async #take(): Promise<boolean> {
    const text = await readSecretText(this.#path).catch(() => undefined);
    const value = text === undefined ? undefined : this.#read(text.trim());
    if (value === undefined) return false;
    this.#value = value;
    return true;
  }
}
