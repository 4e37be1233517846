import { RegistryError, type ErrorCode } from '../../core/errors.ts';
import type { Log } from '../../http/kit/log.ts';

/** What is the matter with the registry. */
export interface Trouble {
  readonly kind: 'no_answer' | 'key_refused' | 'other_history' | 'bug';
  /** With what to do about it. */
  readonly message: string;
}

const KINDS: { readonly [Code in ErrorCode]?: Trouble['kind'] } = {
  unauthenticated: 'key_refused',
  forbidden: 'key_refused',
  other_history: 'other_history',
  internal: 'bug',
};

const ADVICE: Readonly<Record<Trouble['kind'], string>> = {
  no_answer: '',
  key_refused: '; the registry does not take the key of this gateway (SLUICE_TOKEN or registryTokenFile)',
  other_history:
    '. Going on with the schemas at hand, and without what is registered there. To follow that history from now on: `sluice accept-history`, or POST /-/api/v1/registry/accept-history, or start the gateway without its snapshot.json',
  bug: '',
};

/** What an attempt at the registry failed with. */
export function troubleOf(thrown: unknown): Trouble {
  const { code, message, data } = RegistryError.from(thrown);
  const kind = KINDS[code] ?? 'no_answer';
  const next = kind === 'no_answer' && typeof data['next'] === 'string' ? `. ${data['next']}` : '';
  return { kind, message: message + ADVICE[kind] + next };
}

const HEADLINES: Readonly<Record<Trouble['kind'], string>> = {
  no_answer: 'the registry does not answer; going on with the schemas at hand',
  key_refused: 'the registry does not take the key of this gateway (SLUICE_TOKEN or registryTokenFile); going on with the schemas at hand',
  other_history: 'the registry has another history',
  bug: 'a bug while following the registry; going on with the schemas at hand',
};

/** Say it once, when it begins: what needs somebody is an error, what may pass by itself a warning. */
export function reportTrouble(log: Log, { kind, message }: Trouble, thrown: unknown, position: number | undefined): void {
  const error = RegistryError.from(thrown);
  const report = { err: error.cause ?? error, position };
  if (kind === 'other_history') log.error(report, `${HEADLINES[kind]}: ${message}`);
  else if (kind === 'bug') log.error(report, HEADLINES[kind]);
  else log.warn(report, HEADLINES[kind]);
}

/** Say that it is over. */
export function reportRecovery(log: Log, { kind }: Trouble, position: number | undefined): void {
  log.info({ position }, kind === 'other_history' ? 'the history of the registry is the one followed here again' : 'the registry answers again');
}
