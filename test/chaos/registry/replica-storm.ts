import { contains } from '../../../src/formats/json-schema/containment.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import type { RegisterResource, SubjectDetailResource, VersionResource } from '../../../src/core/resources.ts';
import { serve, type Server } from '../../cli/process.ts';
import { serveHere } from '../../cli/serve-here.ts';
import { createRandom } from '../../../src/core/seeded-random.ts';
import { followFeed, pageThrough, type FollowedFeed } from './feed.ts';

export interface StormOptions {
  /** The database, whose server outlives the storm or is started again by `disturb`. */
  readonly url: string;
  readonly subjects: number;
  /** Registrations for each subject that nothing speaks against. */
  readonly versions: number;
  /** Pairs of registrations for each subject that contradict each other, sent at once to both replicas: one of the two must be refused. */
  readonly rivals: number;
  readonly seed: number;
  /** Called once, in the middle; gives the replicas that there are afterwards. What it interrupts is sent again. */
  readonly disturb?: (replicas: Replicas) => Promise<Replicas>;
}

export type Replica = Pick<Server, 'registry' | 'stop'>;

export type Replicas = readonly [Replica, Replica];

/** What was answered, and what went wrong, each as a sentence; nothing else is expected than none. */
export interface StormReport {
  readonly registered: number;
  readonly refused: number;
  /** Answered by nobody at first: a replica or the database was gone. */
  readonly interrupted: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

interface Sending {
  readonly subject: string;
  readonly schema: JsonObject;
  readonly replica: 0 | 1;
  /** Two with one name contradict each other. */
  readonly rivalry?: string;
}

interface Outcome extends Sending {
  readonly answer: RegisterResource | 'refused';
}

/** Start a replica on a database, by `serveHere` where nobody kills it. */
export function startReplica(url: string, run: (...args: Parameters<typeof serve>) => Promise<Replica> = serve): Promise<Replica> {
  return run(['serve', '--port', '0'], { env: { SLUICE_STORE: url, SLUICE_LOG_LEVEL: 'warn' } });
}

/**
 * Two `sluice serve` on one database, as processes where something is to be disturbed, and all registrations at once. Afterwards: each
 * that was answered is there, the numbers of each subject are consecutive and the ids unique, every version contains and is contained in
 * all before it, and the feeds of both replicas, followed and paged through, have everything in one order.
 */
export async function replicaStorm({ url, subjects, versions, rivals, seed, disturb }: StormOptions): Promise<StormReport> {
  const run = disturb === undefined ? serveHere : serve;
  let replicas: Replicas = [await startReplica(url, run), await startReplica(url, run)];
  const feeds = [followFeed(() => replicas[0].registry), followFeed(() => replicas[1].registry)];
  const sendings = shuffled(plan(subjects, versions, rivals), createRandom(seed).next);
  const began = Date.now();
  let interrupted = 0;
  let settled = 0;
  let disturbed: Promise<void> | undefined;
  const disturbOnce = (): void => {
    if (disturb === undefined || settled < sendings.length / 2) return;
    disturbed ??= disturb(replicas).then((after) => void (replicas = after));
  };
  const send = async (sending: Sending): Promise<Outcome> => {
    for (;;) {
      const answer = await register(replicas[sending.replica].registry, sending);
      if (answer !== 'interrupted') {
        settled += 1;
        disturbOnce();
        return { ...sending, answer };
      }
      interrupted += 1;
      await disturbed;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  try {
    const outcomes = await Promise.all(sendings.map(send));
    const seconds = (Date.now() - began) / 1_000;
    await disturbed;
    const faults = [...faultsOfAnswers(outcomes), ...(await faultsOfRegistry(replicas, outcomes)), ...(await faultsOfFeeds(replicas, feeds))];
    const registered = outcomes.filter(({ answer }) => answer !== 'refused').length;
    return { registered, refused: outcomes.length - registered, interrupted, seconds, faults };
  } finally {
    await Promise.all([...feeds.map((feed) => feed.until(0)), ...replicas.map((replica) => replica.stop())]);
  }
}

function plan(subjects: number, versions: number, rivals: number): Sending[] {
  const names = Array.from({ length: subjects }, (_, index) => `com.storm.s${index}`);
  return names.flatMap((subject) => [
    ...Array.from({ length: versions }, (_, index): Sending => ({
      subject,
      schema: schemaWith(`f${index}`, 'string'),
      replica: (index % 2) as 0 | 1,
    })),
    ...Array.from({ length: rivals }, (_, index): readonly Sending[] => {
      const rivalry = `${subject} r${index}`;
      return [
        { subject, schema: schemaWith(`r${index}`, 'string'), replica: 0, rivalry },
        { subject, schema: schemaWith(`r${index}`, 'integer'), replica: 1, rivalry },
      ];
    }).flat(),
  ]);
}

function schemaWith(name: string, type: string): JsonObject {
  return { type: 'object', properties: { id: { type: 'string' }, [name]: { type } }, required: ['id'] };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function register(registry: string, { subject, schema }: Sending): Promise<RegisterResource | 'refused' | 'interrupted'> {
  const body = JSON.stringify({ schema });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${registry}/api/v1/subjects/${subject}/versions`, { method: 'POST', headers, body }).catch(() => undefined);
  if (response === undefined || response.status === 503) return 'interrupted';
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.status === 409 && (answer as { readonly code?: string } | undefined)?.code === 'incompatible') return 'refused';
  if (answer === undefined) return 'interrupted';
  if (!response.ok) throw new Error(`${subject}: ${response.status} ${JSON.stringify(answer).slice(0, 500)}`);
  return answer as RegisterResource;
}

function faultsOfAnswers(outcomes: readonly Outcome[]): string[] {
  const rivalries = new Map<string, number>();
  for (const { rivalry, answer } of outcomes) {
    if (rivalry !== undefined) rivalries.set(rivalry, (rivalries.get(rivalry) ?? 0) + (answer === 'refused' ? 0 : 1));
    else if (answer === 'refused') rivalries.set('one that nothing speaks against', 0);
  }
  return [...rivalries].filter(([, winners]) => winners !== 1).map(([name, winners]) => `${name}: ${winners} were registered, not 1`);
}

async function faultsOfRegistry([first, second]: Replicas, outcomes: readonly Outcome[]): Promise<string[]> {
  const faults: string[] = [];
  const ids = new Map<number, string>();
  for (const subject of new Set(outcomes.map((outcome) => outcome.subject))) {
    const { versions } = (await get(first, `/subjects/${subject}`)) as SubjectDetailResource;
    const there = await Promise.all(
      versions.map(async ({ version }) => (await get(second, `/subjects/${subject}/versions/${version}`)) as VersionResource),
    );
    for (const [index, { version, semver, id, schema }] of there.entries()) {
      if (version !== index + 1) faults.push(`${subject}: version ${version} is the ${index + 1}th`);
      // Raised from the one before: it was judged against that one.
      if (semver !== `1.${index}.0`) faults.push(`${subject}@${version} has the semver ${semver}`);
      const text = JSON.stringify(schema);
      if ((ids.get(id) ?? text) !== text) faults.push(`the id ${id} stands for two schemas`);
      ids.set(id, text);
    }
    faults.push(
      ...unproved(there),
      ...missing(
        outcomes.filter((outcome) => outcome.subject === subject),
        there,
      ),
    );
  }
  return faults;
}

function missing(outcomes: readonly Outcome[], there: readonly VersionResource[]): string[] {
  const answered = outcomes.filter(({ answer }) => answer !== 'refused');
  const wrong = answered.filter(({ answer, schema }) => {
    const found = there.find(({ version }) => version === (answer as RegisterResource).version);
    return JSON.stringify(found?.schema) !== JSON.stringify(schema);
  });
  const faults = wrong.map(
    ({ subject, answer }) => `${subject}@${(answer as RegisterResource).version} was answered, and is not there as it was sent`,
  );
  return answered.length === there.length ? faults : [...faults, `${there[0]?.subject}: ${answered.length} answered, ${there.length} there`];
}

function unproved(there: readonly VersionResource[]): string[] {
  const profile = 'declared';
  return there.flatMap((newer, index) =>
    there
      .slice(0, index)
      .filter(
        (older) =>
          contains(older.schema, newer.schema, { profile }).kind !== 'contained' ||
          contains(newer.schema, older.schema, { profile }).kind !== 'contained',
      )
      .map((older) => `${newer.subject}@${newer.version} does not fit version ${older.version}`),
  );
}

async function faultsOfFeeds(replicas: Replicas, followed: readonly FollowedFeed[]): Promise<string[]> {
  const paged = await Promise.all(replicas.map(({ registry }) => pageThrough(registry)));
  const [all = []] = paged;
  const lists = [...paged, ...(await Promise.all(followed.map((feed) => feed.until(all.length))))];
  const expected = JSON.stringify(all);
  const faults = all.flatMap(({ id }, index) => (Number(id) === index + 1 ? [] : [`the feed has ${id} at place ${index + 1}`]));
  for (const [index, list] of lists.entries()) {
    if (JSON.stringify(list) !== expected)
      faults.push(`feed ${index} has ${list.length} changes and differs from the first, which has ${all.length}`);
  }
  return faults;
}

async function get({ registry }: Replica, path: string): Promise<unknown> {
  // The proofs between two questions may take longer than a server keeps a silent connection, whose end is not noticed meanwhile.
  const response = await fetch(`${registry}/api/v1${path}`, { headers: { connection: 'close' } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return response.json();
}
