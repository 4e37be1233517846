import { OTHERS } from './producers.ts';
import type { Timing } from '../timing.ts';

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

/** What the gate has accepted under one version from one producer. */
export interface ProducerSighting {
  readonly producer: string;
  readonly accepted: number;
  readonly lastAccepted: number;
}

interface Tally {
  accepted: number;
  invalid: number;
  lastAccepted: number | undefined;
  readonly producers: Map<string, { accepted: number; lastAccepted: number }>;
}

// Versions come from the registry, not from senders; a registry with more is counted no further.
const MAX_VERSIONS = 20_000;
const MAX_PRODUCERS = 100;
// Of all versions together.
const MAX_PRODUCERS_IN_ALL = 20_000;

/** Counts and last times by version: whether anybody still sends what a version alone accepts. */
export class Sightings {
  readonly since: number;
  readonly #now: Timing['now'];
  readonly #subjects = new Map<string, Map<number, Tally>>();
  #size = 0;
  #producers = 0;

  constructor({ now }: Pick<Timing, 'now'>) {
    this.#now = now;
    this.since = now();
  }

  accept(subject: string, version: number, producer: string): void {
    const tally = this.#tallyOf(subject, version);
    if (tally === undefined) return;
    const now = this.#now();
    tally.accepted += 1;
    tally.lastAccepted = now;
    const counts = tally.producers.get(producer) ?? this.#addProducer(tally, producer);
    counts.accepted += 1;
    counts.lastAccepted = now;
  }

  refuse(subject: string, version: number): void {
    const tally = this.#tallyOf(subject, version);
    if (tally !== undefined) tally.invalid += 1;
  }

  /** By subject and version; of one subject, or of all that were seen. */
  list(subject?: string): Sighting[] {
    const names = subject === undefined ? [...this.#subjects.keys()].toSorted() : [subject];
    return names.flatMap((name) =>
      [...(this.#subjects.get(name) ?? [])]
        .toSorted(([a], [b]) => a - b)
        .map(([version, { producers: _producers, ...counts }]) => ({ subject: name, version, ...counts })),
    );
  }

  /** Those whose events a version accepted, who sent last first; a hundred, the rest together. */
  producersOf(subject: string, version: number): ProducerSighting[] {
    const producers = this.#subjects.get(subject)?.get(version)?.producers ?? [];
    return [...producers].map(([producer, counts]) => ({ producer, ...counts })).toSorted((a, b) => b.lastAccepted - a.lastAccepted);
  }

  #addProducer({ producers }: Tally, wanted: string): { accepted: number; lastAccepted: number } {
    const isFull = producers.size >= MAX_PRODUCERS || this.#producers >= MAX_PRODUCERS_IN_ALL;
    const producer = isFull ? OTHERS : wanted;
    const counts = producers.get(producer) ?? { accepted: 0, lastAccepted: 0 };
    if (!producers.has(producer)) this.#producers += 1;
    producers.set(producer, counts);
    return counts;
  }

  #tallyOf(subject: string, version: number): Tally | undefined {
    const versions = this.#subjects.get(subject) ?? new Map<number, Tally>();
    const known = versions.get(version);
    if (known !== undefined || this.#size >= MAX_VERSIONS) return known;
    const tally: Tally = { accepted: 0, invalid: 0, lastAccepted: undefined, producers: new Map() };
    this.#subjects.set(subject, versions.set(version, tally));
    this.#size += 1;
    return tally;
  }
}
