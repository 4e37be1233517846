import type { ErrorCode } from '../core/errors.ts';

/** What became of an event; each has one. */
export interface Outcome {
  readonly name: 'accepted' | 'forwarded_unknown' | 'held' | ErrorCode;
  /** The judge would have refused it, and the route only observes. */
  readonly observed: boolean;
}

/** What the judge has said of an event, which is its outcome unless something fails after that. */
export interface Docket {
  /** Undefined: nothing yet. */
  judged: Outcome | undefined;
}

/** The outcome of an event that the judge lets through. */
export const PASSED: { readonly [Kind in 'accepted' | 'forwarded_unknown']: Outcome } = {
  accepted: { name: 'accepted', observed: false },
  forwarded_unknown: { name: 'forwarded_unknown', observed: false },
};

/** Of several events that stand or fall together: what was observed is told before what was unknown, and that before what was accepted. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ observed }) => observed) ?? outcomes.find(({ name }) => name !== 'accepted') ?? PASSED.accepted;
}

/** The outcome of an event that `code` refuses, or that could not be delivered. */
export function failed({ judged }: Docket, code: ErrorCode): Outcome {
  return { name: code, observed: judged?.observed ?? false };
}
