import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FORMAT_MODES, LEVELS, PROFILES, type Check } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { expectNoDocument, isDocument } from '../asyncapi/is-document.ts';
import { collect, examples, oneOf, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { compareAsPublished, compareSides, readCandidate, type Choice, type Compared, type ComparisonOptions } from '../compare-sides.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags, type FindingsReport } from '../findings-report.ts';
import { currentNames, isChanged } from '../changed-files.ts';
import { readGitChanges, type GitChanges } from '../git-changes.ts';
import { isNotThere, readFromGit, shortRevision } from '../git.ts';
import type { Io } from '../io.ts';
import { oldNameOf, revisionOf } from '../old-name.ts';
import { compatOutline, compatText } from '../report/compat.ts';
import { failureJson, failureText } from '../report/failure.ts';
import { mayHaveMore } from '../report/finding-groups.ts';
import { mergeOutlines, type Outline } from '../report/outline.ts';
import { placesOfChecks } from '../report/outline-checks.ts';
import { outlineFailure } from '../report/outline-failure.ts';
import { isTextFault } from '../schema-file.ts';
import { parseReference } from '../selector.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly against?: string;
  readonly level?: string;
  readonly profile?: string;
  readonly formats?: string;
  readonly dialect?: string;
  readonly reference: readonly string[];
  readonly allowNew?: true;
  readonly allowGone?: true;
  readonly changed?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[file...]', 'the new version: a JSON Schema file, an AsyncAPI document, SUBJECT@N or git:REF:FILE')
      .option(
        '--against <what>',
        'the old one: a file, SUBJECT (all live versions of its line), SUBJECT@N, git:REF (the same file) or git:REF:FILE (default: the subject that the project publishes FILE as)',
      )
      .option('--level <level>', `${LEVELS.join(', ')} (default: the subject's; BACKWARD for files; of an AsyncAPI document what its operations say)`)
      .option('--profile <profile>', `${PROFILES.join(', ')} (default: the subject's; declared for files)`)
      .option('--formats <mode>', "annotate, or assert: format is judged too (default: the subject's; annotate for files)")
      .option('--allow-new', 'a file that the revision of --against git:REF does not have is fine')
      .option('--allow-gone', 'a file that only the revision of --against git:REF has is a warning')
      .option('--changed', 'leave out files that are, with all that they refer to, as the revision of --against git:REF has them')
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)')
      .option('--reference <name=subject@n>', 'what a $ref resolves to that leads to no file beside it; may be repeated', collect, []);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice compat order.json --against order-v1.json', 'may readers of the new file read all old events?'],
      ['sluice compat order.json --against git:main --level FULL', 'against the same file on main, both ways'],
      ['sluice compat order.json --against com.shop.order.placed', 'what registering would say'],
      ['sluice compat schemas/order.json', 'in a project: against the subject that it publishes the file as'],
      ['sluice compat order.json --against git:main --reference money.json=com.shop.money@1', 'with a shared schema of a registry'],
      ['sluice compat order.json --against com.shop.order.placed@3 --format json', 'against one version, for a program'],
      ['sluice compat schemas/*.json --against git:main --allow-new', 'all files of a folder, each against itself on main'],
      ['sluice compat schemas/*.json --against git:main --allow-new --changed', 'those that differ from main, or what they refer to'],
      ['sluice compat asyncapi.yaml --against git:main', 'channels, operations and every message of an application'],
      ['sluice compat order.json --against git:main --format sarif --output out.sarif', 'for code scanning'],
    ]);
  },

  hasFindings: true,

  async run(io, operands, flags) {
    const choice = readChoice(flags);
    const changes = readOnce(io, flags);
    const files = await chooseFiles(io, operands, flags, changes);
    const isAlone = operands.length === 1 && flags.changed !== true;
    const answers: Answer[] = [];
    for (const file of files) answers.push(await answerFor(io, file, { against: flags.against, choice, flags, isAlone, changes }));
    await deliverFindings(io, flags, {
      json: isAlone ? answers[0]?.json : { compatible: answers.every(isFine), files: answers.map(({ json }) => json) },
      text: (style) => (answers.length === 0 ? NOTHING_CHANGED : answers.map(({ text }) => text(style)).join('\n\n')),
      outline: () => (answers.length === 0 ? nothingOutline() : mergeOutlines(answers.map(({ outline }) => outline()))),
    });
    return answers.every(isFine) ? EXIT.ok : EXIT.findings;
  },
};

