import type { Check, FormatMode, Level, Profile, Side } from '../src/core/compatibility.ts';
import type { CompatResource } from '../src/core/resources.ts';
import type { Dialect, Reference } from '../src/core/version.ts';
import type { RegistryFlags } from './command.ts';
import { compareFiles } from './compare-files.ts';
import { connect } from './connect.ts';
import type { Io } from './io.ts';
import { withNeighbours } from './neighbours.ts';
import { asOneDocument, readReferenced, unregistered } from './referenced-documents.ts';
import { registryAround } from './registry-choice.ts';
import { orRevision } from './revision-hint.ts';
import { withinFile } from './schema-file.ts';
import { parseSideName, pathOf, readSide, type SchemaSide, type SideName } from './schema-side.ts';
import type { Selector } from './selector.ts';

/** What of the question was chosen; the rest is the subject's, BACKWARD × declared for files. */
export interface Choice {
  readonly level?: Level;
  readonly profile?: Profile;
  readonly formats?: FormatMode;
  readonly dialect?: Dialect;
}

export interface ComparisonOptions {
  readonly choice: Choice;
  readonly references: readonly Reference[];
  readonly flags: RegistryFlags;
}

export interface Compared {
  readonly resource: CompatResource;
  /** The new version. */
  readonly candidate: SchemaSide;
  /** What it was compared with, where that is a file. */
  readonly others: readonly SchemaSide[];
}

/** Ask about a new version and what it is held against, both as the command line names them; a subject is asked of the registry of the project around the file. */
export async function compareSides(io: Io, operand: string, text: string, { choice, references, flags }: ComparisonOptions): Promise<Compared> {
  const [name, against] = [await parseSideName(io, operand), await parseSideName(io, text)];
  const candidate = await readSide(io, name, { flags, ...choice, ...same(against) });
  if (against.kind === 'subject') {
    const { selector } = against;
    const registry = await registryOf(io, name, flags);
    const question = { candidate, selector, references, ...(registry === undefined ? {} : { registry }) };
    return orRevision(io, selector.subject, () => compareWithSubject(io, question, choice, flags));
  }
  const base = await readSide(io, against, { flags, ...choice, ...same(name) });
  const { jsonSchemaFormat: format } = await import('../src/formats/json-schema/format.ts');
  const referenced = await readReferenced(io, flags, references, await registryOf(io, name, flags));
  const complete = (side: SchemaSide): SchemaSide => {
    const documents = { ...side.documents, ...referenced };
    return { ...side, documents, file: withNeighbours(side.file, documents) };
  };
  const [older, newer] = [complete(base), complete(candidate)];
  const resource = await compareFiles(older, newer, { format, level: 'BACKWARD', profile: 'declared', ...choice });
  return { resource, candidate: newer, others: [older] };
}

/** A subject by which a project publishes a file. */
interface Published {
  readonly subject: string;
  readonly references: readonly Reference[];
  /** That of the project's configuration. */
  readonly registry?: string;
}

/** Ask about a file and the subject that the project around it publishes it as. */
export async function compareAsPublished(io: Io, operand: string, published: Published, options: ComparisonOptions): Promise<Compared> {
  const { choice, flags } = options;
  const candidate = await readSide(io, await parseSideName(io, operand), { flags, ...choice });
  const references = [...published.references, ...options.references];
  return compareWithSubject(io, { ...published, candidate, selector: { subject: published.subject }, references }, choice, flags);
}

/** The new version alone, where there is nothing to hold it against: it has to be a schema all the same. Throws what `Format.parse` does. */
export async function readCandidate(io: Io, operand: string, { choice, references, flags }: ComparisonOptions): Promise<void> {
  const name = await parseSideName(io, operand);
  const { file, documents, dialect = choice.dialect } = await readSide(io, name, { flags, ...choice });
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  const all = { ...documents, ...(await readReferenced(io, flags, references, await registryOf(io, name, flags))) };
  await withinFile(file, () => jsonSchemaFormat.parse({ schema: file.text, documents: all, ...(dialect === undefined ? {} : { dialect }) }));
}

/** The registry of the project around a side that is a file. */
async function registryOf(io: Io, name: SideName, flags: RegistryFlags): Promise<string | undefined> {
  const path = pathOf(name);
  return path === undefined ? undefined : registryAround(io, flags, path);
}

function same(other: SideName): { readonly same?: string } {
  const path = pathOf(other);
  return path === undefined ? {} : { same: path };
}

interface SubjectQuestion {
  readonly candidate: SchemaSide;
  readonly selector: Selector;
  readonly references: readonly Reference[];
  readonly registry?: string;
}

async function compareWithSubject(io: Io, question: SubjectQuestion, choice: Choice, flags: RegistryFlags): Promise<Compared> {
  const { selector } = question;
  const named = new Set(question.references.map(({ name }) => name));
  const references = [...question.references, ...(question.candidate.references ?? []).filter(({ name }) => !named.has(name))];
  const documents = unregistered(question.candidate.documents, references);
  const candidate = { ...question.candidate, documents, file: withNeighbours(question.candidate.file, documents) };
  const schema = await asOneDocument(candidate, { references, ...choice });
  const client = await connect(io, flags, question.registry);
  const against = { subject: selector.subject, ...(await versionOf(client, selector)) };
  const more = { ...(references.length === 0 ? {} : { references }), ...(candidate.dialect === undefined ? {} : { dialect: candidate.dialect }) };
  const answer = await withinFile(candidate.file, () => client.compat({ schema, against, ...more, ...choice }));
  return { resource: { ...answer, checks: answer.checks.map((check) => nameCandidate(check, candidate.file.label)) }, candidate, others: [] };
}

async function versionOf(client: Awaited<ReturnType<typeof connect>>, { subject, version }: Selector): Promise<{ readonly version?: number }> {
  if (version === undefined) return {};
  return { version: version === 'latest' ? (await client.getVersion(subject, 'latest')).version : version };
}

/** The registry knows the file only as text; here it has a name. */
function nameCandidate(check: Check, label: string): Check {
  const named = (side: Side): Side => (side.subject === undefined ? { ...side, label } : side);
  return { ...check, writer: named(check.writer), reader: named(check.reader) };
}
