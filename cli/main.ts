#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import { CATALOGUE } from './catalogue.ts';
import type { CommandModule } from './command.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts';
import { processIo, type Io } from './io.ts';
import { packageVersion } from './package-version.ts';
import { failureJson, failureText } from './report/failure.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<ExitCode> {
  const io = processIo({ noColor: argv.includes('--no-color') });
  const words = argv.filter((word) => word !== '--no-color'); // It may stand anywhere.
  try {
    return await dispatch(io, words);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok; // Help or version was printed.
    return report(io, words, fromCommander(thrown));
  }
}

async function dispatch(io: Io, words: readonly string[]): Promise<ExitCode> {
  const root = createRoot(io);
  let exitCode: ExitCode = EXIT.ok;
  const chosen = chosenCommand(words);
  for (const { name, summary, load } of CATALOGUE) {
    const command = root.command(name).description(sentence(summary)).summary(summary);
    if (name !== chosen) continue;
    const module = (await load()).command;
    module.declare(command);
    command.action(async () => {
      exitCode = await runCommand(io, module, command);
    });
  }
  await root.parseAsync(words, { from: 'user' });
  return exitCode;
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

/** Only the module of this command is loaded. */
function chosenCommand(words: readonly string[]): string | undefined {
  const operands = words.filter((word) => !word.startsWith('-'));
  return operands[0] === 'help' ? operands[1] : operands[0];
}

async function runCommand(io: Io, module: CommandModule<never>, command: Command): Promise<ExitCode> {
  if (module.drains !== true) endWithCodes(io);
  return module.run(io, command.args, command.opts<never>());
}

/** What would end the process by itself ends it with our exit codes. Commands that drain see to it themselves. */
function endWithCodes(io: Io): void {
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  process.once('uncaughtException', (thrown) => process.exit(report(io, [], RegistryError.from(thrown))));
}

function fromCommander(thrown: unknown): RegistryError {
  if (!(thrown instanceof CommanderError)) return RegistryError.from(thrown);
  const message = thrown.code === 'commander.help' ? 'a command is missing' : thrown.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new RegistryError('usage_invalid', message, { cause: thrown });
}

function report(io: Io, words: readonly string[], error: RegistryError): ExitCode {
  if (wantsJson(words)) io.out.write(`${JSON.stringify(failureJson(error), null, 2)}\n`);
  io.err.write(failureText(error, { color: io.err.color, stack: io.env['SLUICE_LOG_LEVEL'] === 'debug' }));
  return exitCodeOf(error.code);
}

// The flags may be what is wrong, so this looks at the words themselves.
function wantsJson(words: readonly string[]): boolean {
  return words.some((word, index) => word === '--format=json' || (word === '--format' && words[index + 1] === 'json'));
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
