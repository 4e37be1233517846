import type { Profile } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { contains, type Verdict } from '../../src/formats/json-schema/containment.ts';
import type { RunOptions } from '../cases.ts';
import type { Bar } from '../bar.ts';
import { percentile, type Cell, type Report, type Table } from '../report.ts';
import type { BenchQuestion } from './question.ts';

const WARM_UP = 600;
const SLOWEST = 10;

export interface AskOptions {
  readonly profile: Profile;
  /** What the answers to all questions are held to: the milliseconds of each, and the share that was not decided. */
  readonly bars?: (timesMs: readonly number[], open: number) => readonly Bar[];
}

interface Answer {
  readonly question: BenchQuestion;
  readonly durationMs: number;
  readonly outcome: Verdict | Error;
}

/** Put every question once to the engine, as a program would that calls it as a library, after some to warm it up. */
export async function ask(all: readonly BenchQuestion[], { profile, question, bars }: RunOptions & AskOptions): Promise<Report> {
  const questions = all.filter(({ name }) => question === undefined || question.test(name));
  const isWarmUp = (index: number): boolean => index % Math.ceil(questions.length / WARM_UP) === 0;
  for (const one of questions.filter((_, index) => isWarmUp(index))) answerOf(asOther(one), profile);
  const cpu = process.cpuUsage();
  const answers = questions.map((one) => answerOf(one, profile));
  const { user, system } = process.cpuUsage(cpu);
  const tables = [figures(answers, (user + system) / 1e6), slowest(answers), open(answers)];
  return {
    tables,
    ...(question === undefined && bars !== undefined
      ? {
          bars: bars(
            answers.map(({ durationMs }) => durationMs),
            openShare(answers),
          ),
        }
      : {}),
  };
}

// The engine keeps documents that it has read; with a comment they are others, which its cache does not know later.
function asOther(question: BenchQuestion): BenchQuestion {
  const other = (schema: JsonValue): JsonValue => (typeof schema === 'object' ? Object.assign({ $comment: 'warm-up' }, schema) : schema);
  return { ...question, writer: other(question.writer), reader: other(question.reader) };
}

function answerOf(question: BenchQuestion, profile: Profile): Answer {
  const { writer, reader, documents = {} } = question;
  const start = performance.now();
  const outcome = verdictOf(() => contains(writer, reader, { profile, documents }));
  return { question, durationMs: performance.now() - start, outcome };
}

// A thrown error is a finding about the engine, which must not end the run.
function verdictOf(decide: () => Verdict): Verdict | Error {
  try {
    return decide();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function kindOf({ outcome }: Answer): Verdict['kind'] | 'error' {
  return outcome instanceof Error ? 'error' : outcome.kind;
}

function openShare(answers: readonly Answer[]): number {
  return answers.filter((answer) => ['undecided', 'error'].includes(kindOf(answer))).length / answers.length;
}

function figures(answers: readonly Answer[], cpuSeconds: number): Table {
  const times = answers.map(({ durationMs }) => durationMs);
  const count = (kind: ReturnType<typeof kindOf>): number => answers.filter((answer) => kindOf(answer) === kind).length;
  const row: readonly (readonly [string, Cell])[] = [
    ['questions', answers.length],
    ['contained', count('contained')],
    ['not contained', count('not_contained')],
    ['undecided', count('undecided')],
    ['errors', count('error')],
    ['p50 ms', percentile(times, 0.5)],
    ['p95 ms', percentile(times, 0.95)],
    ['max ms', Math.max(0, ...times)],
    ['total s', times.reduce((sum, one) => sum + one, 0) / 1000],
    ['cpu s', cpuSeconds],
    ['peak RSS MB', process.resourceUsage().maxRSS / 1024],
  ];
  return {
    title: 'figures',
    note: `each question once, after up to ${WARM_UP} of them to warm up`,
    columns: row.map(([column]) => column),
    rows: [row.map(([, cell]) => cell)],
  };
}

function slowest(answers: readonly Answer[]): Table {
  const rows = answers
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, SLOWEST)
    .map((answer) => {
      const { question, durationMs, outcome } = answer;
      const { stage, steps } = outcome instanceof Error ? { stage: '', steps: 0 } : outcome.stats;
      return [question.name, kindOf(answer), stage, steps, durationMs];
    });
  return { title: 'slowest', columns: ['question', 'verdict', 'stage', 'steps', 'ms'], rows };
}

/** What nobody likes to see, in full. */
function open(answers: readonly Answer[]): Table {
  const rows = answers.flatMap(({ question: { name }, outcome }) => {
    if (outcome instanceof Error) return [[name, outcome.name, outcome.message, '', '']];
    if (outcome.kind !== 'undecided') return [];
    return outcome.reasons.map(({ code, message, writerLocation = '', readerLocation = '' }) => [
      name,
      code,
      message,
      writerLocation,
      readerLocation,
    ]);
  });
  return { title: 'undecided, and errors', columns: ['question', 'code', 'message', 'writer', 'reader'], rows };
}
