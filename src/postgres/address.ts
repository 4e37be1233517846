import { RegistryError } from '../core/errors.ts';
import { STORE, type Purpose } from './purpose.ts';

/** Where the tables are, as `--store` or `queue.store` says it. */
export interface PostgresAddress {
  readonly purpose: Purpose;
  /** For the driver: what is ours is taken out. */
  readonly connectionString: string;
  /** The schema that holds the tables. */
  readonly schema: string;
  /** Connections of this process at most, beside the one that listens. */
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
  /** For people: without the password. */
  readonly shown: string;
  readonly hasPassword: boolean;
}

/** @internal What a URL may say after its `?`; all but the first three is for the driver. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'schema',
  'pool',
  'connect_timeout',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'host',
  'port',
  'application_name',
]);
const SSL_MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];

/**
 * Read `postgres://USER@HOST:PORT/DATABASE?…`. `schema` (default: that of the purpose) names the PostgreSQL schema of the tables, `pool` (default 10)
 * how many connections, `connect_timeout` the seconds (default 5); `sslmode` means what it does for libpq, but the default is
 * `disable`. No host is a Unix socket only where `?host=/FOLDER` names it. Throws `usage_invalid`; no message has the password.
 */
export function parsePostgresAddress(text: string, purpose: Purpose = STORE): PostgresAddress {
  const [start = '', query = ''] = splitOnce(text, '?');
  const match = /^postgres(?:ql)?:\/\/(?:(?<user>[^@/:]*)(?::(?<password>[^@/]*))?@)?(?<host>[^@/]*)\/(?<database>[^/]+)$/.exec(start);
  if (match?.groups === undefined) {
    throw invalid('expected postgres://USER@HOST:PORT/DATABASE; found something else (what an URL reserves, such as @ or /, is written %40, %2F)');
  }
  const { user, password = '', host = '', database = '' } = match.groups;
  requireHost(start, host);
  requireText(start);
  const parameters = readParameters(query);
  const schema = readSchema(parameters, purpose);
  const poolSize = numberOf(parameters, 'pool', { min: 2, max: 1_000, otherwise: 10 });
  const connectTimeoutMs = 1_000 * numberOf(parameters, 'connect_timeout', { min: 1, max: 600, otherwise: 5 });
  const socket = parameters.get('host');
  const [who, where] = [user === undefined ? '' : `${user}@`, socket === null ? host : `${host}[${socket}]`];
  return {
    purpose,
    connectionString: forDriver(start, parameters),
    schema,
    poolSize,
    connectTimeoutMs,
    shown: `postgres://${who}${where}/${database}${schema === purpose.schema ? '' : `?schema=${schema}`}`,
    hasPassword: password !== '',
  };
}

/**
 * The same address with the password of another. Itself where it has one, the other has none, or the other is not of the same user,
 * server, database and schema.
 */
export function withPasswordOf(address: PostgresAddress, other: PostgresAddress): PostgresAddress {
  const isSame = address.shown === other.shown && portOf(address) === portOf(other);
  if (address.hasPassword || !other.hasPassword || !isSame) return address;
  const [credentials = ''] = CREDENTIALS.exec(other.connectionString) ?? [];
  return { ...address, connectionString: address.connectionString.replace(CREDENTIALS, () => credentials), hasPassword: true };
}

const CREDENTIALS = /^[^@]*@/;

/** The one that the query names, which `shown` leaves out. */
function portOf({ connectionString }: PostgresAddress): string | null {
  return new URLSearchParams(splitOnce(connectionString, '?')[1]).get('port');
}

function readParameters(query: string): URLSearchParams {
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (!PARAMETERS.has(name)) throw invalid(`?${name}= means nothing here; known are ${[...PARAMETERS].join(', ')}`);
  }
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode)) throw invalid(`sslmode: expected one of ${SSL_MODES.join(', ')}; found ${JSON.stringify(mode)}`);
  if (mode === 'verify-ca' && !parameters.has('sslrootcert')) throw invalid('sslmode=verify-ca needs sslrootcert=FILE');
  numberOf(parameters, 'port', { min: 1, max: 65_535, otherwise: 5_432 });
  return parameters;
}

function readSchema(parameters: URLSearchParams, purpose: Purpose): string {
  const schema = parameters.get('schema') ?? purpose.schema;
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(schema) && !schema.startsWith('pg_')) return schema;
  throw invalid(`schema: expected lower-case letters, digits and _, at most 40; found ${JSON.stringify(schema)}`);
}

function forDriver(start: string, parameters: URLSearchParams): string {
  const own = new URLSearchParams(parameters);
  for (const name of ['schema', 'pool', 'connect_timeout']) own.delete(name);
  // Else the driver reads `require` as `verify-full`, and says on standard error that it does.
  if (own.has('sslmode')) own.set('uselibpqcompat', 'true');
  const rest = own.toString();
  return rest === '' ? start : `${start}?${rest}`;
}

/** What the driver could not read either, and would say in no words of ours. Without a host there is nothing before the path. */
function requireHost(start: string, host: string): void {
  if (URL.canParse(host === '' ? start.replace(/^([a-z]+:\/\/).*?\//, '$1host/') : start)) return;
  throw invalid(`expected HOST, HOST:PORT or [IPv6]:PORT, with a port from 0 to 65535; found ${JSON.stringify(host)}`);
}

/** The driver takes escapes for UTF-8, but all of them for themselves where one is none. */
function requireText(start: string): void {
  if (/ |%[^a-f0-9]|%[a-f0-9][^a-f0-9]/i.test(start)) return;
  try {
    decodeURIComponent(start);
  } catch {
    throw invalid('what its escapes (%XX) say is no text in UTF-8; a % that means itself is written %25');
  }
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
}

function numberOf(parameters: URLSearchParams, name: string, { min, max, otherwise }: Bounds): number {
  const text = parameters.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalid(`${name}: expected a whole number from ${min} to ${max}; found ${JSON.stringify(text)}`);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function invalid(why: string): RegistryError {
  return new RegistryError('usage_invalid', `the address of PostgreSQL: ${why}`);
}
