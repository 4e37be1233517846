import { mergeMetrics } from './merge-metrics.ts';
import { mergeRates } from './merge-rates.ts';

/** What one worker answered to a request that all of them got. */
export interface WorkerAnswer {
  readonly worker: number;
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export type MergedAnswer = Omit<WorkerAnswer, 'worker'>;

/** One answer of what all workers said. `path` is below `/-/`; at least one worker answered. */
export function mergeAnswers(path: string, answers: readonly WorkerAnswer[]): MergedAnswer {
  const [first] = answers;
  // What one of them refuses, or could not do, is not done.
  const worst = answers.reduce((a, b) => (b.status > a.status ? b : a), first ?? NOBODY);
  if (path === 'readyz') return { ...worst, text: JSON.stringify(mergeReadiness(answers, worst)) };
  if (worst.status >= 400) return worst;
  if (path === 'metrics') return { ...worst, text: mergeMetrics(answers) };
  if (path === 'api/v1/rates') return { ...worst, text: JSON.stringify(mergeRates(answers.map(parse))) };
  if (path.startsWith('api/v1/versions')) return { ...worst, text: JSON.stringify(mergeSeen(answers)) };
  if (path === 'api/v1/shadows') return { ...worst, text: JSON.stringify({ items: mergeItems(answers, ['subject']) }) };
  if (path.endsWith('/resume')) return { ...worst, text: JSON.stringify(mergeResumed(answers.map(parse))) };
  if (path.startsWith('api/v1/shadows/')) return { ...worst, text: JSON.stringify(mergeAll(answers.map(parse))) };
  return worst;
}

const NOBODY: WorkerAnswer = { worker: 0, status: 503, type: 'application/json', text: '{"status":"no worker answers"}' };

type Members = Readonly<Record<string, unknown>>;

function parse({ text }: WorkerAnswer): Members {
  return JSON.parse(text) as Members;
}

/** That of the worker that is worst off, and all of them by themselves. */
function mergeReadiness(answers: readonly WorkerAnswer[], worst: WorkerAnswer): Members {
  const workers = answers.map((answer) => ({ worker: answer.worker, ...parse(answer) }));
  const troubled = answers.find((answer) => parse(answer)['trouble'] !== undefined);
  return { ...parse(worst.status >= 400 ? worst : (troubled ?? worst)), workers };
}

// Each has stopped the target by itself, or has not.
function mergeResumed(answers: readonly Members[]): Members {
  return { ...answers[0], wasStopped: answers.some(({ wasStopped }) => wasStopped === true) };
}

// Since all of them count.
function mergeSeen(answers: readonly WorkerAnswer[]): Members {
  const since = answers.map((answer) => String(parse(answer)['since'])).toSorted();
  return { since: since.at(-1), items: mergeItems(answers, ['subject', 'version']) };
}

function mergeItems(answers: readonly WorkerAnswer[], key: readonly string[]): Members[] {
  return mergeByKey(
    answers.flatMap((answer) => parse(answer)['items'] as readonly Members[]),
    key,
  );
}

function mergeByKey(items: readonly Members[], key: readonly string[]): Members[] {
  const groups = new Map<string, Members[]>();
  for (const item of items) {
    const name = JSON.stringify(key.map((member) => item[member]));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()].map(mergeAll);
}

const COUNTS: ReadonlySet<string> = new Set(['accepted', 'invalid', 'judged', 'refused', 'wouldBeAccepted', 'count']);
const LISTS: Readonly<Record<string, readonly string[]>> = { producers: ['producer'], findings: ['code', 'keywordLocation'] };

/** Counts are added, the later of two times counts, lists are merged by what their items are of; the rest is the same in all. */
function mergeAll(items: readonly Members[]): Members {
  const merged: Record<string, unknown> = { ...items[0] };
  for (const name of Object.keys(merged)) {
    const values = items.map((item) => item[name]);
    const list = LISTS[name];
    if (COUNTS.has(name)) merged[name] = values.reduce((sum: number, value) => sum + Number(value), 0);
    else if (name === 'lastAccepted') merged[name] = latestOf(values);
    else if (list !== undefined)
      merged[name] = mergeByKey(
        values.flatMap((value) => value as readonly Members[]),
        list,
      );
  }
  return merged;
}

/** Of times in ISO 8601; null where there is none. */
function latestOf(times: readonly unknown[]): string | null {
  const known = times.filter((time) => typeof time === 'string');
  return known.toSorted().at(-1) ?? null;
}
