import { randomUUID } from 'node:crypto';
import type { Gateway } from '../gateway.ts';
import { countRejected, emptyTally, type SubjectTally } from '../watch/subject-counts.ts';
import { queryOf } from './query.ts';
import type { AdminRoute } from './routes.ts';
import { isAdmin } from './token.ts';

/** Subjects that are told apart in one answer; the rest are counted together. */
const MAX_SUBJECTS = 500;

/** What a gateway is, and what it has counted: for who asks every few seconds and shows the differences. */
export function rateRoutes(gateway: Gateway): AdminRoute[] {
  // Counts begin anew with the process, so a difference between two runs means nothing.
  const run = randomUUID();
  return [
    {
      method: 'GET',
      path: 'api/v1/about',
      access: 'read',
      answer: (_parameters, { headers }) => ({ body: about(gateway, headers.authorization ?? '') }),
    },
    {
      method: 'GET',
      path: 'api/v1/rates',
      access: 'read',
      answer: (_parameters, request) => {
        const { subject } = queryOf(request, ['subject']);
        return { body: { at: monotonicMs(), run, ...rates(gateway, typeof subject === 'string' ? subject : undefined) } };
      },
    },
  ];
}

/** `mayDecide`: whether who asks may see events and change things. */
function about(gateway: Gateway, authorization: string): object {
  return { version: gateway.version, storesEvents: gateway.queue !== undefined, mayDecide: isAdmin(gateway, authorization) };
}

/** A clock that never goes back, and is the same for all processes of a machine. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** Of one subject alone, or of the first that were seen; what is told apart in one answer is so in all that follow. */
function rates({ counters, sightings }: Gateway, only: string | undefined): object {
  const { all, observed } = counters.outcomes();
  const since = new Date(sightings.since).toISOString();
  const totals = { since, outcomes: Object.fromEntries(all), observed: Object.fromEntries(observed) };
  const { subjects } = counters;
  if (only !== undefined) return { ...totals, subjects: [present(only, subjects.find(only) ?? emptyTally())] };
  const entries = [...subjects.entries()];
  const rest = entries.slice(MAX_SUBJECTS).map(([, tally]) => tally);
  return {
    ...totals,
    subjects: entries.slice(0, MAX_SUBJECTS).map(([subject, tally]) => present(subject, tally)),
    other: presentTally([subjects.other, ...rest].reduce(added, emptyTally())),
  };
}

function present(subject: string, tally: SubjectTally): object {
  return { subject, ...presentTally(tally) };
}

function presentTally({ rejected, ...counts }: SubjectTally): object {
  return { ...counts, rejected: Object.fromEntries(rejected) };
}

/** Adds to the first, and gives it. */
function added(sum: SubjectTally, { rejected, ...counts }: SubjectTally): SubjectTally {
  for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof counts] += count;
  for (const [code, count] of rejected) countRejected(sum, code, count);
  return sum;
}
