import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { RunOptions } from '../cases.ts';
import { ROOT } from '../data-folder.ts';
import { percentile, type Cell, type Report, type Table } from '../report.ts';
import { asyncapiQuestions } from './asyncapi.ts';
import { octokitQuestions } from './octokit.ts';
import { PEERS, type PeerName } from './peer.ts';
import { PeerRunner, type PeerOutcome } from './peer-runner.ts';
import { sample, type BenchQuestion } from './question.ts';
import { isClaimed, keywordsIn } from './claimed-keywords.ts';

const TIMEOUT_MS = 5_000;
const OCTOKIT_SAMPLE = 60;
const WARM_UP = 5;

/** A question with what each peer made of it, in one turn, so that a busy moment of the machine hits all alike. */
interface Row {
  readonly group: string;
  readonly question: BenchQuestion;
  /** By tests, or by our proof or witness. */
  readonly contained: boolean | undefined;
  readonly outcomes: Readonly<Record<PeerName, PeerOutcome>>;
}

/** Real questions under the profile `strict`, which is the only meaning that all share. */
export async function comparePeers({ question }: RunOptions): Promise<Report> {
  const octokit = sample(octokitQuestions('event').filter(matching(question)), OCTOKIT_SAMPLE);
  const asyncapi = asyncapiQuestions({ inlined: true }).filter(matching(question));
  const asked = await askAll([
    ...octokit.map((one) => ({ group: 'octokit', question: one })),
    ...asyncapi.map((one) => ({ group: 'asyncapi', question: one })),
  ]);
  const rows = asked.map(withOurTruth);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const lines = groups.flatMap((group) =>
    PEERS.map((peer) =>
      speedLine(
        peer,
        group,
        rows.filter((row) => row.group === group),
      ),
    ),
  );
  return {
    tables: [
      {
        title: 'speed',
        note: `profile strict; octokit: ${octokit.length} questions evenly spread; ${TIMEOUT_MS / 1000} s for each; wrong: against our proof or witness; times of answered questions; ratio: median of its time / ours`,
        columns: [
          'set',
          'engine',
          'asked',
          'answered',
          'wrong',
          'no answer',
          'errors',
          'crashes',
          'time-outs',
          'p50 ms',
          'p95 ms',
          'max ms',
          'ratio',
        ],
        rows: lines,
      },
      differences(rows),
      failures(rows),
    ],
  };
}

interface TestCase {
  readonly description: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly contained: boolean;
  readonly profile?: string;
  readonly formats?: string;
  readonly dialect?: string;
  readonly readerAppliesDefaults?: boolean;
}

/** Our own cases, whose truth tests have verified. Only those that ask for nothing but plain containment. */
export async function judgePeers({ question }: RunOptions): Promise<Report> {
  const folder = join(ROOT, 'test', 'containment', 'cases');
  const cases = readdirSync(folder)
    .toSorted()
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), 'utf8')) as TestCase[])
        .filter(isPlain)
        .map((one) => ({ group: file.replace('.json', ''), ...one })),
    )
    .filter(({ group, description }) => question === undefined || question.test(`${group}: ${description}`));
  const asked = await askAll(
    cases.map(({ group, description, a, b }) => ({ group, question: { name: `${group}: ${description}`, writer: a, reader: b } })),
  );
  const rows = asked.map((row, at) => ({ ...row, contained: cases[at]?.contained }));
  const claimed = rows.filter(({ question: { writer, reader } }) => [...keywordsIn(writer), ...keywordsIn(reader)].every(isClaimed));
  const groups = [...new Set(rows.map(({ group }) => group))];
  const table = (title: string, lines: readonly (readonly Cell[])[], first: string): Table => ({
    title,
    columns: [first, 'engine', 'cases', 'right', 'says contained wrongly', 'says not contained wrongly', 'no answer'],
    rows: lines,
  });
  return {
    tables: [
      table(
        'all',
        [...PEERS.map((peer) => verdictLine(peer, 'all', rows)), ...PEERS.map((peer) => verdictLine(peer, 'claimed', claimed))],
        'cases of',
      ),
      table(
        'by keyword',
        groups.flatMap((group) =>
          PEERS.map((peer) =>
            verdictLine(
              peer,
              group,
              rows.filter((row) => row.group === group),
            ),
          ),
        ),
        'keyword',
      ),
      differences(rows),
      failures(rows),
    ],
  };
}

// Draft-04's own cases and those of a profile, a format or a default are about what the peers do not claim.
function isPlain({ profile, formats, dialect, readerAppliesDefaults }: TestCase): boolean {
  return (profile ?? 'strict') === 'strict' && formats === undefined && dialect === undefined && readerAppliesDefaults === undefined;
}

