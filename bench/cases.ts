import type { Profile } from '../src/core/compatibility.ts';
import { atMost, type Bar } from './bar.ts';
import type { AskOptions } from './containment/ask.ts';
import type { BenchQuestion } from './containment/question.ts';
import { percentile, type Report } from './report.ts';

/** A named measurement. It runs in a process of its own, so that neither time nor memory of another case is in its figures. */
export interface BenchCase {
  readonly name: string;
  readonly about: string;
  /** The folder with a package.json of data that the case reads. */
  readonly data?: string;
  /** Too long for a run of all bars: only by its name, or with `--long`. */
  readonly isLong?: true;
  /** Its report has bars. */
  readonly hasBars?: true;
  readonly run: (options: RunOptions) => Promise<Report>;
}

export interface RunOptions {
  /** Only questions whose name it matches. */
  readonly question?: RegExp;
}

export const CASES: readonly BenchCase[] = [
  ...perProfile('containment/octokit', {
    about: "GitHub's webhook schemas, 18 releases: each action of an event that changed, both directions",
    bars: octokitBars,
    questions: async () => (await import('./containment/octokit.ts')).octokitQuestions('action'),
  }),
  ...perProfile('containment/octokit-events', {
    about: "GitHub's webhook schemas, 18 releases: each event, with all its actions, that changed, both directions",
    questions: async () => (await import('./containment/octokit.ts')).octokitQuestions('event'),
  }),
  ...perProfile('containment/asyncapi', {
    about: 'the metaschemas of AsyncAPI, 1.0.0 to 3.1.0: consecutive versions, both directions',
    questions: async () => (await import('./containment/asyncapi.ts')).asyncapiQuestions(),
  }),
  ...perProfile('containment/cyclonedx', {
    about: 'one big schema against itself with an edit, and each version against the next, both directions',
    questions: async () => (await import('./containment/cyclonedx.ts')).cyclonedxQuestions(),
  }),
  {
    name: 'containment/audit',
    about: "`sluice audit` over GitHub's webhook schemas, 18 releases, each action of an event a file",
    data: 'containment',
    hasBars: true,
    run: async () => (await import('./containment/audit.ts')).measureAudit(),
  },
  {
    name: 'asyncapi/import',
    about: 'a document with 1,000 channels into a registry; documents that are made to hurt',
    hasBars: true,
    run: async () => (await import('./asyncapi/import.ts')).measureImport(),
  },
  {
    name: 'gateway/proxies',
    about: 'the gate as a proxy, beside the least that a proxy does and what a user would pick instead',
    data: 'gateway',
    hasBars: true,
    run: async () => (await import('./gateway/proxies.ts')).compareProxies(),
  },
  {
    name: 'gateway/reload',
    about: 'all schemas of a gate new, again and again, under load: failures, how long the loop stands still, memory',
    hasBars: true,
    run: async () => (await import('./gateway/reload.ts')).measureReload(),
  },
  {
    name: 'gateway/attacks',
    about: 'how long the loop stands still for events of up to 1 MB that are made to hurt',
    hasBars: true,
    run: async () => (await import('./gateway/attacks.ts')).measureAttacks(),
  },
  {
    name: 'gateway/hunt',
    about: 'random large schemas and events whose judgement takes long for what it counts; BENCH_SECONDS (60), BENCH_SEED',
    run: async () => (await import('./gateway/hunt.ts')).huntCosts(),
  },
  {
    name: 'gateway/memory',
    about: 'what a schema costs that is kept ready: heap, and the time to make its validator, beside ajv',
    run: async () => (await import('./gateway/memory.ts')).measureMemory(),
  },
  {
    name: 'durable/accept',
    about: 'how fast a durable route answers 202, beside the same gate without a store and beside a bare log',
    hasBars: true,
    run: async (options) => (await import('./durable/accept.ts')).measureAccept(options),
  },
  {
    name: 'durable/delivery',
    about: 'from the sender to the function of a durable route: events a second, and how long one takes',
    run: async () => (await import('./durable/delivery.ts')).measureDelivery(),
  },
  {
    name: 'durable/backlog',
    about: 'a million events waiting (BENCH_EVENTS): start, memory, how fast more are accepted and these are delivered',
    run: async () => (await import('./durable/backlog.ts')).measureBacklog(),
  },
  {
    name: 'durable/postgres',
    about: 'durable/accept with the queue on a PostgreSQL of its own',
    run: async (options) => (await import('./durable/postgres.ts')).measureAcceptOnPostgres(options),
  },
  {
    name: 'containment/peers/speed',
    about: 'real questions put to json-schema-diff and jsoncompat as well',
    data: 'containment',
    run: async (options) => (await import('./containment/peers.ts')).comparePeers(options),
  },
  {
    name: 'containment/peers/verdicts',
    about: 'test/containment/cases put to json-schema-diff and jsoncompat as well: who is wrong where',
    data: 'containment',
    run: async (options) => (await import('./containment/peers.ts')).judgePeers(options),
  },
  {
    name: 'codegen/shop',
    about: '200 events, types and validators, beside json-schema-to-typescript and ajv standalone: time and memory',
    hasBars: true,
    run: async () => (await import('./codegen/generation.ts')).measureGeneration('shop'),
  },
  {
    name: 'codegen/github',
    about: "all events and actions of GitHub's webhooks, beside the same: time, memory and size",
    hasBars: true,
    run: async () => (await import('./codegen/generation.ts')).measureGeneration('github'),
  },
  {
    name: 'codegen/commands',
    about: 'sluice --help, --version and generate, cold and unchanged, beside node -e 0',
    hasBars: true,
    run: async () => (await import('./codegen/commands.ts')).measureCommands(),
  },
  {
    name: 'codegen/bundles',
    about: 'what validating one event adds to a bundle, beside ajv and zod',
    data: 'codegen',
    hasBars: true,
    run: async () => (await import('./codegen/bundles.ts')).measureBundles(),
  },
  {
    name: 'codegen/speed',
    about: "a generated validator beside ajv's function for the same schema",
    run: async () => (await import('./codegen/speed.ts')).measureSpeed(),
  },
  {
    name: 'registry/reads',
    about: 'reads over HTTP against a bare Koa with a body of the same size',
    hasBars: true,
    run: async (options) => (await import('./registry/reads.ts')).benchReads(options),
  },
  {
    name: 'registry/register',
    about: 'a registration of 10 kB over HTTP against the check and one durable insert',
    hasBars: true,
    run: async () => (await import('./registry/register.ts')).benchRegister(),
  },
  {
    name: 'registry/search',
    about: 'a search over 10,000 subjects against reading them all',
    run: async () => (await import('./registry/search.ts')).benchSearch(),
  },
  {
    name: 'registry-scale/sqlite',
    about: '10,000 and 100,000 versions: start, memory, reads, registrations, snapshots, and how each grows; takes long',
    hasBars: true,
    isLong: true,
    run: async () => (await import('./registry/scale/bench.ts')).benchScale(),
  },
  {
    name: 'registry-scale/postgres',
    about: 'the same on PostgreSQL: a server of its own, or the database that SLUICE_BENCH_POSTGRES names',
    hasBars: true,
    isLong: true,
    run: async () => (await import('./registry/scale/bench.ts')).benchScaleOnPostgres(),
  },
  {
    name: 'registry/retire',
    about: "a bad publish undone: from `sluice retire`, and from the PATCH alone, to the gate's first refusal",
    run: async () => (await import('./registry/retire.ts')).measureRetire(),
  },
];

type ContainmentCase = Pick<AskOptions, 'bars'> & { readonly about: string; readonly questions: () => Promise<BenchQuestion[]> };

function perProfile(name: string, { about, questions, bars }: ContainmentCase): BenchCase[] {
  return (['strict', 'declared', 'tolerant'] satisfies Profile[]).map((profile) => ({
    name: `${name}/${profile}`,
    about,
    data: 'containment',
    ...(bars === undefined ? {} : { hasBars: true }),
    run: async (options) =>
      (await import('./containment/ask.ts')).ask(await questions(), { ...options, profile, ...(bars === undefined ? {} : { bars }) }),
  }));
}

function octokitBars(timesMs: readonly number[], open: number): Bar[] {
  return [atMost('p95, ms', percentile(timesMs, 0.95), 10), atMost('max, ms', Math.max(...timesMs), 250), atMost('share undecided', open, 0)];
}
