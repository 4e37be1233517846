import { RegistryError } from '../../src/core/errors.ts';
import type { Client } from '../../src/client/client.ts';
import type { VersionHeadResource } from '../../src/core/resources.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Format } from '../../src/formats/format.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import type { ContractState, History } from './history.ts';
import { mapInOrder } from '../map-in-order.ts';
import { compareNames } from '../../src/core/text-order.ts';

const REQUESTS_AT_ONCE = 8;

/**
 * The versions of all subjects of a registry in the order in which they were registered, deprecated and retired ones
 * too; deleted ones are not to be had. Only reads.
 */
export async function* readRegistryHistory(io: Io, url: string, format: Format): History {
  const client = await connect(io, { registry: url });
  yield* readSubjectHistories(client, listSubjects(client), format);
}

/** The same of some subjects. */
export async function* readSubjectHistories(client: Client, subjects: AsyncIterable<string> | Iterable<string>, format: Format): History {
  const heads = await readHeads(client, subjects);
  const work = (head: VersionHeadResource): Promise<ContractState> => readState(client, head, format);
  for await (const state of mapInOrder(heads, { width: REQUESTS_AT_ONCE, work })) {
    yield { kind: 'release', release: state.release };
    yield { kind: 'state', state };
  }
}

async function readHeads(client: Client, subjects: AsyncIterable<string> | Iterable<string>): Promise<readonly VersionHeadResource[]> {
  const heads: VersionHeadResource[] = [];
  const work = (subject: string): ReturnType<Client['getSubject']> => client.getSubject(subject);
  for await (const { versions } of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work })) heads.push(...versions);
  return heads.toSorted((a, b) => compareNames(a.createdAt, b.createdAt) || compareNames(a.subject, b.subject) || a.version - b.version);
}

/** Every subject, page by page. */
export async function* listSubjects(client: Client): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await client.listSubjects({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    for (const { subject } of page.items) yield subject;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function readState(client: Client, head: VersionHeadResource, format: Format): Promise<ContractState> {
  const { subject, version, semver, createdAt } = head;
  const { schema, dialect } = await readBundle(client, head);
  return {
    contract: subject,
    release: { name: String(version), date: createdAt, title: semver },
    label: `${subject}@${version}`,
    schema: { schema, dialect },
    fingerprint: format.fingerprint({ schema, dialect }, []),
  };
}

/** The schema of a version; what its references lead to is embedded, so that it needs no other. */
export async function readBundle(client: Client, { subject, version }: Pick<VersionHeadResource, 'subject' | 'version'>): Promise<SchemaDocument> {
  const { format, schema, dialect } = await client.getVersion(subject, version, { bundle: true });
  if (format !== 'json-schema') throw new RegistryError('format_unsupported', `${subject}@${version} is ${format}; only json-schema is judged here`);
  return { schema, dialect: dialect ?? 'draft-2020-12' };
}
