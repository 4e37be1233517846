import { LEVELS, PROFILES, type Check, type Level, type Profile, type Side } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { CompatResource } from '../../src/core/resources.ts';
import { DIALECTS, type Dialect, type Reference } from '../../src/core/version.ts';
import { parseAgainst } from '../against.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { compareFiles } from '../compare-files.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { readFromGit } from '../git.ts';
import type { Io, SourceFile } from '../io.ts';
import { compatText } from '../report/compat.ts';
import { readSchemaFile, withinFile } from '../schema-file.ts';
import { readBeside, readReferenced, withNeighbours, type Documents } from '../referenced-documents.ts';
import { parseReference, type Selector } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly against?: string;
  readonly level?: string;
  readonly profile?: string;
  readonly dialect?: string;
  readonly reference: readonly string[];
}

interface Choice {
  readonly level?: Level;
  readonly profile?: Profile;
  readonly dialect?: Dialect;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file>', 'the new version, a JSON Schema file')
      .option(
        '--against <what>',
        'the old one: a file, SUBJECT (all live versions of its line), SUBJECT@N, or git:REF (default: the subject that the project publishes FILE as)',
      )
      .option('--level <level>', `${LEVELS.join(', ')} (default: the subject's; BACKWARD for files)`)
      .option('--profile <profile>', `${PROFILES.join(', ')} (default: the subject's; declared for files)`)
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--reference <name=subject@n>', 'what a $ref resolves to that leads to no file beside it; may be repeated', collect, []);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice compat order.json --against order-v1.json', 'may readers of the new file read all old events?'],
      ['sluice compat order.json --against git:main --level FULL', 'against the same file on main, both ways'],
      ['sluice compat order.json --against com.shop.order.placed', 'what registering would say'],
      ['sluice compat schemas/order.json', 'in a project: against the subject that it publishes the file as'],
      ['sluice compat order.json --against git:main --reference money.json=com.shop.money@1', 'with a shared schema of a registry'],
      ['sluice compat order.json --against com.shop.order.placed@3 --format json', 'against one version, for a program'],
    ]);
  },

  async run(io, [file = ''], flags) {
    const choice = readChoice(flags);
    const { against } = flags;
    const { resource, files } = await (against === undefined
      ? compareAsPublished(io, file, choice, flags)
      : compare(io, file, against, choice, flags));
    await deliver(io, flags, { json: resource, text: (options) => compatText(resource, files, options) });
    return resource.compatible ? EXIT.ok : EXIT.findings;
  },
};

interface Compared {
  readonly resource: CompatResource;
  readonly files: readonly SourceFile[];
}

function readChoice({ level, profile, dialect }: Flags): Choice {
  return {
    ...(level === undefined ? {} : { level: oneOf('--level', LEVELS, level.toUpperCase()) }),
    ...(profile === undefined ? {} : { profile: oneOf('--profile', PROFILES, profile) }),
    ...(dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, dialect) }),
  };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function compare(io: Io, file: string, text: string, choice: Choice, flags: Flags): Promise<Compared> {
  const against = await parseAgainst(io, text);
  const references = flags.reference.map(parseReference);
  const reading = { io, choice, referenced: () => readReferenced(io, flags, references) };
  const candidate = await readSchemaFile(io, file);
  switch (against.kind) {
    case 'file':
      return compareLocally(await readSchemaFile(io, against.file), candidate, { ...reading, beside: [against.file, file] });
    case 'git':
      return compareLocally(await readFromGit(io, against.revision, file), candidate, {
        ...reading,
        beside: [file, file],
        revision: against.revision,
      });
    case 'subject':
      return compareWithSubject(io, { path: file, candidate, selector: against.selector, references }, choice, flags);
  }
}

/** With the subject that the project around the file publishes it as. */
async function compareAsPublished(io: Io, path: string, choice: Choice, flags: Flags): Promise<Compared> {
  const { asPublished } = await import('../project/as-published.ts');
  const published = path === '-' ? undefined : await asPublished(io, path);
  if (published === undefined) {
    throw new RegistryError('usage_invalid', 'the other side is missing: name it with --against FILE, SUBJECT[@N] or git:REF');
  }
  const { subject, references, registry } = published;
  const candidate = await readSchemaFile(io, path);
  const question = { path, candidate, selector: { subject }, references: [...references, ...flags.reference.map(parseReference)] };
  return compareWithSubject(io, { ...question, ...(registry === undefined ? {} : { registry }) }, choice, flags);
}

interface LocalReading {
  readonly io: Io;
  readonly choice: Choice;
  readonly referenced: () => Promise<Documents>;
  /** The paths of the old and the new file: where what they refer to lies beside them. */
  readonly beside: readonly [base: string, candidate: string];
  /** Where the old file is read. Default: on disk. */
  readonly revision?: string;
}

async function compareLocally(base: SourceFile, candidate: SourceFile, reading: LocalReading): Promise<Compared> {
  const { io, choice, beside, revision } = reading;
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  const referenced = await reading.referenced();
  const older = {
    file: base,
    documents: { ...(await readBeside(io, base, { path: beside[0], ...choice, ...(revision === undefined ? {} : { revision }) })), ...referenced },
  };
  const newer = { file: candidate, documents: { ...(await readBeside(io, candidate, { path: beside[1], ...choice })), ...referenced } };
  const resource = await compareFiles(older, newer, { format, level: 'BACKWARD', profile: 'declared', ...choice });
  return { resource, files: [base, candidate] };
}

interface SubjectQuestion {
  readonly path: string;
  readonly candidate: SourceFile;
  readonly selector: Selector;
  readonly references: readonly Reference[];
  /** That of a project's configuration. */
  readonly registry?: string;
}

async function compareWithSubject(io: Io, question: SubjectQuestion, choice: Choice, flags: RegistryFlags): Promise<Compared> {
  const { path, candidate, selector, references } = question;
  const schema = await withNeighbours(io, candidate, { path, references, ...choice });
  const client = await connect(io, flags, question.registry);
  const against = { subject: selector.subject, ...(await versionOf(client, selector)) };
  const more = references.length === 0 ? {} : { references };
  const answer = await withinFile(candidate, () => client.compat({ schema, against, ...more, ...choice }));
  return { resource: { ...answer, checks: answer.checks.map((check) => nameCandidate(check, candidate.label)) }, files: [candidate] };
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
