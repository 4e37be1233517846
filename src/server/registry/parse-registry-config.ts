import { resolve } from 'node:path';
import type { Scope } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { parseScope } from '../../core/scope.ts';
import type { Format } from '../../formats/format.ts';
import { checkShape } from '../../gateway/config/check-shape.ts';
import { parseConfigText, type ConfigText } from '../../gateway/config/config-text.ts';
import type { TokenAlgorithm, TokenRules } from '../../http/kit/token.ts';
import { parseGateway, type GatewaySource, type RawGateway } from './parse-gateways.ts';
import type { AuthConfig, GatewayAddress, RegistryConfig, TlsFiles } from './registry-config.ts';
import { isInTheClear } from '../listen/address.ts';

export interface RegistryConfigSource {
  /** For messages; where it ends in `.yaml` or `.yml` the text is YAML, else JSON. */
  readonly file: string;
  /** Where relative paths begin. */
  readonly folder: string;
  readonly text: string;
  readonly format: Format;
  /** Where `tokenEnv` is looked up. Default: nothing is there. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Read the configuration of a registry. Throws `config_invalid` with file, line, what was expected and found. */
export async function parseRegistryConfig({ file, folder, text, format, env = {} }: RegistryConfigSource): Promise<RegistryConfig> {
  const source = await parseConfigText(text, file);
  await checkShape(source, format, 'registry');
  const { auth, tls, rateLimit, limits, webhooks, gateways, allowedHosts } = source.value as unknown as RawConfig; // The schema has just said so.
  if (auth?.clientCertificates !== undefined && tls?.clientCa === undefined) {
    throw source.fail('/auth/clientCertificates', 'client certificates need /tls/clientCa, the CA that signs them');
  }
  if (auth?.keys === false && auth.jwt === undefined && auth.clientCertificates === undefined) {
    throw source.fail('/auth', 'without keys, jwt and clientCertificates nobody could say who they are; have one of them');
  }
  return {
    ...(auth === undefined ? {} : { auth: readAuth(auth, source) }),
    ...(tls === undefined ? {} : { tls: readTls(tls, folder) }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(limits === undefined ? {} : { limits }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(gateways === undefined ? {} : { gateways: readGateways(gateways, source, { env, folder }) }),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
  };
}

function readGateways(
  raw: Readonly<Record<string, RawGateway>>,
  source: ConfigText,
  where: Pick<GatewaySource, 'env' | 'folder'>,
): readonly GatewayAddress[] {
  return Object.entries(raw).map(([name, gateway]) =>
    parseGateway(name, gateway, { ...where, fail: (member, message) => source.fail(`/gateways/${name}/${member}`, message) }),
  );
}

// What schemas/config/registry.schema.json lets through.

interface RawConfig extends Pick<RegistryConfig, 'rateLimit' | 'limits' | 'webhooks' | 'allowedHosts'> {
  readonly gateways?: Readonly<Record<string, RawGateway>>;
  readonly auth?: RawAuth;
  readonly tls?: Omit<TlsFiles, 'requireClientCertificate'> & Partial<TlsFiles>;
}

interface RawAuth {
  readonly keys?: boolean;
  readonly anonymousRead?: boolean;
  readonly jwt?: RawJwt;
  readonly clientCertificates?: { readonly subjects: ScopeMap };
}

interface RawJwt {
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly jwksUri: string;
  readonly algorithms?: readonly TokenAlgorithm[];
  readonly clockToleranceSeconds?: number;
  readonly nameClaim?: string;
  readonly scopes: { readonly claim: string; readonly values: ScopeMap };
}

type ScopeMap = Readonly<Record<string, readonly string[]>>;

function readAuth({ keys = true, anonymousRead = false, jwt, clientCertificates }: RawAuth, source: ConfigText): AuthConfig {
  const subjects = clientCertificates && readScopes(clientCertificates.subjects, '/auth/clientCertificates/subjects', source);
  return {
    keys,
    anonymousRead,
    ...(jwt === undefined ? {} : { jwt: readJwt(jwt, source) }),
    ...(subjects === undefined ? {} : { clientCertificates: { scopes: subjects } }),
  };
}

function readJwt({ issuer, audience, jwksUri, scopes, ...rest }: RawJwt, source: ConfigText): TokenRules {
  if (!isSafeAddress(jwksUri)) {
    throw source.fail('/auth/jwt/jwksUri', `expected an https address, or http on loopback, without a user; found ${JSON.stringify(jwksUri)}`);
  }
  const { algorithms = ['RS256', 'ES256'], clockToleranceSeconds = 5, nameClaim = 'sub' } = rest;
  return {
    issuer,
    audience: typeof audience === 'string' ? [audience] : audience,
    jwksUri,
    algorithms,
    clockToleranceSeconds,
    nameClaim,
    scopeClaim: scopes.claim,
    scopes: readScopes(scopes.values, '/auth/jwt/scopes/values', source),
  };
}

/** Keys that travel in the clear could be anybody's. */
function isSafeAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return false;
  return url.username === '' && url.password === '' && !isInTheClear(url);
}

function readScopes(map: ScopeMap, pointer: string, source: ConfigText): ReadonlyMap<string, readonly Scope[]> {
  const read = (text: string, place: string): Scope => {
    try {
      return parseScope(text);
    } catch (thrown) {
      throw source.fail(place, RegistryError.from(thrown).message);
    }
  };
  const at = (name: string, index: number): string => appendPointer(appendPointer(pointer, name), index);
  return new Map(Object.entries(map).map(([name, texts]) => [name, texts.map((text, index) => read(text, at(name, index)))]));
}

function readTls({ cert, key, clientCa, requireClientCertificate = false }: NonNullable<RawConfig['tls']>, folder: string): TlsFiles {
  const at = (path: string): string => resolve(folder, path);
  return { cert: at(cert), key: at(key), requireClientCertificate, ...(clientCa === undefined ? {} : { clientCa: at(clientCa) }) };
}
