import type { Failure, Outcome } from '../targets/target.ts';

/** What comes back: a status, a class of them, or none. */
export type Answer = number | '2xx' | '3xx' | '4xx' | '5xx' | Failure;

/** What an answer means. */
export interface StatusRow {
  readonly answers: readonly Answer[];
  /** `stop`: what waits for the target is parked until somebody resumes it. */
  readonly means: 'delivered' | 'retry' | 'dead' | 'stop';
  /**
   * What it says about the target: `alive` closes its circuit; `failing` and `down` count towards opening it. A delivery that tries
   * an open circuit and finds the target `down` uses up no attempt; one that finds it `failing` does, for it may be the reason.
   */
  readonly circuit: 'alive' | 'failing' | 'down';
  readonly why: string;
}

/** The first row that fits counts. docs/gateway.md has the same table, and a test compares. */
export const STATUS_TABLE: readonly StatusRow[] = [
  { answers: ['2xx'], means: 'delivered', circuit: 'alive', why: 'the function has it' },
  { answers: [410], means: 'stop', circuit: 'alive', why: 'the function wants no more events' },
  { answers: [408, 409, 423, 425], means: 'retry', circuit: 'alive', why: 'a moment later it may be otherwise' },
  { answers: [401, 403, 404], means: 'retry', circuit: 'alive', why: 'a key or a deployment may be on its way' },
  { answers: [429], means: 'retry', circuit: 'down', why: 'too fast for it' },
  { answers: ['4xx'], means: 'dead', circuit: 'alive', why: 'the same bytes would be refused again' },
  { answers: ['3xx'], means: 'retry', circuit: 'alive', why: 'redirects are not followed; the address may be mended' },
  { answers: [501, 505], means: 'dead', circuit: 'alive', why: 'it will not learn it by itself' },
  { answers: [502, 503, 504], means: 'retry', circuit: 'down', why: 'nobody is there behind what answers' },
  { answers: ['5xx'], means: 'retry', circuit: 'failing', why: 'the function failed, at this event or at any' },
  { answers: ['unreachable'], means: 'retry', circuit: 'down', why: 'no connection; the event did not reach it' },
  { answers: ['broken_off'], means: 'retry', circuit: 'failing', why: 'the connection broke off; it may have begun' },
  { answers: ['timeout'], means: 'retry', circuit: 'failing', why: 'no whole answer within `timeoutMs`; it may still be at work' },
];

const OTHER: StatusRow = { answers: [], means: 'retry', circuit: 'failing', why: 'no status of HTTP' };

export function rowOf(outcome: Exclude<Outcome, { readonly kind: 'cut' }>): StatusRow {
  if (outcome.kind === 'failed') return find(outcome.how);
  return STATUS_TABLE.find(({ answers }) => answers.includes(outcome.status)) ?? find(`${Math.trunc(outcome.status / 100)}xx` as Answer);
}

function find(answer: Answer): StatusRow {
  return STATUS_TABLE.find(({ answers }) => answers.includes(answer)) ?? OTHER;
}
