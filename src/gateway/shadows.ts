import { Effort } from '../core/effort.ts';
import { RegistryError } from '../core/errors.ts';
import type { EventFinding } from '../core/verdict.ts';
import type { Validation, Validator } from '../formats/format.ts';
import type { IncomingEvent } from './event.ts';
import { MAX_EFFORT } from './judge.ts';
import { OTHERS, producerOf } from './producers.ts';
import type { Timing } from './timing.ts';

/** A candidate that judges the live traffic of a subject beside the contract, and decides nothing. */
export interface ShadowSpec {
  readonly subject: string;
  /** For people: the file, the branch, the version. */
  readonly label: string;
  readonly validator: Validator;
  readonly forMs: number;
}

export interface ShadowReport {
  readonly subject: string;
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly judged: number;
  readonly refused: number;
  /** Refused by the contract, and taken by the candidate. */
  readonly wouldBeAccepted: number;
  /** By the CloudEvents `source`, most refused first; of a webhook there is one, its type. */
  readonly producers: readonly { readonly producer: string; readonly judged: number; readonly refused: number }[];
  /** What the candidate finds, most frequent first; without values. */
  readonly findings: readonly (Pick<EventFinding, 'code' | 'message' | 'keywordLocation' | 'instancePointer'> & { readonly count: number })[];
}

// Senders choose their names, and findings have places: what comes after so many is counted together.
const MAX_PRODUCERS = 100;
const MAX_FINDINGS = 100;
const MAX_SHADOWS = 50;

class Shadow {
  readonly spec: ShadowSpec;
  readonly #since: number;
  readonly #producers = new Map<string, { judged: number; refused: number }>();
  readonly #findings = new Map<string, { readonly finding: EventFinding; count: number }>();
  #judged = 0;
  #refused = 0;
  #wouldBeAccepted = 0;

  constructor(spec: ShadowSpec, since: number) {
    this.spec = spec;
    this.#since = since;
  }

  get until(): number {
    return this.#since + this.spec.forMs;
  }

  judge(event: IncomingEvent, isAccepted: boolean): void {
    const { valid, findings } = this.#validate(event);
    const producer = this.#producerOf(producerOf(event));
    this.#judged += 1;
    producer.judged += 1;
    if (valid && !isAccepted) this.#wouldBeAccepted += 1;
    if (valid) return;
    this.#refused += 1;
    producer.refused += 1;
    for (const finding of findings) this.#count(finding);
  }

  // A candidate may be costlier than the contract; what it cannot judge within an event's share counts as refused.
  #validate(event: IncomingEvent): Validation {
    try {
      return this.spec.validator.validate(event.data ?? null, { maxFindings: 5, effort: new Effort(MAX_EFFORT) });
    } catch (thrown) {
      const { code, message } = RegistryError.from(thrown);
      const finding = { code, message, instancePointer: '', keyword: '', keywordLocation: '', expected: null, found: { type: 'event' } };
      return { valid: false, findings: [finding] };
    }
  }

  report(): ShadowReport {
    const { subject, label } = this.spec;
    return {
      subject,
      label,
      since: this.#since,
      until: this.until,
      judged: this.#judged,
      refused: this.#refused,
      wouldBeAccepted: this.#wouldBeAccepted,
      producers: [...this.#producers].map(([producer, counts]) => ({ producer, ...counts })).toSorted((a, b) => b.refused - a.refused),
      findings: [...this.#findings.values()]
        .map(({ finding: { code, message, keywordLocation, instancePointer }, count }) => ({
          code,
          message,
          keywordLocation,
          instancePointer,
          count,
        }))
        .toSorted((a, b) => b.count - a.count),
    };
  }

  #producerOf(name: string): { judged: number; refused: number } {
    const isKnown = this.#producers.has(name) || this.#producers.size < MAX_PRODUCERS;
    const producer = isKnown ? name : OTHERS;
    const counts = this.#producers.get(producer) ?? { judged: 0, refused: 0 };
    this.#producers.set(producer, counts);
    return counts;
  }

  #count(finding: EventFinding): void {
    const key = `${finding.code} ${finding.keywordLocation}`;
    const known = this.#findings.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#findings.size < MAX_FINDINGS) this.#findings.set(key, { finding, count: 1 });
  }
}

/** The candidates under trial, at most one a subject and 50 in all; each ends by itself. */
export class Shadows {
  readonly #now: Timing['now'];
  readonly #shadows = new Map<string, Shadow>();

  constructor({ now }: Pick<Timing, 'now'>) {
    this.#now = now;
  }

  /** Throws `overloaded` beyond 50. An older one of the subject ends, with its counts. */
  start(spec: ShadowSpec): void {
    for (const [subject, shadow] of this.#shadows) if (shadow.until <= this.#now()) this.#shadows.delete(subject);
    if (!this.#shadows.has(spec.subject) && this.#shadows.size >= MAX_SHADOWS) {
      throw new RegistryError('overloaded', `${MAX_SHADOWS} candidates are under trial here already; end one first`);
    }
    this.#shadows.set(spec.subject, new Shadow(spec, this.#now()));
  }

  stop(subject: string): void {
    this.#shadows.delete(subject);
  }

  /** Every report there is, that of a trial that has ended as well. */
  reports(): ShadowReport[] {
    return [...this.#shadows.values()].map((shadow) => shadow.report());
  }

  /** Let the candidate of its subject, if there is one, judge an event. Costs nothing while there is none. */
  watch(event: IncomingEvent, isAccepted: boolean): void {
    if (this.#shadows.size === 0) return;
    const shadow = this.#shadows.get(event.type);
    if (shadow !== undefined && shadow.until > this.#now()) shadow.judge(event, isAccepted);
  }
}