const NOTHING_CHANGED = 'no schema file changed';

function nothingOutline(): Outline {
  return { command: 'compat', passed: true, summary: NOTHING_CHANGED, cases: [] };
}

/** What changed since the revision of `--against git:REF`; asked at most once. */
type Changes = () => Promise<GitChanges>;

function readOnce(io: Io, { against }: Flags): Changes {
  let read: Promise<GitChanges> | undefined;
  return () => (read ??= readGitChanges(io, revisionOf(against) ?? ''));
}

/** The files to ask about. Throws `usage_invalid` where there are none, or where flags need a revision and there is none. */
async function chooseFiles(
  io: Io,
  operands: readonly string[],
  { against, changed, allowGone }: Flags,
  changes: Changes,
): Promise<readonly string[]> {
  if (operands.length === 0 && changed !== true) throw new RegistryError('usage_invalid', 'name the new version: a file, SUBJECT@N or git:REF:FILE');
  if (changed !== true && allowGone !== true) return operands;
  if (revisionOf(against) === undefined) {
    const flag = changed === true ? '--changed' : '--allow-gone';
    throw new RegistryError('usage_invalid', `${flag} compares with a revision: add --against git:REF; found ${JSON.stringify(against ?? null)}`);
  }
  const since = await changes();
  const files = currentNames(io, operands, since);
  if (changed !== true) return files;
  const chosen: string[] = [];
  for (const file of files) if (await isChanged(io, file, since)) chosen.push(file);
  return chosen;
}

/** What there is to say about one file. */
type Answer = FindingsReport & { readonly isFine: boolean };

function isFine(answer: Answer): boolean {
  return answer.isFine;
}

interface FileQuestion {
  /** Absent: the subject that the project publishes the file as. */
  readonly against: string | undefined;
  readonly choice: Choice;
  readonly flags: Flags;
  /** The only file: what is wrong with it is the error of the command. Among others it is one answer of several. */
  readonly isAlone: boolean;
  readonly changes: Changes;
}

async function answerFor(io: Io, file: string, question: FileQuestion): Promise<Answer> {
  try {
    return (await goneFile(io, file, question)) ?? (await compareFile(io, file, question));
  } catch (thrown) {
    if (question.isAlone || !(thrown instanceof RegistryError) || !isTextFault(thrown)) throw thrown;
    return {
      isFine: false,
      json: { file, compatible: false, error: failureJson(thrown) },
      text: ({ color }) => `${file}: ${failureText(thrown, { color, stack: false }).trimEnd()}`,
      outline: () => outlineFailure('compat', thrown),
    };
  }
}

async function compareFile(io: Io, file: string, question: FileQuestion): Promise<Answer> {
  const { against, choice, flags, isAlone } = question;
  const options = { choice, flags, references: flags.reference.map(parseReference) };
  try {
    if (await isDocument(io, file)) return await compareDocument(io, file, { against, choice, isAlone });
    await expectNoDocument(io, file, against);
    const { resource, candidate, others } = await (against === undefined
      ? compareWithProject(io, file, options)
      : compareSides(io, file, against, options));
    return {
      isFine: resource.compatible,
      json: { ...(isAlone ? {} : { file }), ...resource, ...moreJson(resource.checks), places: placesOfChecks(resource.checks, candidate) },
      text: (style) => `${isAlone ? '' : `${file}: `}${compatText(resource, { candidate, others }, style)}`,
      outline: () => compatOutline(resource, { candidate, others }),
    };
  } catch (thrown) {
    if (against === undefined || !isNotThere(thrown)) throw thrown;
    const old = revisionOf(against) === undefined ? undefined : await oldNameOf(io, file, question.changes);
    if (old !== undefined) return await compareFile(io, file, { ...question, against: `${against}:${old}` });
    if (flags.allowNew !== true) throw thrown;
    if (!(await isDocument(io, file))) await readCandidate(io, file, options);
    return newFile(file, against);
  }
}

