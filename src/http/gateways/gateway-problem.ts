import { isErrorCode, RegistryError, type ErrorCode } from '../../core/errors.ts';
import { failed, type GatewayPlace } from './exchange.ts';

/** What a gateway has against a request, as the registry tells it to whoever asked. */
export function problemOf(place: Pick<GatewayPlace, 'name'>, answered: number, value: object): RegistryError {
  const { code, detail, ...rest } = value as Readonly<Record<string, unknown>>;
  if (!isErrorCode(code) || typeof detail !== 'string') return failed(place, `answered ${answered} with a problem that the registry does not know`);
  const text = detail.slice(0, MAX_DETAIL);
  // It is the registry that was refused, not who asked it.
  if (code === 'unauthenticated' || code === 'forbidden') {
    const message = `the gateway ${JSON.stringify(place.name)} refuses the registry: ${text}`;
    return new RegistryError('gateway_refused', message, { data: { gateway: place.name } });
  }
  if (code === 'route_not_found' && text.includes('/-/')) return failed(place, 'is too old to know what was asked; upgrade it');
  if (!isHandedOn(code)) return failed(place, `answered ${answered} ${code}: ${text}`);
  const data = Object.fromEntries(Object.entries(rest).filter(([name]) => HANDED_ON_MEMBERS.has(name)));
  return new RegistryError(code, text, { data: { ...data, gateway: place.name } });
}

const MAX_DETAIL = 10_000;

/** Whether the gateway itself cannot be asked, whatever is asked of it. */
export function isFault(code: ErrorCode): boolean {
  return code === 'gateway_failed' || code === 'gateway_refused' || code === 'gateway_timeout';
}

/** What is about the request itself, or about what the gateway keeps. */
export const HANDED_ON: readonly ErrorCode[] = [
  'request_invalid',
  'subject_invalid',
  'subject_not_found',
  'route_not_found',
  'event_not_found',
  'event_not_stuck',
  'schema_invalid',
  'number_inexact',
  'dialect_unknown',
  'reference_unresolved',
  'schema_too_large',
  'too_deep',
  'snapshot_missing',
  'queue_unavailable',
  'queue_damaged',
  'queue_key_missing',
];

function isHandedOn(code: ErrorCode): boolean {
  return HANDED_ON.includes(code);
}

// Others, such as `allow`, would become headers.
const HANDED_ON_MEMBERS: ReadonlySet<string> = new Set(['findings', 'pointer', 'line', 'column', 'subject']);
