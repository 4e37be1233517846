#!/usr/bin/env node
import { RegistryError } from '../src/core/errors.ts';
import { EXIT } from './exit-code.ts';
import { processIo } from './io.ts';
import { reportFailure, runProgram } from './program.ts';

const words = process.argv.slice(2);
const io = processIo({ noColor: words.includes('--no-color') });
process.exitCode = await runProgram(io, words, { beforeRun: endWithCodes });

/** What would end the process by itself ends it with our exit codes. Commands that drain see to it themselves. */
function endWithCodes(): void {
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  process.once('uncaughtException', (thrown) => process.exit(reportFailure(io, [], RegistryError.from(thrown))));
}
