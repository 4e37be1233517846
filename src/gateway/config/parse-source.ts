import { unreachable } from '../../core/errors.ts';
import { SIGNATURE_SCHEMES } from '../signature/schemes.ts';
import type { EnvelopeSource, SignatureConfig, SignatureKey, SignatureSchemeName, SourceConfig, TypeRule } from './config.ts';
import { readSecret, type Part } from './part.ts';
import { DEFAULT_TOLERANCE_MS } from './route-defaults.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawSource {
  readonly kind: SourceConfig['kind'];
  readonly type?: RawTypeRule;
  readonly signature?: RawSignature;
  readonly confirmations?: EnvelopeSource['confirmations'];
}

interface RawTypeRule {
  readonly prefix?: string;
  readonly header?: string;
  readonly pointer?: string;
  readonly constant?: string;
}

interface RawSignature {
  readonly scheme: SignatureSchemeName;
  readonly secretEnv: string | readonly string[];
  readonly toleranceMs?: number;
}

/** Throws `config_invalid` for what would give all events one type by mistake, and for secrets that are none. */
export function parseSource({ kind, type: rawType, signature: rawSignature, confirmations = 'refuse' }: RawSource, part: Part): SourceConfig {
  const type = rawType && parseTypeRule(rawType, part.at('/type'));
  const signature = rawSignature && parseSignature(rawSignature, part.at('/signature'));
  if (kind === 'cloudevents') return { kind };
  if (kind === 'webhook') return { kind, type: type ?? unreachable('a webhook without a type'), ...(signature === undefined ? {} : { signature }) };
  return { kind, confirmations, ...(type === undefined ? {} : { type }) };
}

function parseTypeRule({ prefix, header, pointer, constant }: RawTypeRule, part: Part): TypeRule {
  const hasParts = header !== undefined || pointer !== undefined;
  if (constant !== undefined && (hasParts || prefix !== undefined)) {
    throw part.fail('a constant is the whole type: expected either constant, or header and pointer with their prefix; found both');
  }
  if (constant !== undefined) return { kind: 'constant', type: constant };
  if (!hasParts) throw part.fail('expected header, pointer or constant; found only a prefix, so every event would have one type');
  return {
    kind: 'parts',
    prefix: prefix ?? '',
    ...(header === undefined ? {} : { header: header.toLowerCase() }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}

function parseSignature({ scheme, secretEnv, toleranceMs = DEFAULT_TOLERANCE_MS }: RawSignature, part: Part): SignatureConfig {
  const names = typeof secretEnv === 'string' ? [secretEnv] : secretEnv;
  const places = typeof secretEnv === 'string' ? ['/secretEnv'] : names.map((_, index) => `/secretEnv/${index}`);
  return { scheme, keys: names.map((name, index) => parseKey(scheme, name, part.at(places[index] ?? ''))), toleranceMs };
}

function parseKey(scheme: SignatureSchemeName, name: string, part: Part): SignatureKey {
  const { readKey, secretForm } = SIGNATURE_SCHEMES[scheme];
  const key = readKey(readSecret(name, part));
  // What was found stays unsaid: it is a secret.
  if (key === undefined) throw part.fail(`the environment variable ${name}: expected ${secretForm}; found something else`);
  return key;
}
