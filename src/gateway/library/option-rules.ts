import { ENVELOPE_PRESETS } from '../envelope/presets.ts';
import { SIGNATURE_SCHEMES } from '../signature/schemes.ts';
import { FLAG, FUNCTION, isObject, MILLISECONDS, OBJECT, oneOf, SECRET_TEXT, TEXT, type OptionRule, type OptionRules } from './check-options.ts';
import type { GateOptions } from './gate-options.ts';
import type { MiddlewareOptions, SignatureOptions, TypeOptions } from './middleware-options.ts';

type Rules<Options> = Readonly<Record<keyof Options, OptionRule>>;

const LOG: OptionRule = {
  expected: 'an object with debug, info, warn and error',
  fits: (value) => isObject(value) && ['debug', 'info', 'warn', 'error'].every((level) => typeof value[level] === 'function'),
};

export const GATE_RULES: OptionRules = {
  registry: TEXT,
  token: SECRET_TEXT,
  snapshot: OBJECT,
  snapshotFile: TEXT,
  follow: FLAG,
  refreshOnUnknown: FLAG,
  undeclared: oneOf('reject', 'allow'),
  showValues: FLAG,
  log: LOG,
} satisfies Rules<GateOptions>;

export const MIDDLEWARE_RULES: OptionRules = {
  gate: { expected: 'what createGate gives, or the promise of it', fits: (value) => isGate(value) || isPromise(value) },
  source: OBJECT,
  mode: oneOf('enforce', 'observe'),
  onUnknown: oneOf('reject', 'forward'),
  undeclared: oneOf('reject', 'allow'),
  showValues: FLAG,
  whenStale: oneOf('serve', 'refuse'),
  maxStaleMs: MILLISECONDS,
  maxBodyBytes: {
    expected: 'a whole number of bytes, at least 1',
    fits: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0,
  },
  onRefusal: FUNCTION,
} satisfies Rules<MiddlewareOptions>;

const TYPE_RULES: OptionRules = {
  prefix: TEXT,
  header: TEXT,
  pointer: { expected: 'a JSON Pointer', fits: (value) => typeof value === 'string' && /^(\/([^~/]|~[01])*)*$/.test(value) },
  constant: { expected: 'a text that is not empty', fits: (value) => typeof value === 'string' && value !== '' },
} satisfies Rules<TypeOptions>;

const SIGNATURE_RULES: OptionRules = {
  scheme: oneOf(...Object.keys(SIGNATURE_SCHEMES)),
  secret: { expected: 'a secret, or an array of secrets', fits: (value) => typeof value === 'string' || isSecrets(value), isSecret: true },
  toleranceMs: { expected: 'a number of milliseconds above 0', fits: (value) => MILLISECONDS.fits(value) && (value as number) > 0 },
} satisfies Rules<SignatureOptions>;

const KIND = oneOf('cloudevents', 'webhook', ...Object.keys(ENVELOPE_PRESETS));

/** What a source of each kind may say besides its kind. */
const SOURCE_RULES: Readonly<Record<string, OptionRules>> = {
  webhook: { kind: KIND, type: OBJECT, signature: OBJECT },
  sns: { kind: KIND, type: OBJECT, confirmations: oneOf('refuse', 'forward') },
};

/** The rules for each part of a source that is there; `sourceRules(kind)` for the source itself. */
export const SOURCE_PART_RULES: Readonly<Record<'type' | 'signature', OptionRules>> = { type: TYPE_RULES, signature: SIGNATURE_RULES };

export function sourceRules(kind: unknown): OptionRules {
  return (typeof kind === 'string' && Object.hasOwn(SOURCE_RULES, kind) ? SOURCE_RULES[kind] : undefined) ?? { kind: KIND };
}

/** Whether a value is what `createGate` gives. */
export function isGate(value: unknown): boolean {
  return isObject(value) && isObject(value['court']);
}

export function isPromise(value: unknown): boolean {
  return isObject(value) && typeof value['then'] === 'function';
}

// One that is undefined is said to be missing, where the secrets are read.
function isSecrets(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => one === undefined || typeof one === 'string');
}
