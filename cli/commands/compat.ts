import { LEVELS, PROFILES } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { expectNoDocument, isDocument } from '../asyncapi/is-document.ts';
import { collect, examples, oneOf, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { compareAsPublished, compareSides, readCandidate, type Choice, type Compared, type ComparisonOptions } from '../compare-sides.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags, type FindingsReport } from '../findings-report.ts';
import { isNotThere } from '../git.ts';
import type { Io } from '../io.ts';
import { compatOutline, compatText } from '../report/compat.ts';
import { failureJson, failureText } from '../report/failure.ts';
import { mergeOutlines } from '../report/outline.ts';
import { filesWithLines, placesOfChecks } from '../report/outline-checks.ts';
import { outlineFailure } from '../report/outline-failure.ts';
import { isTextFault } from '../schema-file.ts';
import { parseReference } from '../selector.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly against?: string;
  readonly level?: string;
  readonly profile?: string;
  readonly dialect?: string;
  readonly reference: readonly string[];
  readonly allowNew?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file...>', 'the new version: a JSON Schema file, an AsyncAPI document, SUBJECT@N or git:REF:FILE')
      .option(
        '--against <what>',
        'the old one: a file, SUBJECT (all live versions of its line), SUBJECT@N, git:REF (the same file) or git:REF:FILE (default: the subject that the project publishes FILE as)',
      )
      .option('--level <level>', `${LEVELS.join(', ')} (default: the subject's; BACKWARD for files; of an AsyncAPI document what its operations say)`)
      .option('--profile <profile>', `${PROFILES.join(', ')} (default: the subject's; declared for files)`)
      .option('--allow-new', 'a file that the revision of --against git:REF does not have is fine')
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
      ['sluice compat asyncapi.yaml --against git:main', 'channels, operations and every message of an application'],
      ['sluice compat order.json --against git:main --format sarif --output out.sarif', 'for code scanning'],
    ]);
  },

  hasFindings: true,

  async run(io, files, flags) {
    const choice = readChoice(flags);
    const { against } = flags;
    const [only = '', ...more] = files;
    const ask = (file: string): Promise<Answer> => answerFor(io, file, { against, choice, flags, isAlone: more.length === 0 });
    const answers = [await ask(only)];
    for (const file of more) answers.push(await ask(file));
    await deliverFindings(io, flags, {
      json: more.length === 0 ? answers[0]?.json : { compatible: answers.every(isFine), files: answers.map(({ json }) => json) },
      text: (style) => answers.map(({ text }) => text(style)).join('\n\n'),
      outline: () => mergeOutlines(answers.map(({ outline }) => outline())),
    });
    return answers.every(isFine) ? EXIT.ok : EXIT.findings;
  },
};

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
}

async function answerFor(io: Io, file: string, question: FileQuestion): Promise<Answer> {
  try {
    return await compareFile(io, file, question);
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

async function compareFile(io: Io, file: string, { against, choice, flags, isAlone }: FileQuestion): Promise<Answer> {
  const options = { choice, flags, references: flags.reference.map(parseReference) };
  try {
    if (await isDocument(io, file)) return await compareDocument(io, file, { against, choice, isAlone });
    await expectNoDocument(io, file, against);
    const { resource, candidate, others } = await (against === undefined
      ? compareWithProject(io, file, options)
      : compareSides(io, file, against, options));
    return {
      isFine: resource.compatible,
      json: { ...(isAlone ? {} : { file }), ...resource, places: placesOfChecks(resource.checks, candidate) },
      text: (style) => `${isAlone ? '' : `${file}: `}${compatText(resource, filesWithLines([...others, candidate]), style)}`,
      outline: () => compatOutline(resource, candidate, others),
    };
  } catch (thrown) {
    if (flags.allowNew !== true || against === undefined || !isNotThere(thrown)) throw thrown;
    if (!(await isDocument(io, file))) await readCandidate(io, file, options);
    return newFile(file, against);
  }
}

/** An AsyncAPI document is compared by what it says of each message: who writes it and who reads it. */
async function compareDocument(io: Io, file: string, { against, choice, isAlone }: Omit<FileQuestion, 'flags'>): Promise<Answer> {
  if (against === undefined) throw new RegistryError('usage_invalid', 'the other document is missing: name it with --against FILE or git:REF');
  const { compareNamed } = await import('../asyncapi/compat-documents.ts');
  const { changesJson, changesOutline, changesText } = await import('../report/asyncapi-changes.ts');
  const { level, profile = 'declared' } = choice;
  const { comparison, origins } = await compareNamed(io, file, against, { profile, ...(level === undefined ? {} : { level }) });
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
  const summary = `${file} is new: ${against} does not have it`;
  return {
    isFine: true,
    json: { file, compatible: true, new: true, checks: [] },
    text: () => summary,
    outline: () => ({ command: 'compat', passed: true, summary, cases: [{ name: summary, findings: [] }] }),
  };
}

function readChoice({ level, profile, dialect }: Flags): Choice {
  return {
    ...(level === undefined ? {} : { level: oneOf('--level', LEVELS, level.toUpperCase()) }),
    ...(profile === undefined ? {} : { profile: oneOf('--profile', PROFILES, profile) }),
    ...(dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, dialect) }),
  };
}
