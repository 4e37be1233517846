import { Effort, MAX_EFFORT } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Validation, Validator } from '../../formats/format.ts';
import type { IncomingEvent } from '../event.ts';
import { askVersion } from '../judge/judge.ts';
import { OTHERS, producerOf } from './producers.ts';
import { Span, type Clocks } from '../span.ts';

/** A candidate that judges the live traffic of a subject beside the contract, and decides nothing. */
export interface ShadowSpec {
  readonly subject: string;
  /** For people: the file, the branch, the version. */
  readonly label: string;
  readonly validator: Validator;
  /** The same beside the loop, for what would block it; one event at a time. Absent: that counts as refused. */
  readonly validateSlowly?: (data: ExactValue) => Promise<Validation>;
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
const MAX_EVENT_FINDINGS = 5;

class Shadow {
  readonly spec: ShadowSpec;
  readonly span: Span;
  readonly #since: number;
  readonly #producers = new Map<string, { judged: number; refused: number }>();
  readonly #findings = new Map<string, { readonly finding: EventFinding; count: number }>();
  #judged = 0;
  #refused = 0;
  #wouldBeAccepted = 0;
  #isAsking = false;

  constructor(spec: ShadowSpec, timing: Clocks) {
    this.spec = spec;
    this.#since = timing.now();
    this.span = new Span(timing, spec.forMs);
  }

  judge(event: IncomingEvent, isAccepted: boolean): void {
    const data = event.data ?? null;
    const validation = this.#validate(data);
    const { validateSlowly } = this.spec;
    if (!(validation instanceof RegistryError)) this.#note(event, isAccepted, validation);
    else if (validation.code !== 'event_too_costly' || validateSlowly === undefined || this.#isAsking)
      this.#note(event, isAccepted, failureOf(validation));
    else void this.#judgeSlowly(event, isAccepted, validateSlowly(data));
  }

  #validate(data: ExactValue): Validation | RegistryError {
    try {
      return askVersion(this.spec.validator, data, { maxFindings: MAX_EVENT_FINDINGS, effort: new Effort(MAX_EFFORT) });
    } catch (thrown) {
      return RegistryError.from(thrown);
    }
  }

  async #judgeSlowly(event: IncomingEvent, isAccepted: boolean, asked: Promise<Validation>): Promise<void> {
    this.#isAsking = true;
    const { valid, findings } = await asked.catch(failureOf);
    this.#isAsking = false;
    this.#note(event, isAccepted, { valid, findings: findings.slice(0, MAX_EVENT_FINDINGS) });
  }

  #note(event: IncomingEvent, isAccepted: boolean, { valid, findings }: Validation): void {
    const producer = this.#producerOf(producerOf(event));
    this.#judged += 1;
    producer.judged += 1;
    if (valid && !isAccepted) this.#wouldBeAccepted += 1;
    if (valid) return;
    this.#refused += 1;
    producer.refused += 1;
    for (const finding of findings) this.#count(finding);
  }

  report(): ShadowReport {
    const { subject, label } = this.spec;
    return {
      subject,
      label,
      since: this.#since,
      until: this.span.until,
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

// A candidate may be costlier than the contract; what it cannot judge counts as refused.
function failureOf(thrown: unknown): Validation {
  const { code, message } = RegistryError.from(thrown);
  const finding = { code, message, instancePointer: '', keyword: '', keywordLocation: '', expected: null, found: { type: 'event' } };
  return { valid: false, findings: [finding] };
}

/** The candidates under trial, at most one a subject and 50 in all; each ends by itself. */
export class Shadows {
  readonly #timing: Clocks;
  readonly #shadows = new Map<string, Shadow>();

  constructor(timing: Clocks) {
    this.#timing = timing;
  }

  /** Throws `overloaded` beyond 50. An older one of the subject ends, with its counts. */
  start(spec: ShadowSpec): void {
    for (const [subject, shadow] of this.#shadows) if (shadow.span.isOver) this.#shadows.delete(subject);
    if (!this.#shadows.has(spec.subject) && this.#shadows.size >= MAX_SHADOWS) {
      throw new RegistryError('overloaded', `${MAX_SHADOWS} candidates are under trial here already; end one first`);
    }
    this.#shadows.set(spec.subject, new Shadow(spec, this.#timing));
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
    if (shadow?.span.isOver === false) shadow.judge(event, isAccepted);
  }
}