function matching(pattern: RegExp | undefined): (question: BenchQuestion) => boolean {
  return ({ name }) => pattern === undefined || pattern.test(name);
}

async function askAll(questions: readonly Pick<Row, 'group' | 'question'>[]): Promise<Row[]> {
  const runners = PEERS.map((name) => new PeerRunner(name, { timeoutMs: TIMEOUT_MS }));
  try {
    for (const { question } of sample(questions, WARM_UP)) await askEach(runners, question);
    const rows: Row[] = [];
    for (const one of questions) rows.push({ ...one, contained: undefined, outcomes: await askEach(runners, one.question) });
    return rows;
  } finally {
    for (const runner of runners) runner.close();
  }
}

async function askEach(runners: readonly PeerRunner[], question: BenchQuestion): Promise<Record<PeerName, PeerOutcome>> {
  const outcomes: [PeerName, PeerOutcome][] = [];
  for (const runner of runners) outcomes.push([runner.name, await runner.ask(question)]);
  return Object.fromEntries(outcomes) as Record<PeerName, PeerOutcome>;
}

function withOurTruth(row: Row): Row {
  return { ...row, contained: saidBy(row.outcomes.sluice) };
}

function saidBy(outcome: PeerOutcome): boolean | undefined {
  return outcome.kind === 'answer' ? outcome.contained : undefined;
}

function isWrong({ contained, outcomes }: Row, peer: PeerName): boolean {
  const said = saidBy(outcomes[peer]);
  return said !== undefined && contained !== undefined && said !== contained;
}

function speedLine(peer: PeerName, group: string, rows: readonly Row[]): Cell[] {
  const count = (kind: PeerOutcome['kind']): number => rows.filter(({ outcomes }) => outcomes[peer].kind === kind).length;
  const times = rows.flatMap(({ outcomes }) => timeOf(outcomes[peer]));
  const ratios = rows.flatMap(({ outcomes }) => {
    const [[its], [ours]] = [timeOf(outcomes[peer]), timeOf(outcomes.sluice)];
    return its === undefined || ours === undefined ? [] : [its / ours];
  });
  const silent = rows.filter(({ outcomes }) => outcomes[peer].kind === 'answer' && saidBy(outcomes[peer]) === undefined).length;
  const wrong = rows.filter((row) => isWrong(row, peer)).length;
  const counts = [rows.length, count('answer') - silent, wrong, silent, count('error'), count('crash'), count('time-out')];
  return [group, peer, ...counts, percentile(times, 0.5), percentile(times, 0.95), Math.max(0, ...times), percentile(ratios, 0.5)];
}

function timeOf(outcome: PeerOutcome): number[] {
  return outcome.kind === 'answer' ? [outcome.durationMs] : [];
}

function verdictLine(peer: PeerName, group: string, rows: readonly Row[]): Cell[] {
  const said = rows.map((row) => ({ said: saidBy(row.outcomes[peer]), contained: row.contained }));
  const count = (test: (one: (typeof said)[number]) => boolean): number => said.filter(test).length;
  return [
    group,
    peer,
    rows.length,
    count((one) => one.said === one.contained),
    count((one) => one.said === true && one.contained === false),
    count((one) => one.said === false && one.contained === true),
    count((one) => one.said === undefined),
  ];
}

function differences(rows: readonly Row[]): Table {
  const wrong = PEERS.flatMap((peer) =>
    rows.filter((row) => isWrong(row, peer)).map((row) => [peer, row.question.name, verdictName(!row.contained)]),
  );
  return { title: 'wrong answers', columns: ['engine', 'question', 'says'], rows: wrong };
}

function verdictName(contained: boolean): string {
  return contained ? 'contained' : 'not contained';
}

/** Why there was no answer, most frequent first. */
function failures(rows: readonly Row[]): Table {
  const counts = new Map<string, number>();
  for (const { outcomes } of rows) {
    for (const peer of PEERS) {
      const outcome = outcomes[peer];
      if (outcome.kind === 'answer') continue;
      const key = JSON.stringify([peer, outcome.kind, 'message' in outcome ? withoutPlace(outcome.message) : `more than ${TIMEOUT_MS} ms`]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  return {
    title: 'no answer because',
    columns: ['engine', 'what', 'message', 'times'],
    rows: sorted.map(([key, times]) => [...(JSON.parse(key) as string[]), times]),
  };
}

function withoutPlace(message: string): string {
  return message.replaceAll(/#\/[^\s']+/g, '#/…').slice(0, 100);
}
