import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { JsonObject } from '../../../src/core/json/value.ts';
import type { RegisterResource, SnapshotResource, SubjectDetailResource, VersionResource } from '../../../src/core/resources.ts';
import { folderWith, serve, type Server } from '../../cli/process.ts';
import { createRandom } from '../../../src/core/seeded-random.ts';

export interface KillOptions {
  readonly rounds: number;
  /** Decides what is registered, where, and when the server is killed. */
  readonly seed: number;
  /** In a round, before the kill, at most. */
  readonly maxAnswers?: number;
  readonly log?: (line: string) => void;
}

/** What went wrong, each as a sentence; nothing else is expected than none. */
export interface KillReport {
  readonly answered: number;
  /** Committed, but killed before they were answered. */
  readonly unanswered: number;
  readonly faults: readonly string[];
}

interface Answered {
  readonly subject: string;
  readonly version: number;
  readonly schema: JsonObject;
}

const [WRITERS, SUBJECTS] = [100, 5];

/**
 * Kill a real `sluice serve` with SIGKILL at random moments while 100 writers register, start it again on the same folder, and
 * look: every answered version is there as it was sent, the numbers are consecutive, and nothing is half, in every round and,
 * over all rounds, at the end.
 */
export async function killRounds({ rounds, seed, maxAnswers = 150, log = () => {} }: KillOptions): Promise<KillReport> {
  const random = createRandom(seed).next;
  const cwd = await folderWith();
  const faults: string[] = [];
  const answered: Answered[] = [];
  let server = await start(cwd);
  await send(server, 'PUT', '/config', { level: 'BACKWARD' });
  for (let round = 1; round <= rounds; round += 1) {
    const inRound = await registerUntilKilled(server, { round, maxAnswers, random });
    server = await start(cwd);
    const found = [...faultsOfFile(join(cwd, '.sluice-data', 'registry.sqlite')), ...(await faultsOf(server, inRound))];
    faults.push(...found.map((fault) => `round ${round}: ${fault}`));
    answered.push(...inRound);
    log(`round ${round} of ${rounds}: ${inRound.length} answered before the kill, ${faults.length} faults so far`);
  }
  faults.push(...(await faultsOf(server, answered)).map((fault) => `at the end: ${fault}`));
  const { versions } = (await get(server, '/snapshot')) as SnapshotResource;
  await server.stop();
  return { answered: answered.length, unanswered: versions.length - answered.length, faults };
}

function start(cwd: string): Promise<Server> {
  return serve(['serve', '--port', '0'], { cwd });
}

/** The writers, each with one registration at a time, until the server is gone; what was answered. */
async function registerUntilKilled(
  server: Server,
  { round, maxAnswers, random }: { readonly round: number; readonly maxAnswers: number; readonly random: () => number },
): Promise<Answered[]> {
  const answered: Answered[] = [];
  // From the first moments, with a file that was just opened, to a second of steady writing; by answers, which a slow machine gives as well.
  const [lastAnswer, restMs] = [Math.floor(random() * maxAnswers), random() * 20];
  let killed: Promise<unknown> | undefined;
  const killInTime = (): void => {
    if (answered.length < lastAnswer) return;
    killed ??= new Promise((resolve) => setTimeout(resolve, restMs)).then(() => server.stop('SIGKILL'));
  };
  let counter = 0;
  const write = async (): Promise<void> => {
    for (;;) {
      const subject = `r${round}.s${Math.floor(random() * SUBJECTS)}`;
      const schema = {
        type: 'object',
        properties: { id: { type: 'string' } },
        title: `${round}/${(counter += 1)}`,
        description: 'x'.repeat(random() * 2_000),
      };
      const { version } = (await send(server, 'POST', `/subjects/${subject}/versions`, { schema })) as RegisterResource;
      if (version !== undefined) answered.push({ subject, version, schema });
      killInTime();
    }
  };
  killInTime();
  await Promise.allSettled(Array.from({ length: WRITERS }, write));
  await killed;
  return answered;
}

/** What the file itself says, once the server has recovered it. */
function faultsOfFile(path: string): string[] {
  const database = new Sqlite(path, { readonly: true });
  try {
    const count = (sql: string): unknown => database.prepare(sql).pluck().get();
    const checks: readonly (readonly [claim: string, holds: boolean])[] = [
      ['the file is whole', count('PRAGMA integrity_check') === 'ok'],
      ['every row belongs to another', database.prepare('PRAGMA foreign_key_check').all().length === 0],
      [
        'each version has its change and its entry in the audit log',
        count(`SELECT count(*) FROM versions`) === count(`SELECT count(*) FROM changes WHERE type = 'io.sluice.version.registered'`) &&
          count(`SELECT count(*) FROM versions`) === count(`SELECT count(*) FROM audit WHERE record LIKE '%"version.register"%'`),
      ],
      ['the feed has no gaps', count('SELECT count(*) FROM changes') === count('SELECT coalesce(max(sequence), 0) FROM changes')],
      ['each subject is indexed', count(`SELECT count(*) FROM search_texts WHERE paths <> ''`) === count('SELECT count(*) FROM subjects')],
    ];
    return checks.filter(([, holds]) => !holds).map(([claim]) => `not so: ${claim}`);
  } finally {
    database.close();
  }
}

async function faultsOf(server: Server, answered: readonly Answered[]): Promise<string[]> {
  const faults: string[] = [];
  const bySubject = new Map<string, Answered[]>();
  for (const one of answered) bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
  for (const [subject, ones] of bySubject) {
    const { versions } = (await get(server, `/subjects/${subject}`)) as SubjectDetailResource;
    const numbers = versions.map(({ version }) => version);
    if (numbers.some((version, index) => version !== index + 1)) faults.push(`${subject} has the numbers ${numbers.join(' ')}`);
    const known = new Map(ones.map((one) => [one.version, one]));
    if (known.size !== ones.length) faults.push(`${subject}: one number was answered twice`);
    for (const version of new Set([...numbers, ...known.keys()])) {
      const { schema } = (await get(server, `/subjects/${subject}/versions/${version}`)) as VersionResource;
      const sent = known.get(version)?.schema;
      const isWhole = sent === undefined ? typeof (schema as JsonObject)['title'] === 'string' : JSON.stringify(sent) === JSON.stringify(schema);
      if (!isWhole) faults.push(`${subject}@${version} is not what was sent`);
    }
  }
  return faults;
}

async function get(server: Server, path: string): Promise<object> {
  return send(server, 'GET', path);
}

async function send(server: Server, method: string, path: string, body?: object): Promise<object> {
  const response = await fetch(`${server.registry}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as object;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer).slice(0, 500)}`);
  return answer;
}
