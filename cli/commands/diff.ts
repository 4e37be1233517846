import { FORMAT_MODES, PROFILES, type FormatMode, type Profile } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { DIALECTS } from '../../src/core/version.ts';
import type { SchemaChange } from '../../src/core/schema-change.ts';
import { expectNoDocument, isDocument } from '../asyncapi/is-document.ts';
import { changeKind } from '../change-kind.ts';
import type { RegisteredSide } from '../as-registered.ts';
import { oneOf, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { readGitChanges } from '../git-changes.ts';
import { isNotThere } from '../git.ts';
import type { Io } from '../io.ts';
import { oldNameOf, revisionOf } from '../old-name.ts';
import { diffOutline, diffText, type Diff } from '../report/diff.ts';
import { registryAround } from '../registry-choice.ts';
import { withinFile } from '../schema-file.ts';
import { parseSideName, pathOf, readSide, type ReadSideOptions, type SchemaSide, type SideName } from '../schema-side.ts';
import { byFirst } from '../../src/core/text-order.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly profile: string;
  readonly formats: string;
  readonly dialect?: string;
  readonly exitCode?: true;
  readonly against?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .usage('[options] <before> <after>\n       sluice diff [options] <after> --against <before>')
      .argument(
        '<schemas...>',
        'the older one and the newer one, or the newer one alone: files, SUBJECT[@N], git:REF (the same file as the other) or git:REF:FILE',
      )
      .option('--against <before>', 'the older one (default: the latest version of the subject that the project publishes the file as)')
      .option('--exit-code', 'exit with 1 if anything differs')
      .option('--profile <profile>', `under which the change kind is judged: ${PROFILES.join(', ')}`, 'declared')
      .option('--formats <mode>', 'annotate, or assert: format is judged too', 'annotate')
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)');
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice diff order.json --against git:main', 'what did this branch change in the file?'],
      ['sluice diff order.json --against com.shop.order.placed', 'what is not registered yet?'],
      ['sluice diff schemas/order.json', 'the same in a project that publishes the file'],
      ['sluice diff git:main order.json', 'the older one first'],
      ['sluice diff com.shop.order.placed@2 com.shop.order.placed@latest', 'two versions of a registry'],
      ['sluice diff asyncapi.yaml --against git:main', 'two AsyncAPI documents: channels, operations, messages and their schemas'],
      ['sluice diff order-v1.json order.json --exit-code', 'for a script: 1 if they differ'],
    ]);
  },

  hasFindings: true,

  async run(io, operands, flags) {
    try {
      return await diffNamed(io, operands, flags);
    } catch (thrown) {
      const moved = isNotThere(thrown) ? await asOnceCalled(io, operands, flags) : undefined;
      if (moved === undefined) throw thrown;
      return diffNamed(io, [moved.newer], { ...flags, against: moved.older });
    }
  },
};

async function diffNamed(io: Io, operands: readonly string[], flags: Flags): Promise<ExitCode> {
  const question = { profile: oneOf('--profile', PROFILES, flags.profile), formats: oneOf('--formats', FORMAT_MODES, flags.formats) };
  const documents = await documentsIn(io, operands, flags);
  if (documents !== undefined) return diffDocuments(io, flags, documents, question);
  const dialect = flags.dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, flags.dialect) };
  const { older, newer, ...more } = await sidesOf(io, operands, flags);
  const read = await readSide(io, older, { flags, ...dialect, ...same(newer), ...more });
  const other = await readSide(io, newer, { flags, ...dialect, ...same(older) });
  const before = await alike(read, other, dialect.dialect);
  const after = await alike(other, read, dialect.dialect);
  const diff = await compare(before, after, { ...question, ...dialect });
  const passed = flags.exitCode !== true || diff.changes.length === 0;
  await deliverFindings(io, flags, {
    json: {
      ...{ from: before.file.label, to: after.file.label, changeKind: diff.changeKind, ...question, changes: diff.changes },
      ...(diff.notJudged.length === 0 ? {} : { notJudged: diff.notJudged.map(({ pointer }) => pointer) }),
    },
    text: (style) => diffText(diff, style),
    outline: () => diffOutline(diff, { passed }),
  });
  return passed ? EXIT.ok : EXIT.findings;
}

interface Texts {
  readonly older?: string;
  readonly newer: string;
}

/** What the command line names, the older one first where there are two. */
function textsOf([first = '', second]: readonly string[], { against }: Flags): Texts {
  const older = second === undefined ? against : first;
  return { newer: second ?? first, ...(older === undefined ? {} : { older }) };
}

/** The same with what the file of `git:REF` was called there, where git sees that it was moved. */
async function asOnceCalled(io: Io, operands: readonly string[], flags: Flags): Promise<Required<Texts> | undefined> {
  const { older, newer } = textsOf(operands, flags);
  const revision = revisionOf(older);
  const old = revision === undefined ? undefined : await oldNameOf(io, newer, () => readGitChanges(io, revision));
  return old === undefined ? undefined : { older: `git:${revision}:${old}`, newer };
}

interface Documents {
  readonly older: string;
  readonly newer: string;
}

