import type { Client, ClientConfig, Pool, PoolClient, PoolConfig } from 'pg';
import { RegistryError } from '../core/errors.ts';
import { fileReason } from '../core/file-reason.ts';
import { readSecretText } from '../files/read-file.ts';
import type { PostgresAddress } from './address.ts';
import { closingClient } from './closing-client.ts';
import type { Driver } from './driver.ts';
import { isLost, translate } from './guard.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';

/** @internal Bytes, a text, number or boolean, or a list of one of the latter. */
export type Parameter = Uint8Array | string | number | boolean | null | readonly (string | number | boolean | null)[];

/** @internal Statements on one connection; those that are not waited for go out at once and are answered in order. */
export interface Session {
  /** With a `name` the server plans it once a connection: one name, one text. */
  query<Row extends object>(text: string, parameters?: readonly Parameter[], name?: string): Promise<Row[]>;
}

/** @internal */
export interface Connections extends Session {
  /** Work on one connection, which goes back, or away where the work fails. Throws `store_unavailable`, or `queue_unavailable`. */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** The same for work that gives its results as it goes; the connection goes away where nobody takes the rest. */
  stream<T>(work: (session: Session) => AsyncGenerator<T>): AsyncGenerator<T>;
  /** One beside the others, not connected yet. */
  createClient(): Client;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly address: PostgresAddress;
  /** Its content, without the line feed at the end, is the password. Read for each connection; where it cannot be read any more, the last one counts. */
  readonly passwordFile?: string;
  /** Hears when the server is not reached any more, with why, and when it is again. */
  readonly onReach?: (failure: Error | undefined) => void;
  /** 0 for none. */
  readonly statementTimeoutMs: number;
  /** Of each connection, beside what is set in any case. */
  readonly settings?: Readonly<Record<string, string>>;
}

const IDLE_IN_TRANSACTION_MS = 20_000;

/** @internal Connects when it is first used. A connection that is lost is replaced at the next use, and a lone read is asked again once. */
export async function createConnections(driver: Driver, options: ConnectionOptions): Promise<Connections> {
  const { address } = options;
  const config = clientConfig(options);
  const OwnClient = closingClient(driver, await passwordOf(options));
  const pool = createPool(driver, { ...config, Client: OwnClient }, options);
  const failed = (thrown: unknown): never => {
    throw translate(thrown, address);
  };
  const reach = reachOf(options.onReach);
  // The client reads files of TLS at once, and throws where one is missing.
  const connect = (): Promise<PoolClient> =>
    new Promise<PoolClient>((resolve) => resolve(pool.connect())).catch((thrown: unknown) => {
      const known = translate(thrown, address);
      reach.failed(known);
      throw known;
    });
  const use = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      const result = await work(sessionOf(client));
      client.release();
      reach.succeeded();
      return result;
    } catch (thrown) {
      // Its transaction may be open.
      client.release(true);
      if (isLost(thrown)) reach.failed(translate(thrown, address));
      return failed(thrown);
    }
  };
  return {
    createClient: () => new OwnClient(config),
    use,
    async *stream<T>(work: (session: Session) => AsyncGenerator<T>): AsyncGenerator<T> {
      const client = await connect();
      let isDone = false;
      try {
        yield* work(sessionOf(client));
        isDone = true;
      } catch (thrown) {
        failed(thrown);
      } finally {
        client.release(!isDone);
      }
    },
    async query<Row extends object>(text: string, parameters?: readonly Parameter[], name?: string): Promise<Row[]> {
      const once = (): Promise<Row[]> => use((session) => session.query<Row>(text, parameters, name));
      return once().catch((thrown: unknown) => {
        if (thrown instanceof RegistryError && isLost(thrown.cause)) return once();
        throw thrown;
      });
    },
    close: () => pool.end(),
  };
}

interface Reach {
  readonly failed: (thrown: unknown) => void;
  readonly succeeded: () => void;
}

