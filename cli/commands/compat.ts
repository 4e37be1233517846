import { LEVELS, PROFILES, type Check, type Level, type Profile, type Side } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { CompatResource } from '../../src/core/resources.ts';
import { DIALECTS, type Dialect, type Reference } from '../../src/core/version.ts';
import { parseAgainst } from '../against.ts';
import { examples, oneOf, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { compareFiles } from '../compare-files.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { readFromGit } from '../git.ts';
import type { Io, SourceFile } from '../io.ts';
import { compatOutline, compatText } from '../report/compat.ts';
import { readSchemaFile, withinFile } from '../schema-file.ts';
import { readBeside, readReferenced, withNeighbours, type Documents } from '../referenced-documents.ts';
import { parseReference, type Selector } from '../selector.ts';

interface Flags extends FindingsFlags, RegistryFlags {
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
      .option('--against <what>', 'the old one: a file, SUBJECT (all live versions of its line), SUBJECT@N, or git:REF')
      .option('--level <level>', `${LEVELS.join(', ')} (default: the subject's; BACKWARD for files)`)
      .option('--profile <profile>', `${PROFILES.join(', ')} (default: the subject's; declared for files)`)
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--reference <name=subject@n>', 'what a $ref resolves to that leads to no file beside it; may be repeated', collect, []);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice compat order.json --against order-v1.json', 'may readers of the new file read all old events?'],
      ['sluice compat order.json --against git:main --level FULL', 'against the same file on main, both ways'],
      ['sluice compat order.json --against com.shop.order.placed', 'what registering would say'],
      ['sluice compat order.json --against git:main --reference money.json=com.shop.money@1', 'with a shared schema of a registry'],
      ['sluice compat order.json --against com.shop.order.placed@3 --format json', 'against one version, for a program'],
      ['sluice compat order.json --against git:main --format sarif --output out.sarif', 'for code scanning'],
    ]);
  },

  hasFindings: true,

  async run(io, [file = ''], flags) {
    const choice = readChoice(flags);
    if (flags.against === undefined) {
      throw new RegistryError('usage_invalid', 'the other side is missing: name it with --against FILE, SUBJECT[@N] or git:REF');
    }
    const { resource, candidate, others } = await compare(io, file, flags.against, choice, flags);
    await deliverFindings(io, flags, {
      json: resource,
      text: (options) => compatText(resource, [...others, candidate], options),
      outline: () => compatOutline(resource, candidate, others),
    });
    return resource.compatible ? EXIT.ok : EXIT.findings;
  },
};

interface Compared {
  readonly resource: CompatResource;
  /** The new version. */
  readonly candidate: SourceFile;
  /** What it was compared with, where that is a file. */
  readonly others: readonly SourceFile[];
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
  return { resource, candidate, others: [base] };
}

interface SubjectQuestion {
  readonly path: string;
  readonly candidate: SourceFile;
  readonly selector: Selector;
  readonly references: readonly Reference[];
}

async function compareWithSubject(io: Io, question: SubjectQuestion, choice: Choice, flags: RegistryFlags): Promise<Compared> {
  const { path, candidate, selector, references } = question;
  const schema = await withNeighbours(io, candidate, { path, references, ...choice });
  const client = await connect(io, flags);
  const against = { subject: selector.subject, ...(await versionOf(client, selector)) };
  const more = references.length === 0 ? {} : { references };
  const answer = await withinFile(candidate, () => client.compat({ schema, against, ...more, ...choice }));
  return { resource: { ...answer, checks: answer.checks.map((check) => nameCandidate(check, candidate.label)) }, candidate, others: [] };
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
