import type { Command } from 'commander';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { DEFAULT_DATA_DIR } from '../src/server/stores/data-dir.ts';
import type { ListenAddress } from '../src/server/listen/address.ts';
import type { ConfluentOptions } from '../src/http/app.ts';
import type { LogDestination, Logger } from '../src/server/log.ts';
import { withPasswordOf, type PostgresAddress } from '../src/postgres/address.ts';
import { parseStore, type StoreChoice } from '../src/server/stores/open-store.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-version.ts';

/** The flags of every command that listens. */
export interface ServerFlags {
  readonly host?: string;
  readonly insecure?: true;
  readonly drainDelay?: string;
  /** `.sluice-data` where it is absent. */
  readonly dir?: string;
}

const DEFAULT_HOST = '127.0.0.1';

/** Add `--host`, `--insecure` and `--dir`. */
export function serverOptions(command: Command): void {
  command
    .option('--host <address>', `the address to listen on (default: ${DEFAULT_HOST})`)
    .option('--insecure', 'listen on a public address although nobody is asked for a key');
  dirOption(command);
}

/** Add `--dir`. It has no default for commander, so that one who gives the flag is told from one who does not. */
export function dirOption(command: Command): void {
  command.option('--dir <dir>', `the folder for server data (default: ${DEFAULT_DATA_DIR})`);
}

/** The folder for server data. */
export function dataDir({ cwd }: Pick<Io, 'cwd'>, { dir = DEFAULT_DATA_DIR }: Pick<ServerFlags, 'dir'>): string {
  return resolve(cwd, dir);
}

/** The flags that say where a store is. */
export interface StoreFlags {
  readonly store?: string;
  readonly dir?: string;
}

/** The flag of the commands that run a registry, for the clients of another one. */
export interface ConfluentFlags {
  readonly legacyConflictCode?: true;
}

/** Add `--legacy-conflict-code`. */
export function confluentOption(command: Command): void {
  command.option('--legacy-conflict-code', "tell Confluent's clients of what is incompatible with error code 409, as before 40901");
}

/** How the registry answers Confluent's clients. */
export function confluentOptions({ legacyConflictCode }: ConfluentFlags): ConfluentOptions {
  return { legacyConflictCode: legacyConflictCode === true, version: packageVersion() };
}

const STORES = {
  any: 'sqlite:PATH, postgres://USER@HOST/DATABASE or memory:',
  /** Where what was written is there for the next process. */
  lasting: 'sqlite:PATH or postgres://USER@HOST/DATABASE',
  file: 'sqlite:PATH',
} as const;

/** Add `--store`, with the kinds of stores that the command has to do with. */
export function storeOption(command: Command, kinds: keyof typeof STORES = 'any'): void {
  command.option('--store <store>', `${STORES[kinds]} (or SLUICE_STORE; default: registry.sqlite in --dir)`);
}

/** Where the registry keeps its data: `--store` over `--dir` over the environment over the usual folder. Throws `usage_invalid`. */
export function storeChoice(io: Io, { store, dir }: StoreFlags): StoreChoice {
  if (store !== undefined) return namedStore(io, store);
  return placed(io, parseStore((dir === undefined && io.env['SLUICE_STORE']) || 'sqlite:'));
}

/** Throws `usage_invalid` where a registry that is to start is sent to two stores: one of them would be new and empty, and served. */
export function requireOneStore({ env }: Pick<Io, 'env'>, { store, dir }: StoreFlags): void {
  if (store !== undefined || dir === undefined || !env['SLUICE_STORE']) return;
  throw new RegistryError(
    'usage_invalid',
    `--dir ${dir} and SLUICE_STORE both say where the store is; leave one of them out, or name the store with --store`,
  );
}