/** Tells of changes only: a server that is away is away for every request. */
function reachOf(onReach: ConnectionOptions['onReach']): Reach {
  let isAway = false;
  return {
    failed(thrown) {
      if (isAway || !(thrown instanceof Error)) return;
      isAway = true;
      onReach?.(thrown);
    },
    succeeded() {
      if (!isAway) return;
      isAway = false;
      onReach?.(undefined);
    },
  };
}

function clientConfig({ address, statementTimeoutMs }: ConnectionOptions): ClientConfig {
  return {
    // What it says comes before the rest.
    connectionString: address.connectionString,
    application_name: 'sluice',
    connectionTimeoutMillis: address.connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // Where the network is gone, so that the server can say nothing.
    query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    pipeline: true,
  };
}

/** The password of the next connection; undefined where no file has it. Throws `file_unreadable` where the file is not there from the start. */
async function passwordOf({ address, passwordFile }: ConnectionOptions): Promise<(() => Promise<string>) | undefined> {
  if (passwordFile === undefined) return undefined;
  let last = await readPassword(passwordFile, address);
  return async () => {
    // A file that is being replaced may be missing or empty for a moment.
    const now = await readPassword(passwordFile, address).catch(() => '');
    return (last = now === '' ? last : now);
  };
}

async function readPassword(file: string, { purpose }: PostgresAddress): Promise<string> {
  try {
    return (await readSecretText(file)).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read the password of the ${purpose.noun} from ${file}: ${fileReason(cause)}`, {
      cause,
      data: { file },
    });
  }
}

function createPool(driver: Driver, config: PoolConfig, { address, settings = {} }: ConnectionOptions): Pool {
  const { schema, poolSize } = address;
  const more = Object.entries(settings).map(([name, value]) => `, set_config('${name}', '${value}', false)`);
  const types = new driver.TypeOverrides();
  types.setTypeParser(INT8, Number);
  try {
    const pool = new driver.Pool({ ...config, types, max: poolSize, idleTimeoutMillis: 60_000 });
    // One that idles and is lost: the pool forgets it, and the next use says what is wrong.
    pool.on('error', () => {});
    pool.on('connect', (client) => {
      client.on('error', () => {});
      // Goes out before whatever is asked. A server that is set to answer before a commit is on disk is told not to; stricter stays.
      client
        .query(
          `SELECT set_config('search_path', '${schema}', false), CASE current_setting('synchronous_commit')
            WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END${more.join('')}`,
        )
        .catch(() => {});
    });
    return pool;
  } catch (thrown) {
    throw translate(thrown, address);
  }
}

const INT8 = 20;

function sessionOf(client: PoolClient): Session {
  return {
    async query<Row extends object>(text: string, parameters: readonly Parameter[] = [], name?: string): Promise<Row[]> {
      return (await client.query<Row>({ text, values: parameters.map(storable), ...(name === undefined ? {} : { name }) })).rows;
    },
  };
}

/**
 * A text in PostgreSQL holds no U+0000. Records are JSON, which escapes it, and `schemas.text` has its own way; in what is only
 * compared and searched, U+FFFF stands for it, which Unicode keeps for such uses.
 */
function storable(parameter: Parameter): unknown {
  if (typeof parameter === 'string') return parameter.replaceAll('\0', '\uFFFF');
  return Array.isArray(parameter) ? (parameter as readonly (string | number | boolean | null)[]).map((each) => storable(each)) : parameter;
}

/**
 * @internal Bring the tables up to date, on connections apart from the others, since a migration, and waiting for another process's, may
 * take its time. Says whether they are new.
 */
export async function prepareTables(
  driver: Driver,
  options: Omit<ConnectionOptions, 'statementTimeoutMs'>,
  { migrations, mayMake }: { readonly migrations: readonly Migration[]; readonly mayMake: boolean },
): Promise<{ readonly isNew: boolean }> {
  const connections = await createConnections(driver, { ...options, statementTimeoutMs: 0 });
  try {
    return await connections.use((session) => migrate(session, { address: options.address, migrations, mayMake }));
  } finally {
    await connections.close();
  }
}
