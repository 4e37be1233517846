import { RegistryError } from '../../core/errors.ts';
import type { EnvelopeKind, RouteConfig, SignatureConfig, SignatureKey, SignatureSchemeName, SourceConfig, TypeRule } from '../config/config.ts';
import { DEFAULT_TOLERANCE_MS, ROUTE_DEFAULTS } from '../config/route-defaults.ts';
import type { Gate } from '../gate.ts';
import type { Policy } from '../judge/judge-request.ts';
import { SIGNATURE_SCHEMES } from '../signature/schemes.ts';
import { checkOptions } from './check-options.ts';
import { SOURCE_PART_RULES, sourceRules } from './option-rules.ts';
import type { MiddlewareOptions, SignatureOptions, SourceOptions, TypeOptions } from './middleware-options.ts';

/** What middleware decides by: the part of a route that has nothing to do with paths and targets. */
export type MiddlewarePolicy = Policy & Pick<RouteConfig, 'mode'>;

export function createPolicy(options: MiddlewareOptions, source: SourceConfig, defaults: Gate['defaults']): MiddlewarePolicy {
  const { mode, onUnknown, whenStale, maxStaleMs, showValues } = ROUTE_DEFAULTS;
  const undeclared = options.undeclared ?? defaults.undeclared;
  return {
    source,
    mode: options.mode ?? mode,
    onUnknown: options.onUnknown ?? onUnknown,
    whenStale: options.whenStale ?? whenStale,
    maxStaleMs: options.maxStaleMs ?? maxStaleMs,
    showValues: options.showValues ?? defaults.showValues ?? showValues,
    ...(undeclared === undefined ? {} : { undeclared }),
  };
}

/** Throws `config_invalid` for what would let unsigned events in, or give all events one type by mistake. */
export function parseSource(source: SourceOptions = { kind: 'cloudevents' }): SourceConfig {
  checkSource(source);
  switch (source.kind) {
    case 'cloudevents':
      return source;
    case 'webhook': {
      const { kind, type, signature } = source;
      // Programs without types may leave it out.
      if ((type as unknown) === undefined) throw invalid('source.type', 'header, pointer or constant, which say what type a webhook has; found none');
      return { kind, type: parseType(type), ...(signature === undefined ? {} : { signature: parseSignature(signature) }) };
    }
    default:
      return parseEnvelopeSource(source);
  }
}

function checkSource(source: SourceOptions): void {
  const { kind, ...parts } = source;
  if ((kind as unknown) === undefined) throw invalid('source.kind', `${sourceRules(kind)['kind']?.expected}; found none`);
  checkOptions('source', source, sourceRules(kind));
  for (const [name, rules] of Object.entries(SOURCE_PART_RULES)) {
    const part = (parts as Readonly<Record<string, unknown>>)[name];
    if (part !== undefined) checkOptions(`source.${name}`, part, rules);
  }
}

function parseEnvelopeSource({ kind, type, confirmations = 'refuse' }: Extract<SourceOptions, { readonly kind: EnvelopeKind }>): SourceConfig {
  return { kind, confirmations, ...(type === undefined ? {} : { type: parseType(type) }) };
}

function parseSignature({ scheme, secret, toleranceMs = DEFAULT_TOLERANCE_MS }: SignatureOptions): SignatureConfig {
  if ((scheme as unknown) === undefined) throw invalid('source.signature.scheme', `one of ${Object.keys(SIGNATURE_SCHEMES).join(', ')}; found none`);
  const secrets = typeof secret === 'object' ? secret : [secret];
  if (secrets.length === 0) throw invalid('source.signature.secret', 'at least one');
  return { scheme, toleranceMs, keys: secrets.map((one) => parseKey(scheme, one)) };
}

function parseKey(scheme: SignatureSchemeName, secret: string | undefined): SignatureKey {
  if (!secret) throw invalid('source.signature.secret', 'the secret that the sender signs with; found it undefined or empty');
  const { readKey, secretForm } = SIGNATURE_SCHEMES[scheme];
  const key = readKey(secret);
  // What was found stays unsaid: it is a secret.
  if (key === undefined) throw invalid('source.signature.secret', `${secretForm}; found something else`);
  return key;
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