/** Two AsyncAPI documents, where the newer one is one. */
async function documentsIn(io: Io, operands: readonly string[], flags: Flags): Promise<Documents | undefined> {
  const { older, newer } = textsOf(operands, flags);
  if (!(await isDocument(io, newer))) {
    await expectNoDocument(io, newer, older);
    return undefined;
  }
  if (older === undefined || operands.length > 2 || (operands.length > 1 && flags.against !== undefined))
    throw new RegistryError('usage_invalid', 'expected two AsyncAPI documents, the older one first, or one and --against FILE or git:REF');
  return { older, newer };
}

async function diffDocuments(io: Io, flags: Flags, { older, newer }: Documents, question: DiffQuestion): Promise<ExitCode> {
  const { compareNamed } = await import('../asyncapi/compat-documents.ts');
  const { diffReport } = await import('../report/asyncapi-diff.ts');
  const { schemaChanges } = await import('../../src/formats/json-schema/schema-changes.ts');
  const report = diffReport(await compareNamed(io, newer, older, question), schemaChanges, { isStrict: flags.exitCode === true });
  await deliverFindings(io, flags, report);
  return report.passed ? EXIT.ok : EXIT.findings;
}

interface Sides extends Pick<ReadSideOptions, 'registry'> {
  readonly older: SideName;
  readonly newer: SideName;
}

async function sidesOf(io: Io, [first = '', second, ...rest]: readonly string[], flags: Flags): Promise<Sides> {
  const { against } = flags;
  const found = (second === undefined ? 1 : 2) + rest.length;
  if (found > (against === undefined ? 2 : 1)) {
    const expected = against === undefined ? 'two schemas' : 'one schema beside --against';
    throw new RegistryError('usage_invalid', `expected ${expected}; found ${found}`);
  }
  if (second !== undefined) return besides(io, flags, await parseSideName(io, first), await parseSideName(io, second));
  const newer = await parseSideName(io, first);
  if (against !== undefined) return besides(io, flags, await parseSideName(io, against), newer);
  return { ...(await published(io, newer)), newer };
}

/** A subject is one of the registry of the project around the file. */
async function besides(io: Io, flags: Flags, older: SideName, newer: SideName): Promise<Sides> {
  const path = older.kind === 'subject' ? pathOf(newer) : undefined;
  const registry = path === undefined ? undefined : await registryAround(io, flags, path);
  return { older, newer, ...(registry === undefined ? {} : { registry }) };
}

/** The latest version of the subject that the project around a file publishes it as. */
async function published(io: Io, newer: SideName): Promise<Pick<Sides, 'older' | 'registry'>> {
  const { asPublished } = await import('../project/as-published.ts');
  const found = newer.kind !== 'file' || newer.file === '-' ? undefined : await asPublished(io, newer.file);
  if (found === undefined) {
    throw new RegistryError('usage_invalid', 'the older one is missing: name it with --against FILE, SUBJECT[@N] or git:REF');
  }
  const { subject, registry } = found;
  return { older: { kind: 'subject', selector: { subject } }, ...(registry === undefined ? {} : { registry }) };
}

function same(other: SideName): Pick<ReadSideOptions, 'same'> {
  const path = pathOf(other);
  return path === undefined ? {} : { same: path };
}

/** A version of a registry has in it what the file that was published has beside it: so has the file that is held against one. */
async function alike(side: SchemaSide, other: SchemaSide, dialect: ReadSideOptions['dialect']): Promise<Content> {
  if (side.origin === 'subject' || other.origin !== 'subject') return side;
  const { asRegistered } = await import('../as-registered.ts');
  return asRegistered(side, dialect);
}

type DiffQuestion = { readonly profile: Profile; readonly formats: FormatMode };

type Question = DiffQuestion & Pick<ReadSideOptions, 'dialect'>;

type Content = SchemaSide | RegisteredSide;

async function compare(before: Content, after: Content, { profile, formats, ...question }: Question): Promise<Diff> {
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  const { schemaChanges } = await import('../../src/formats/json-schema/schema-changes.ts');
  const { isFormatChange } = await import('../../src/formats/json-schema/format-changes.ts');
  const read = ({ dialect = question.dialect, ...side }: Content): Promise<ReturnType<typeof format.parse>> => {
    const { file, documents } = side;
    const schema = 'schema' in side ? side.schema : file.text;
    return withinFile(file, () => format.parse({ schema, documents, ...(dialect === undefined ? {} : { dialect }) }));
  };
  const [a, b] = [await read(before), await read(after)];
  const kind = await changeKind(format, [a, b], { profile, formats });
  const changes = [...schemaChanges(a.schema, b.schema), ...changesBeside(before, after, schemaChanges)];
  return {
    before,
    after,
    profile,
    changeKind: kind,
    changes,
    notJudged: formats === 'assert' ? [] : changes.filter(isFormatChange),
  };
}

type Changes = (before: JsonValue, after: JsonValue) => readonly SchemaChange[];

/** What differs in the files that both refer to, `money.json#/type`; one that only one of them refers to shows in its `$ref`. */
function changesBeside(before: SchemaSide, after: SchemaSide, schemaChanges: Changes): ReturnType<Changes> {
  return Object.entries(after.documents)
    .toSorted(byFirst)
    .flatMap(([name, { schema }]) => {
      const other = Object.hasOwn(before.documents, name) ? before.documents[name] : undefined;
      if (other === undefined) return [];
      return schemaChanges(other.schema, schema).map((change) => ({ ...change, pointer: `${name}#${change.pointer}` }));
    });
}