/** Where the engine ended a search with findings to spare. */
function moreJson(checks: readonly Check[]): { readonly moreMayFollow?: true } {
  return checks.some(({ verdict }) => mayHaveMore(verdict)) ? { moreMayFollow: true } : {};
}

/** The answer about a file that only the revision has; undefined if it is there. Nobody's events break, but readers lose their contract. */
async function goneFile(io: Io, file: string, { against, flags }: FileQuestion): Promise<Answer | undefined> {
  const revision = revisionOf(against);
  if (flags.allowGone !== true || revision === undefined || existsSync(resolve(io.cwd, file))) return undefined;
  await readFromGit(io, revision, file);
  const message = `${file} is gone: git:${shortRevision(revision)} has it`;
  const facts = [['to do', 'if it is meant so, see that nobody reads or writes its events any more; else put it back']] as const;
  return {
    isFine: true,
    json: { file, compatible: true, gone: true, checks: [] },
    text: () => `${message}; ${facts[0][1]}`,
    outline: () => ({
      command: 'compat',
      passed: true,
      summary: message,
      cases: [{ name: message, findings: [{ rule: 'gone', severity: 'warning', message, place: { file }, facts }] }],
    }),
  };
}

/** An AsyncAPI document is compared by what it says of each message: who writes it and who reads it. */
async function compareDocument(
  io: Io,
  file: string,
  { against, choice, isAlone }: Pick<FileQuestion, 'against' | 'choice' | 'isAlone'>,
): Promise<Answer> {
  if (against === undefined) throw new RegistryError('usage_invalid', 'the other document is missing: name it with --against FILE or git:REF');
  const { compareNamed } = await import('../asyncapi/compat-documents.ts');
  const { changesJson, changesOutline, changesText } = await import('../report/asyncapi-changes.ts');
  const { level, profile = 'declared', formats = 'annotate' } = choice;
  const { comparison, origins } = await compareNamed(io, file, against, { profile, formats, ...(level === undefined ? {} : { level }) });
  const passed = comparison.compatible;
  return {
    isFine: passed,
    json: { ...(isAlone ? {} : { file }), ...changesJson(comparison) },
    text: (style) => changesText(comparison, style),
    outline: () => changesOutline(comparison, 'compat', { passed, origins }),
  };
}

async function compareWithProject(io: Io, file: string, options: ComparisonOptions): Promise<Compared> {
  const { asPublished } = await import('../project/as-published.ts');
  const published = file === '-' ? undefined : await asPublished(io, file);
  if (published !== undefined) return compareAsPublished(io, file, published, options);
  throw new RegistryError('usage_invalid', 'the other side is missing: name it with --against FILE, SUBJECT[@N] or git:REF');
}

function newFile(file: string, against: string): Answer {
  const summary = `${file} is new: git:${shortRevision(against.replace(/^git:/, ''))} does not have it`;
  return {
    isFine: true,
    json: { file, compatible: true, new: true, checks: [] },
    text: () => summary,
    outline: () => ({ command: 'compat', passed: true, summary, cases: [{ name: summary, findings: [] }] }),
  };
}

function readChoice({ level, profile, formats, dialect }: Flags): Choice {
  return {
    ...(level === undefined ? {} : { level: oneOf('--level', LEVELS, level.toUpperCase()) }),
    ...(profile === undefined ? {} : { profile: oneOf('--profile', PROFILES, profile) }),
    ...(formats === undefined ? {} : { formats: oneOf('--formats', FORMAT_MODES, formats) }),
    ...(dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, dialect) }),
  };
}
