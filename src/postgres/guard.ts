import { RegistryError } from '../core/errors.ts';
import type { PostgresAddress } from './address.ts';

/**
 * @internal What PostgreSQL, its client and the network throw, as `store_unavailable` or `queue_unavailable`; a broken constraint is a bug of who wrote and
 * goes through, as do errors of ours. No message has the password.
 */
export function translate(thrown: unknown, address: Told): unknown {
  if (!(thrown instanceof Error) || !comesFromStore(thrown)) return thrown;
  return inWords(address, reasonOf(thrown), thrown);
}

/** @internal What a server says to who only asks it whether it takes writes. */
export function readOnly(address: Told): RegistryError {
  return inWords(address, READ_ONLY);
}

type Told = Pick<PostgresAddress, 'purpose' | 'shown'>;

function inWords({ purpose, shown }: Told, [what, said]: Reason, cause?: Error): RegistryError {
  const advice = said?.replaceAll(PASSWORDS, purpose.passwords);
  const next = advice ?? LOOK;
  return new RegistryError(purpose.code, `the ${purpose.noun} ${shown} does not answer: ${what}${advice === undefined ? '' : `; ${advice}`}`, {
    ...(cause === undefined ? {} : { cause }),
    data: { why: WHY, next: `${next.charAt(0).toUpperCase()}${next.slice(1)}.` },
  });
}

const WHY = 'PostgreSQL was not reached, or did not do what it was asked.';

/** @internal Whether the connection is gone, or never was: what was only read may be asked again on another one. */
export function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = codeOf(thrown);
  return code.startsWith('08') || LOST.has(code) || LOST_MESSAGE.test(thrown.message);
}

const LOST: ReadonlySet<string> = new Set(['57P01', '57P02', '57P05', '25P03', 'ECONNRESET', 'EPIPE']);
const LOST_MESSAGE = /^(Connection terminated(?! due to connection timeout)|Client has encountered a connection error|Client was closed)/;

/** @internal What is wrong, and what to do about it where that is more than to look at the server. */
type Reason = readonly [what: string, next?: string];

const RIGHTS: Reason = ['this user may not do that', 'give it the rights to the schema (docs/postgresql.md)'];
const LOST_REASON: Reason = ['the connection was lost', 'check that the server runs; the next request connects again'];
const READ_ONLY: Reason = ['the server is read-only: a standby, or set so', 'name the primary'];
const STARTING = 'wait until it runs';

// Stands for what the purpose says.
const PASSWORDS = 'PASSWORDS';

/** @internal By the SQLSTATE, its class, or the code of the system. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REASONS: Readonly<Record<string, Reason>> = {
  '28P01': ['the user or the password is wrong', 'a password comes from PASSWORDS'],
  '28000': ['this user may not log in from here', 'see pg_hba.conf of the server'],
  '3D000': ['there is no such database', 'make it with `createdb`, with the encoding UTF8'],
  // A schema that is there, but that this user may not use.
  '3F000': RIGHTS,
  '42501': RIGHTS,
  '53100': ['the disk of the server is full', 'make room there'],
  '53200': ['the server is out of memory', 'give it more, or lower `?pool=` of the replicas'],
  '53300': ['the server has too many connections', 'lower `?pool=` of the replicas, or raise max_connections'],
  '25006': READ_ONLY,
  '57014': ['the statement took too long, and was ended', 'look what the server is busy with (pg_stat_activity)'],
  '55P03': ['another writer has held the lock for too long', 'look who holds it (pg_stat_activity)'],
  '57P01': ['the server is shutting down', STARTING],
  '57P02': ['the server has crashed and is starting again', STARTING],
  '57P03': ['the server is starting or shutting down', STARTING],
  '25P03': ['this process stood still inside a transaction for too long', 'send it again'],
  ECONNREFUSED: ['the connection was refused', 'check that the server runs, its host and its port'],
  ENOTFOUND: ['the host is not known', 'check its name in the address'],
  EAI_AGAIN: ['the host cannot be looked up just now', 'check the name server of this machine'],
  ETIMEDOUT: ['the network does not answer', 'check the host and the port, and what stands between: a firewall, a proxy'],
  EHOSTUNREACH: ['there is no way to the host', 'check its address and the network'],
  ECONNRESET: LOST_REASON,
  EPIPE: LOST_REASON,
  ENOENT: ['there is no such socket or file', 'check `?host=` in the address'],
  EACCES: ['permission denied for the socket or file', 'run it as another user, or give this one access'],
};

const MESSAGES: readonly (readonly [RegExp, Reason])[] = [
  [/^SASL.*client password/, ['the server asks for a password', 'give it in PASSWORDS']],
  [/^no PostgreSQL user name/, ['the address names no user', 'write postgres://USER@HOST/DATABASE, or set PGUSER']],
  [
    /^timeout exceeded when trying to connect/,
    ['no connection within the time: the server does not answer, or all of `?pool=` are busy', 'raise `?pool=` or `?connect_timeout=`'],
  ],
  [
    /^(timeout expired|Connection terminated due to connection timeout)/,
    ['no connection within the time', 'check the host and the port, and what stands between; `?connect_timeout=` gives it longer'],
  ],
  [/^Query read timeout/, ['the statement was not answered in time', 'look whether the server and the network answer']],
  [/^Cannot use a pool after calling end/, ['it was closed', 'start this process again']],
  [/^(Connection terminated|Client (has|was))/, LOST_REASON],
  [/^The server does not support SSL/, ['it has no TLS', '`sslmode=disable` asks for none']],
];

const LOOK = 'look at the log of the PostgreSQL server (docs/postgresql.md)';

function reasonOf(thrown: Error): Reason {
  const file = fileOf(thrown);
  if (file !== undefined) return [`the file ${file} cannot be read: ${codeOf(thrown)}`, 'check sslrootcert, sslcert and sslkey in the address'];
  // What is said in so many words knows more than its code.
  const known = MESSAGES.find(([pattern]) => pattern.test(thrown.message))?.[1] ?? REASONS[codeOf(thrown)];
  if (known !== undefined) return known;
  // Node tries each address of a host, and its own error then has no message.
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error) return reasonOf(thrown.errors[0]);
  return [thrown.message];
}

/** Of a certificate or a key; a socket is connected to, and has an address instead. */
function fileOf(thrown: Error): string | undefined {
  return 'path' in thrown && typeof thrown.path === 'string' && 'syscall' in thrown && thrown.syscall === 'open' ? thrown.path : undefined;
}

function codeOf(thrown: Error): string {
  return 'code' in thrown ? String(thrown.code) : '';
}

const FROM_CLIENT =
  /^(SASL|timeout e|Query read timeout|Cannot use a pool|Connection terminated|Client (has|was)|The server does not support SSL|There was an error establishing)/;

function comesFromStore(thrown: Error): boolean {
  const code = codeOf(thrown);
  // 22, 23, 42: data, constraints and statements that are wrong, but for rights.
  if ('severity' in thrown) return code === '42501' || !/^(22|23|42)/.test(code);
  return (
    thrown instanceof AggregateError ||
    'syscall' in thrown ||
    /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_)/.test(code) ||
    FROM_CLIENT.test(thrown.message)
  );
}
