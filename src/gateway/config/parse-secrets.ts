import { fileReason } from '../../core/file-reason.ts';
import { readSecretTextSync } from '../../files/read-file.ts';
import type { SecretConfig } from './config.ts';
import { readSecret, type Part } from './part.ts';

export interface RawToken {
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
}

/** Where secrets are, by the members that say so. */
export interface SecretPlaces {
  readonly env: string | readonly string[] | undefined;
  readonly file: string | readonly string[] | undefined;
}

export interface SecretKind {
  /** Of the members: for an environment variable, and for a file. */
  readonly names: readonly [string, string];
  /** How one looks, for messages. */
  readonly form: string;
  readonly isOne: (text: string) => boolean;
}

/** Read secrets: those of files first, since they can be replaced without a restart. Throws `config_invalid` where there is none, or what is there is none; what was found stays unsaid. */
export function parseSecrets({ env, file }: SecretPlaces, { names: [envName, fileName], form, isOne }: SecretKind, part: Part): SecretConfig[] {
  const require = (text: string, place: Part, where: string): string => {
    if (isOne(text)) return text;
    throw place.fail(`${where}: expected ${form}; found something else`);
  };
  const fromFiles = eachOf(file, fileName, part).map(([path, place]): SecretConfig => {
    return { kind: 'file', path: part.folder.resolve(path), text: require(readSecretFile(path, place), place, `the file ${path}`) };
  });
  const fromEnv = eachOf(env, envName, part).map(([name, place]): SecretConfig => {
    return { kind: 'env', text: require(readSecret(name, place), place, `the environment variable ${name}`) };
  });
  const secrets = [...fromFiles, ...fromEnv];
  if (secrets.length === 0) throw part.fail(`expected ${envName} or ${fileName}, which say where the secret is; found neither`);
  return secrets;
}

function eachOf(given: string | readonly string[] | undefined, name: string, part: Part): (readonly [string, Part])[] {
  if (given === undefined) return [];
  if (typeof given === 'string') return [[given, part.at(`/${name}`)]];
  return given.map((one, index) => [one, part.at(`/${name}/${index}`)]);
}

function readSecretFile(path: string, part: Part): string {
  try {
    return readSecretTextSync(part.folder.resolve(path)).trim();
  } catch (cause) {
    throw part.fail(`expected the secret in the file ${path}; it cannot be read (${fileReason(cause)}). ${part.folder.adviceFor(path)}`);
  }
}