/** The store that a flag names. Throws `usage_invalid`, also for a password: everybody on the machine sees the arguments of a program. */
export function namedStore(io: Io, text: string): StoreChoice {
  const choice = parseStore(text);
  if (choice.kind === 'postgres' && choice.address.hasPassword)
    throw new RegistryError(
      'usage_invalid',
      '--store: others on this machine see a password that is an argument; leave it out, and set SLUICE_STORE_PASSWORD_FILE, PGPASSWORD, ~/.pgpass, or the whole address in SLUICE_STORE',
    );
  return placed(io, choice.kind === 'postgres' ? { ...choice, address: withPasswordOf(choice.address, addressOf(io) ?? choice.address) } : choice);
}

/** The address in SLUICE_STORE, for its password: what is wrong with one that does not count is nobody's concern. */
function addressOf({ env }: Pick<Io, 'env'>): PostgresAddress | undefined {
  try {
    const choice = parseStore(env['SLUICE_STORE'] ?? '');
    return choice.kind === 'postgres' ? choice.address : undefined;
  } catch {
    return undefined;
  }
}

/** Paths are from where the command runs. */
function placed(io: Io, choice: StoreChoice): StoreChoice {
  if (choice.kind === 'sqlite' && choice.path !== undefined) return { ...choice, path: resolve(io.cwd, choice.path) };
  const passwordFile = fileIn(io, 'SLUICE_STORE_PASSWORD_FILE');
  return choice.kind === 'postgres' && passwordFile !== undefined ? { ...choice, passwordFile } : choice;
}

/** The file with the password of a gateway's queue in PostgreSQL. */
export function queuePasswordFile(io: Io): string | undefined {
  return fileIn(io, 'SLUICE_QUEUE_PASSWORD_FILE');
}

function fileIn({ env, cwd }: Io, variable: string): string | undefined {
  const path = env[variable];
  return path ? resolve(cwd, path) : undefined;
}

/** Add `--drain-delay`. */
export function drainOption(command: Command, ready = '/readyz'): void {
  command.option('--drain-delay <seconds>', `after SIGTERM answer so long, with ${ready} saying 503, before no new connections are taken`, '0');
}

/** Throws `usage_invalid`. */
export function drainDelayMs({ drainDelay = '0' }: ServerFlags): number {
  const seconds = /^\d{1,3}(\.\d{1,3})?$/.test(drainDelay) ? Number(drainDelay) : Number.NaN;
  if (Number.isNaN(seconds)) {
    throw new RegistryError('usage_invalid', `--drain-delay: expected seconds from 0 to 999; found ${JSON.stringify(drainDelay)}`);
  }
  return seconds * 1_000;
}

/** A port, and the flag that sets it. */
export interface PortFlag {
  readonly flag: string;
  readonly text: string;
}

/** Where to listen; `host` where no flag says another. Throws `usage_invalid` for what is no port. */
export function listenAddress(flags: ServerFlags, { flag, text }: PortFlag, host: string = DEFAULT_HOST): ListenAddress {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new RegistryError('usage_invalid', `${flag}: expected a port from 0 (any free one) to 65535; found ${JSON.stringify(text)}`);
  return { host: flags.host ?? host, port, flag, insecure: flags.insecure === true };
}

/** The one of two flags for the same port that was given, if any. Throws `usage_invalid` for both. */
export function portFlag(short: string | undefined, long: string | undefined, longFlag: string): PortFlag | undefined {
  if (short !== undefined && long !== undefined) throw new RegistryError('usage_invalid', `--port and ${longFlag} say the same; give one of them`);
  if (long !== undefined) return { flag: longFlag, text: long };
  return short === undefined ? undefined : { flag: '--port', text: short };
}

export const DEFAULT_REGISTRY_PORT = 8081;
export const DEFAULT_GATEWAY_PORT = 8080;

/** The log of a server, at the level of `SLUICE_LOG_LEVEL`. Throws `usage_invalid` for a level that does not exist. */
export async function createLog(io: Io, to?: LogDestination): Promise<Logger> {
  const { createLogger } = await import('../src/server/log.ts');
  return createLogger(io.env['SLUICE_LOG_LEVEL'] || 'info', to);
}
