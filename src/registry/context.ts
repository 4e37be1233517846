import { RegistryError, unreachable } from '../core/errors.ts';
import type { Format } from '../formats/format.ts';
import type { Store } from '../storage/store.ts';
import { createSchemaLoader, type SchemaLoader } from './load-schema.ts';
import { createHistories, type Histories } from './histories.ts';
import { createReadCache, type ReadCache } from './read-cache.ts';
import { createSummaries, type Summaries } from './summaries.ts';
import { createTurns, type Turns } from './turns.ts';
import { createVerdictKinds, type VerdictKinds } from './verdict-kinds.ts';
import type { SchemaTools } from './schema-tools.ts';
import type { WebhookOutlet } from './webhook-outlet.ts';
import { createUnreadable, type Unreadable, type UnreadableVersion } from './unreadable.ts';

/** As many bytes as asked for, which nobody can guess. */
export type RandomSource = (bytes: number) => Uint8Array;

/** What every use case works with. */
export interface Context {
  readonly store: Store;
  readonly schemas: SchemaLoader;
  readonly cache: ReadCache;
  readonly histories: Histories;
  readonly summaries: Summaries;
  readonly kinds: VerdictKinds;
  /** One writer at a time for a subject within this process; across processes the store's expectations decide. */
  readonly turns: Turns;
  /** Whose question it is, where others may wait for the engine as well. */
  readonly sender?: string;
  /** The format of a name, `json-schema` by default. Throws `format_unsupported`. */
  readonly format: (name?: string) => Format;
  /** Those behind the formats; a verdict of another one is that of an earlier release. */
  readonly engines: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Now, ISO 8601 in UTC. */
  readonly timestamp: () => string;
  /** Bytes that nobody can guess. */
  readonly random: RandomSource;
  readonly unreadable: Unreadable;
  /** Throws `internal` where the composition root gave none. */
  readonly outlet: () => WebhookOutlet;
  /** Throws `internal` where the composition root gave none. */
  readonly tools: () => SchemaTools;
}

export interface ContextOptions {
  readonly store: Store;
  readonly formats: readonly Format[];
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** For the ids and secrets of keys. */
  readonly random: RandomSource;
  /** How messages to webhooks leave. Absent: none can be made. */
  readonly outlet?: WebhookOutlet;
  /** What is made of schemas for people. Absent: nobody may ask for it. */
  readonly tools?: SchemaTools;
  /** Called once for each live version that a snapshot leaves out since it cannot be read. */
  readonly onUnreadable?: (unreadable: UnreadableVersion) => void;
}

export function createContext(options: ContextOptions): Context {
  const { store, formats, now, random, outlet, tools, onUnreadable = () => {} } = options;
  const format = (name = 'json-schema'): Format => findFormat(formats, name);
  const histories = createHistories(store);
  return {
    store,
    schemas: createSchemaLoader({ store, histories, formatOf: format }),
    cache: createReadCache(store),
    histories,
    summaries: createSummaries(store),
    kinds: createVerdictKinds(store),
    turns: createTurns(),
    format,
    engines: new Set(formats.map(({ engine }) => engine)),
    now,
    timestamp: () => new Date(now()).toISOString(),
    random,
    unreadable: createUnreadable(onUnreadable),
    outlet: () => outlet ?? unreachable('a webhook in a registry without an outlet'),
    tools: () => tools ?? unreachable('a question to the tools of a registry without any'),
  };
}

function findFormat(formats: readonly Format[], name: string): Format {
  const format = formats.find((candidate) => candidate.name === name);
  if (format === undefined) {
    const supported = formats.map((candidate) => candidate.name).join(', ');
    throw new RegistryError('format_unsupported', `format ${JSON.stringify(name)} is not supported; supported: ${supported}`);
  }
  return format;
}
