import { RegistryError } from '../../core/errors.ts';
import type { RouteConfig, SignatureConfig, SourceConfig, TypeRule } from '../config/config.ts';
import type { Gate } from '../gate.ts';
import type { Policy } from '../judge-request.ts';
import { SIGNATURE_SCHEMES } from '../signature/schemes.ts';
import type { MiddlewareOptions, SignatureOptions, SourceOptions, TypeOptions } from './middleware-options.ts';

/** What middleware decides by: the part of a route that has nothing to do with paths and targets. */
export type MiddlewarePolicy = Policy & Pick<RouteConfig, 'mode'>;

const MAX_STALE_MS = 300_000;

export function createPolicy(options: MiddlewareOptions, source: SourceConfig, defaults: Gate['defaults']): MiddlewarePolicy {
  const { mode = 'enforce', onUnknown = 'reject', whenStale = 'serve', maxStaleMs = MAX_STALE_MS } = options;
  const undeclared = options.undeclared ?? defaults.undeclared;
  const showValues = options.showValues ?? defaults.showValues ?? false;
  return { source, mode, onUnknown, whenStale, maxStaleMs, showValues, ...(undeclared === undefined ? {} : { undeclared }) };
}

/** Throws `config_invalid` for what would let unsigned events in, or give all events one type by mistake. */
export function parseSource(source: SourceOptions = { kind: 'cloudevents' }): SourceConfig {
  if (source.kind === 'cloudevents') return source;
  const { type, signature } = source;
  return { kind: 'webhook', type: parseType(type), ...(signature === undefined ? {} : { signature: parseSignature(signature) }) };
}

function parseSignature({ scheme, secret }: SignatureOptions): SignatureConfig {
  if (!Object.hasOwn(SIGNATURE_SCHEMES, scheme)) throw invalid('source.signature.scheme', `one of ${Object.keys(SIGNATURE_SCHEMES).join(', ')}`);
  if (!secret) throw invalid('source.signature.secret', 'the secret that the sender signs with; found it undefined or empty');
  return { scheme, secret };
}

function parseType({ prefix, header, pointer, constant }: TypeOptions): TypeRule {
  const hasParts = header !== undefined || pointer !== undefined;
  if (constant !== undefined) {
    if (hasParts || prefix !== undefined) throw invalid('source.type', 'either constant, or header and pointer with their prefix; found both');
    return { kind: 'constant', type: constant };
  }
  if (!hasParts) throw invalid('source.type', 'header, pointer or constant; found none of them');
  return {
    kind: 'parts',
    prefix: prefix ?? '',
    ...(header === undefined ? {} : { header: header.toLowerCase() }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}

function invalid(place: string, expectation: string): RegistryError {
  return new RegistryError('config_invalid', `${place}: expected ${expectation}`);
}
