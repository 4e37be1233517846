import { RegistryError } from '../core/errors.ts';
import type { PostgresAddress } from './address.ts';

/**
 * @internal What PostgreSQL, its client and the network throw, as `store_unavailable` or `queue_unavailable`; a broken constraint is a bug of who wrote and
 * goes through, as do errors of ours. No message has the password.
 */
export function translate(thrown: unknown, address: Pick<PostgresAddress, 'purpose' | 'shown'>): unknown {
  if (!(thrown instanceof Error) || !comesFromStore(thrown)) return thrown;
  const { purpose, shown } = address;
  const reason = reasonOf(thrown).replaceAll(PASSWORDS, purpose.passwords);
  return new RegistryError(purpose.code, `the ${purpose.noun} ${shown} does not answer: ${reason}`, { cause: thrown });
}

/** @internal Whether the connection is gone, or never was: what was only read may be asked again on another one. */
export function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = codeOf(thrown);
  return code.startsWith('08') || LOST.has(code) || LOST_MESSAGE.test(thrown.message);
}

const LOST: ReadonlySet<string> = new Set(['57P01', '57P02', '57P05', '25P03', 'ECONNRESET', 'EPIPE']);
const LOST_MESSAGE = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

// Stands for what the purpose says.
const PASSWORDS = 'PASSWORDS';

/** @internal By the SQLSTATE, its class, or the code of the system. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'the user or the password is wrong; a password comes from PASSWORDS',
  '28000': 'this user may not log in from here; see pg_hba.conf of the server',
  '3D000': 'there is no such database; make it with `createdb`, with the encoding UTF8',
  '42501': 'this user may not do that; give it the rights to the schema (docs/postgresql.md)',
  '53100': 'the disk of the server is full',
  '53200': 'the server is out of memory',
  '53300': 'the server has too many connections; lower `?pool=` of the replicas, or raise max_connections',
  '25006': 'the server is read-only: a standby, or set so; name the primary',
  '57014': 'the statement took too long, and was ended',
  '55P03': 'another writer has held the lock for too long',
  '57P01': 'the server is shutting down',
  '57P02': 'the server has crashed and is starting again',
  '57P03': 'the server is starting or shutting down',
  '25P03': 'this process stood still inside a transaction for too long',
  ECONNREFUSED: 'the connection was refused; check that the server runs, its host and its port',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host cannot be looked up just now',
  ETIMEDOUT: 'the network does not answer',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ENOENT: 'there is no such socket or file',
  EACCES: 'permission denied for the socket or file',
};

const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^SASL.*client password/, 'the server asks for a password; give it in PASSWORDS'],
  [/^timeout exceeded when trying to connect/, 'no connection within the time: the server does not answer, or all of `?pool=` are busy'],
  [/^Query read timeout/, 'the statement was not answered in time'],
  [/^Cannot use a pool after calling end/, 'it was closed'],
  [/^(Connection terminated|Client (has|was))/, 'the connection was lost'],
  [/^The server does not support SSL/, 'it has no TLS; `sslmode=disable` asks for none'],
];

function reasonOf(thrown: Error): string {
  const known = REASONS[codeOf(thrown)] ?? MESSAGES.find(([pattern]) => pattern.test(thrown.message))?.[1];
  if (known !== undefined) return known;
  // Node tries each address of a host, and its own error then has no message.
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error) return reasonOf(thrown.errors[0]);
  return thrown.message;
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
