import { resolve } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import { fileReason } from '../../core/file-reason.ts';
import { readSecretTextSync } from '../../files/read-file.ts';
import type { SecretConfig } from '../../gateway/config/config.ts';
import type { GatewayAddress } from './registry-config.ts';

/** A gateway as the configuration of a registry writes it. */
export interface RawGateway {
  readonly url: string;
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
}

export interface GatewaySource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly folder: string;
  /** Makes what is thrown for the member with this name. */
  readonly fail: (member: keyof RawGateway, message: string) => RegistryError;
}

/** Throws what `fail` makes: for an address that is none, and for a secret that is not there. */
export function parseGateway(name: string, { url, ...secret }: RawGateway, source: GatewaySource): GatewayAddress {
  const token = readToken(secret, source);
  return { name, url: readAddress(url, source), ...(token === undefined ? {} : { token }) };
}

/** Throws `usage_invalid` for what cannot be the name of a gateway. */
export function requireGatewayName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,62}$/.test(name)) return name;
  throw new RegistryError(
    'usage_invalid',
    `expected a name of letters, digits, ".", "_" and "-", at most 63 of them; found ${JSON.stringify(name.slice(0, 80))}`,
  );
}

function readAddress(text: string, { fail }: GatewaySource): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw fail('url', `expected the http:// or https:// address of a gateway; found ${JSON.stringify(text)}`);
  }
  if (url.username !== '' || url.password !== '')
    throw fail('url', 'an address of a gateway has no user and no password: give its admin token apart');
  if (url.search !== '' || url.hash !== '') throw fail('url', `an address of a gateway has no query and no fragment; found ${JSON.stringify(text)}`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function readToken({ tokenEnv, tokenFile }: Partial<RawGateway>, { env, folder, fail }: GatewaySource): SecretConfig | undefined {
  if (tokenEnv !== undefined && tokenFile !== undefined) throw fail('tokenFile', 'tokenEnv says where the token is already; give one of them');
  if (tokenFile !== undefined) {
    const path = resolve(folder, tokenFile);
    return { kind: 'file', path, text: requireToken(readFile(path, fail), (message) => fail('tokenFile', `the file ${path}: ${message}`)) };
  }
  if (tokenEnv === undefined) return undefined;
  const text = env[tokenEnv];
  if (!text) throw fail('tokenEnv', `expected the token in the environment variable ${tokenEnv}; found it unset or empty. Set it and start again`);
  return { kind: 'env', text: requireToken(text, (message) => fail('tokenEnv', `the environment variable ${tokenEnv}: ${message}`)) };
}

function readFile(path: string, fail: GatewaySource['fail']): string {
  try {
    return readSecretTextSync(path).trim();
  } catch (cause) {
    throw fail('tokenFile', `expected the token in the file ${path}; it cannot be read (${fileReason(cause)})`);
  }
}

/** What was found stays unsaid. */
function requireToken(text: string, fail: (message: string) => RegistryError): string {
  if (isToken(text)) return text;
  throw fail('expected a token, which has no spaces in it; found something else');
}

/** Whether a text can stand in a header as a bearer token. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
