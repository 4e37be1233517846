import { Buffer } from 'node:buffer';
import { RegistryError } from '../core/errors.ts';

export interface SealKey {
  /** Stands in each record that it has encrypted: 1 to 64 characters of `A-Za-z0-9._-`. */
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** The first encrypts; all of them decrypt. */
export type SealKeys = readonly [SealKey, ...SealKey[]];

const LINE = /^([A-Za-z0-9._-]{1,64})\s+([A-Za-z0-9+/]{43}=)$/;

/**
 * Read keys as a file or a variable of the environment has them: a line for each, `ID BASE64`, the current one first; empty lines and
 * `#` comments are left out. Throws `config_invalid`, which never shows a key; `from` says where they stand.
 */
export function parseSealKeys(text: string, from: string): SealKeys {
  const keys = text.split(/\r?\n/).flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [keyOf(line.trim(), `${from}, line ${index + 1}`)]));
  const [first, ...others] = keys;
  if (first === undefined) throw invalid(`${from} holds no key`);
  const double = keys.find(({ id }, index) => keys.findIndex((other) => other.id === id) !== index);
  if (double !== undefined) throw invalid(`${from} has two keys named ${double.id}`);
  return [first, ...others];
}

function keyOf(line: string, place: string): SealKey {
  const [, id, base64] = LINE.exec(line) ?? [];
  if (id === undefined || base64 === undefined) throw invalid(`${place} is no key`);
  return { id, bytes: Buffer.from(base64, 'base64') };
}

function invalid(what: string): RegistryError {
  return new RegistryError('config_invalid', `${what}; a key is \`ID BASE64\` with 32 bytes, such as made by \`openssl rand -base64 32\``);
}
