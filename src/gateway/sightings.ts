import type { Timing } from './timing.ts';

/** What the gate has seen of one version since it started. */
export interface Sighting {
  readonly subject: string;
  readonly version: number;
  /** Events that it accepted. */
  readonly accepted: number;
  /** Events that were told its findings: that named it, or no live version took. */
  readonly invalid: number;
  /** When the last one was accepted, in milliseconds since the epoch; undefined: none was. */
  readonly lastAccepted: number | undefined;
}

interface Tally {
  accepted: number;
  invalid: number;
  lastAccepted: number | undefined;
}

// Versions come from the registry, not from senders; a registry with more is counted no further.
const MAX_VERSIONS = 20_000;

/** Counts and last times by version: whether anybody still sends what a version alone accepts. */
export class Sightings {
  readonly since: number;
  readonly #now: Timing['now'];
  readonly #subjects = new Map<string, Map<number, Tally>>();
  #size = 0;

  constructor({ now }: Pick<Timing, 'now'>) {
    this.#now = now;
    this.since = now();
  }

  accept(subject: string, version: number): void {
    const tally = this.#tallyOf(subject, version);
    if (tally === undefined) return;
    tally.accepted += 1;
    tally.lastAccepted = this.#now();
  }

  refuse(subject: string, version: number): void {
    const tally = this.#tallyOf(subject, version);
    if (tally !== undefined) tally.invalid += 1;
  }

  /** By subject and version; of one subject, or of all that were seen. */
  list(subject?: string): Sighting[] {
    const names = subject === undefined ? [...this.#subjects.keys()].toSorted() : [subject];
    return names.flatMap((name) =>
      [...(this.#subjects.get(name) ?? [])].toSorted(([a], [b]) => a - b).map(([version, tally]) => ({ subject: name, version, ...tally })),
    );
  }

  #tallyOf(subject: string, version: number): Tally | undefined {
    const versions = this.#subjects.get(subject) ?? new Map<number, Tally>();
    const known = versions.get(version);
    if (known !== undefined || this.#size >= MAX_VERSIONS) return known;
    const tally: Tally = { accepted: 0, invalid: 0, lastAccepted: undefined };
    this.#subjects.set(subject, versions.set(version, tally));
    this.#size += 1;
    return tally;
  }
}
