import type { Client } from '../src/client/client.ts';
import { RegistryError } from '../src/core/errors.ts';
import { nearest } from '../src/core/nearest.ts';
import type { Reference } from '../src/core/version.ts';
import type { Io } from './io.ts';

const PAGE = 1_000;
/** Of 10,000 subjects; who has more gets the names around. */
const MAX_PAGES = 10;

/** Whom a run of the program asks last; an error says what was asked, and not whom. */
const ASKED = new WeakMap<Io, Client>();

/** Remember the registry of a run, and give it back. */
export function rememberAsked(io: Io, client: Client): Client {
  ASKED.set(io, client);
  return client;
}

/**
 * An error about a subject that the registry does not have, be it one that a reference names, with the name that was probably meant, if there is
 * one that the caller may read. Asks for at most ten pages of names; where that fails, the error stays as it was.
 */
export async function withNearSubject(io: Io, thrown: unknown): Promise<unknown> {
  const client = ASKED.get(io);
  const subject = client !== undefined && thrown instanceof RegistryError ? missedSubject(thrown) : undefined;
  if (client === undefined || !(thrown instanceof RegistryError) || subject === undefined) return thrown;
  const { code, message, data } = thrown;
  const near = await nearSubject(client, subject).catch(() => undefined);
  // A subject without that version is there itself.
  if (near === undefined || near === subject) return thrown;
  return new RegistryError(code, `${message}; did you mean ${JSON.stringify(near)}?`, { data: { ...data, nearest: near }, cause: thrown });
}

function missedSubject({ code, data }: RegistryError): string | undefined {
  const { subject, reference } = data;
  const said = code === 'reference_not_found' ? (reference as Partial<Reference> | undefined)?.subject : subject;
  return (code === 'subject_not_found' || code === 'reference_not_found') && typeof said === 'string' ? said : undefined;
}

/** The subject that a name probably means, of those that the caller may read: among those beside it first. Undefined: none is near. At most eleven requests. */
export async function nearSubject(client: Client, name: string): Promise<string | undefined> {
  const start = name.slice(0, name.lastIndexOf('.') + 1);
  const beside = start === '' ? undefined : nearest(name, await namesFrom(client, start, 1));
  if (beside !== undefined) return beside;
  const names = await namesFrom(client, '', MAX_PAGES);
  return nearest(name, names) ?? onlyOne(names.filter((known) => known.endsWith(`.${name}`)));
}

async function namesFrom(client: Client, prefix: string, maxPages: number): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages && (page === 0 || cursor !== undefined); page += 1) {
    const found = await client.listSubjects({ limit: PAGE, ...(prefix === '' ? {} : { prefix }), ...(cursor === undefined ? {} : { cursor }) });
    names.push(...found.items.map(({ subject }) => subject));
    ({ cursor } = found);
  }
  return names;
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}
