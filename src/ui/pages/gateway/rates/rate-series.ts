import type { GatewayRatesResource, GatewayTally } from '../../../../core/gateway-resources.ts';

/** Counts of one moment; `at` in ms. */
export interface Reading {
  readonly at: number;
  readonly run: string;
  readonly total: Flow;
  readonly bySubject: ReadonlyMap<string, Flow>;
}

/** How many, or how many a second. */
export interface Flow {
  readonly accepted: number;
  readonly rejected: number;
  readonly retried: number;
}

/** A second of what happened, ending at `at`. */
export interface Point extends Flow {
  readonly at: number;
}

/** What is kept to draw: five minutes at two seconds each. */
export const KEPT = 150;

export const OTHER = '(no subject)';

export function readingOf({ at, run, subjects, other }: GatewayRatesResource): Reading {
  const flows = new Map(subjects.map(({ subject, ...tally }) => [subject, flowOf(tally)]));
  if (other !== undefined && rejectedOf(other) + other.accepted > 0) flows.set(OTHER, flowOf(other));
  const total = [...flows.values()].reduce((a, b) => combine(a, b, (x, y) => x + y), NOTHING);
  return { at, run, total, bySubject: flows };
}

/** The readings with one more; the oldest go. Those of another run of the gateway are no use any more: its counts begin anew. */
export function withReading(readings: readonly Reading[], next: Reading): readonly Reading[] {
  const before = readings.at(-1);
  if (before !== undefined && (before.run !== next.run || next.at <= before.at)) return [next];
  return [...readings, next].slice(-KEPT - 1);
}

/** What flowed between each two readings, a second; of all, or of one subject. */
export function pointsOf(readings: readonly Reading[], subject?: string): Point[] {
  return readings.slice(1).map((reading, index) => {
    const before = readings[index] ?? reading;
    const seconds = (reading.at - before.at) / 1_000;
    const [now, then] = [pick(reading, subject), pick(before, subject)];
    return { at: reading.at, ...combine(now, then, (a, b) => Math.max(0, a - b) / seconds) };
  });
}

function pick({ total, bySubject }: Reading, subject: string | undefined): Flow {
  return subject === undefined ? total : (bySubject.get(subject) ?? NOTHING);
}

const NOTHING: Flow = { accepted: 0, rejected: 0, retried: 0 };

function flowOf(tally: GatewayTally): Flow {
  return { accepted: tally.accepted, rejected: rejectedOf(tally), retried: tally.retried };
}

/** All that were refused, whatever for. */
export function rejectedOf({ rejected }: GatewayTally): number {
  return Object.values(rejected).reduce((a, b) => a + b, 0);
}

function combine(a: Flow, b: Flow, by: (a: number, b: number) => number): Flow {
  return {
    accepted: by(a.accepted, b.accepted),
    rejected: by(a.rejected, b.rejected),
    retried: by(a.retried, b.retried),
  };
}

/** "0", "0.4", "12", "1,240": as many digits as are worth reading. */
export function rateText(rate: number): string {
  if (rate === 0) return '0';
  if (rate < 0.1) return '<0.1';
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en');
}
