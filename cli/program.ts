import { Command, CommanderError } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import { CATALOGUE } from './catalogue.ts';
import type { CommandEntry, CommandGroup, CommandModule } from './command.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts';
import { valuesOf } from './flag-words.ts';
import type { Io } from './io.ts';
import { withReferenceAdvice } from './missing-reference.ts';
import { withNearSubject } from './near-subject.ts';
import { expectOutputsApart } from './outputs-apart.ts';
import { packageVersion } from './package-version.ts';
import { failureJson, failureText, type FailureOptions } from './report/failure.ts';
import { withRegistrySource } from './registry-source.ts';
import { expectOnce } from './repeated-flags.ts';
import { explainWords } from './wrong-words.ts';

export interface ProgramOptions {
  /** Before a command runs that does not handle SIGINT and SIGTERM itself. */
  readonly beforeRun?: () => void;
  /** Default: every command. */
  readonly catalogue?: readonly CommandEntry[];
}

/** Run the command that these words say to its end, `--no-color` among them ignored: it is the streams'. Never throws. */
export async function runProgram(io: Io, argv: readonly string[], options: ProgramOptions = {}): Promise<ExitCode> {
  const words = argv.filter((word) => word !== '--no-color'); // It may stand anywhere.
  let chosen: readonly Chosen[] = [];
  try {
    chosen = await choose(options.catalogue ?? CATALOGUE, words);
    return await dispatch(io, words, chosen, options);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok; // Help or version was printed.
    const error = fromCommander(thrown);
    const last = chosen.at(-1);
    if (last !== undefined && 'hasFindings' in last.module && last.module.hasFindings) await reportAsFinding(io, words, last.name, error);
    return reportFailure(io, words, error, { command: last?.name });
  }
}

/** A command that the words name. */
interface Chosen {
  /** `events rejudge`. */
  readonly name: string;
  readonly module: CommandModule<never> | CommandGroup;
}

/** The command, or the group and the command of it, that the words name; only these modules are loaded. */
async function choose(catalogue: readonly CommandEntry[], words: readonly string[]): Promise<readonly Chosen[]> {
  const [first, second] = words.filter((word) => !word.startsWith('-') && word !== 'help');
  const entry = catalogue.find(({ name }) => name === first);
  if (entry === undefined) return [];
  const module = (await entry.load()).command;
  const top = { name: entry.name, module };
  const below = 'group' in module ? module.group.find(({ name }) => name === second) : undefined;
  return below === undefined ? [top] : [top, { name: `${entry.name} ${below.name}`, module: (await below.load()).command }];
}

async function dispatch(
  io: Io,
  words: readonly string[],
  [top, below]: readonly Chosen[],
  { catalogue = CATALOGUE, beforeRun }: ProgramOptions,
): Promise<ExitCode> {
  const root = createRoot(io);
  let exitCode: ExitCode = EXIT.ok;
  let asked: Command | undefined;
  const offer = ({ module }: Chosen, declared: Command): void => {
    module.declare(declared);
    if ('group' in module) return;
    asked = declared;
    const expectGivenOnce = expectOnce(declared);
    declared.action(async () => {
      expectGivenOnce();
      expectOutputsApart(io, { args: declared.args, opts: declared.opts() });
      if (module.drains !== true) beforeRun?.();
      try {
        exitCode = await module.run(io, declared.args, declared.opts<never>());
      } catch (thrown) {
        const advised = await withNearSubject(io, withReferenceAdvice(thrown, declared));
        const choosesRegistry = declared.options.some(({ long }) => long === '--registry');
        throw choosesRegistry ? await withRegistrySource(io, advised, declared.opts()) : advised;
      }
    });
  };
  for (const { name, summary } of catalogue) {
    const command = describe(root.command(name), summary);
    if (top === undefined || name !== top.name) continue;
    offer(top, command);
    for (const entry of 'group' in top.module ? top.module.group : []) {
      const declared = describe(command.command(entry.name), entry.summary);
      if (below?.name === `${name} ${entry.name}`) offer(below, declared);
    }
  }
  try {
    await root.parseAsync(words, { from: 'user' });
  } catch (thrown) {
    throw explainWords(thrown, asked, words);
  }
  return exitCode;
}

function describe(command: Command, summary: string): Command {
  return command.description(sentence(summary)).summary(summary);
}

function createRoot(io: Io): Command {
  return new Command('sluice')
    .description('Keeps event contracts true, from the schema file to the running function.')
    .version(packageVersion(), '-V, --version')
    .option('--no-color', 'plain text; NO_COLOR and FORCE_COLOR are honoured too')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text), outputError: () => {} })
    .addHelpText(
      'after',
      '\n`sluice COMMAND --help` has examples. Exit codes: 0 fine, 1 findings, 2 usage, 3 unavailable, 4 lock, 70 bug, 130 interrupted.',
    );
}

function fromCommander(thrown: unknown): RegistryError {
  if (!(thrown instanceof CommanderError)) return RegistryError.from(thrown);
  const message = thrown.code === 'commander.help' ? 'a command is missing' : thrown.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new RegistryError('usage_invalid', message, { cause: thrown });
}

/** Tell an error, in JSON where the words ask for it, and what it ends with. */
export function reportFailure(io: Io, words: readonly string[], error: RegistryError, known: Pick<FailureOptions, 'command'> = {}): ExitCode {
  if (wantsJson(words)) io.out.write(`${JSON.stringify(failureJson(error), null, 2)}\n`);
  io.err.write(failureText(error, { color: io.err.color, stack: io.env['SLUICE_LOG_LEVEL'] === 'debug', ...known }));
  return exitCodeOf(error.code);
}

/** In a CI system, what is wrong with a file is shown at its line like any finding, where the flags say. */
async function reportAsFinding(io: Io, words: readonly string[], command: string, error: RegistryError): Promise<void> {
  const { deliverOutline, destinationsOf } = await import('./findings-report.ts');
  const wanted = destinationsOf(io, words);
  if (wanted === undefined) return;
  const { outlineFailure } = await import('./report/outline-failure.ts');
  // A report that is kept is one of schemas, and says nothing of a registry that is down.
  const places = exitCodeOf(error.code) === EXIT.findings ? wanted : wanted.slice(0, 1).map(({ format }) => ({ format }));
  // That a file cannot be written is less than what is told anyway.
  await deliverOutline(io, places, outlineFailure(command, error)).catch(() => {});
}

function wantsJson(words: readonly string[]): boolean {
  return valuesOf(words, 'format').at(-1) === 'json';
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
