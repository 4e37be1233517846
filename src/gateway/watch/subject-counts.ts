import type { Court } from '../judge/judge-request.ts';

/** What happened to the events of one subject since the start. Each of them only grows. */
export interface SubjectTally {
  /** The judge let them through. */
  accepted: number;
  /** The judge said no, by the first finding, or by the error code where there is none; also of those that are held or were only observed. */
  readonly rejected: Map<string, number>;
  /** Of the rejected: went on, since the route or the subject is only observed. */
  observed: number;
  /** Of the rejected: kept for a person. Requests, so that several events in one envelope are one. */
  held: number;
  /** Deliveries that failed and are tried again, each time. */
  retried: number;
  parked: number;
  dead: number;
}

// Subjects come from the registry, not from senders; a registry with more is counted together from there on.
const MAX_SUBJECTS = 20_000;

/** Counts by subject: in the order in which they were first seen, so that what was told apart once stays so. */
export class SubjectCounts {
  /** Of what is no subject of the registry, and of subjects beyond the bound. */
  readonly other: SubjectTally = emptyTally();
  readonly #subjects = new Map<string, SubjectTally>();

  /** Undefined where nothing was seen of it by itself. */
  find(subject: string): SubjectTally | undefined {
    return this.#subjects.get(subject);
  }

  entries(): IterableIterator<[string, SubjectTally]> {
    return this.#subjects.entries();
  }

  /** The counts of a type that somebody sent: its own, where it is a subject of the registry. */
  of({ supply }: Pick<Court, 'supply'>, type: string): SubjectTally {
    const known = this.#subjects.get(type);
    if (known !== undefined) return known;
    if (this.#subjects.size >= MAX_SUBJECTS || supply.catalogue?.find(type) === undefined) return this.other;
    const tally = emptyTally();
    this.#subjects.set(type, tally);
    return tally;
  }
}

export function countRejected({ rejected }: SubjectTally, code: string, by = 1): void {
  rejected.set(code, (rejected.get(code) ?? 0) + by);
}

/** @internal */
export function emptyTally(): SubjectTally {
  return { accepted: 0, rejected: new Map(), observed: 0, held: 0, retried: 0, parked: 0, dead: 0 };
}
