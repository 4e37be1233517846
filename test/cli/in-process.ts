import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { CommandEntry, CommandModule } from '../../cli/command.ts';
import type { Io } from '../../cli/io.ts';
import type * as Lanes from '../../cli/audit/engine-lanes.ts';
import type * as Audit from '../../cli/commands/audit.ts';
import type * as Export from '../../cli/export/asyncapi.ts';
import type * as Import from '../../cli/import/asyncapi.ts';
import type * as ImportConfluent from '../../cli/import/confluent.ts';
import type { OfficialCheck } from '../../cli/asyncapi/official-check.ts';
import type * as Program from '../../cli/program.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import type * as JsonSchema from '../../src/formats/json-schema/format.ts';
import { built } from './built.ts';
import { environment, type Finished, type RunOptions } from './process.ts';
import { serversHere } from './servers-here.ts';

// The built program without its process: for the rows of a file that look at what a command says and writes, where others start processes.
// What serves is a process where signals are sent, or two on one store; otherwise test/cli/serve-here.ts starts it here.

// By themselves they would take over the process; one that is not refused ends when it is ready, since nobody would stop it.
const SERVERS = new Set(['serve', 'gateway', 'up']);

// What of an environment is read through `Io` alone; of XDG_CONFIG_HOME, where the stored keys are. ADMIN_TOKEN is named by configurations of gateways.
const OURS = /^((SLUICE|GITHUB|GITLAB)_|(CI|XDG_CONFIG_HOME|ADMIN_TOKEN)$)/;

/** Whether nobody but a command reads these variables, so that it needs no process to be told them. */
export function isOurs(env: Readonly<Record<string, string>>): boolean {
  return Object.keys(env).every((name) => OURS.test(name));
}

/** Run `sluice` with these arguments to its end, in this process. */
export async function sluiceHere(args: readonly string[], options: RunOptions = {}, catalogue?: readonly CommandEntry[]): Promise<Finished> {
  const said = { stdout: '', stderr: '' };
  const code = await runHere(args, { ...options, onSay: (name, text) => (said[name] += text) }, catalogue);
  return { code, ...said };
}

/** The same, with all that it says in one, as a terminal has it. */
export async function printedHere(args: readonly string[], options: RunOptions = {}): Promise<{ readonly code: number; readonly printed: string }> {
  let printed = '';
  const code = await runHere(args, { ...options, onSay: (_name, text) => (printed += text) });
  return { code, printed };
}

interface HereOptions extends RunOptions {
  readonly onSay: (name: 'stdout' | 'stderr', text: string) => void;
}

/** The same, with what it says as it says it. */
export async function runHere(args: readonly string[], options: HereOptions, catalogue?: readonly CommandEntry[]): Promise<number> {
  const { env = {} } = options;
  if (!isOurs(env)) throw new Error(`one of ${Object.keys(env).join(', ')} is also read by what is not ours: start a process`);
  const { runProgram } = await built<typeof Program>('cli/program');
  const commands = catalogue ?? (SERVERS.has(args[0] ?? '') ? await serversHere(Promise.resolve()) : undefined);
  return runProgram(ioOf(options), args, commands === undefined ? {} : { catalogue: commands });
}

/** The world of a command without its process. */
function ioOf({ onSay, ...options }: HereOptions): Io {
  const stream = (name: 'stdout' | 'stderr'): Io['out'] => ({ color: false, isTerminal: false, write: (text) => onSay(name, text) });
  return {
    env: environment(options),
    cwd: options.cwd ?? process.cwd(),
    out: stream('stdout'),
    err: stream('stderr'),
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
  };
}

/** What a command said on standard error, but for how far an audit was whenever two seconds had passed. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^\d+ steps judged, .*\n/gm, '');
}

/** A registry that keeps nothing, in this process and without threads, until the end of the test. */
export async function registryHere(): Promise<{ readonly registry: string }> {
  // Loaded here: most rows ask the built program only.
  const { startRegistry } = await import('../gateway/registry-server.ts');
  const running = await startRegistry();
  onTestFinished(() => running.close());
  return { registry: running.url };
}

/** One official parser for all files: loading it, and compiling the schemas of a version, takes longer than all the rest. It ends with the process of the tests. */
let official: Promise<OfficialCheck> | undefined;

export function officialHere(): Promise<OfficialCheck> {
  official ??= import('../asyncapi/registry-trip.ts').then(({ builtOfficialCheck }) => builtOfficialCheck());
  return official;
}

/** `sluice import asyncapi` and `sluice export asyncapi` with one official parser for all. */
export function asyncApiHere(): {
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Finished>;
  /** What the parser says is wrong with a document, but for advice. */
  readonly errorsOf: (document: JsonObject) => Promise<readonly unknown[] | undefined>;
} {
  const catalogue = [
    group('import', 'asyncapi', async () => {
      const { command, importAsyncApi } = await built<typeof Import>('cli/import/asyncapi');
      return { command: { ...command, run: async (io, operands, flags) => importAsyncApi(io, operands, flags, await officialHere()) } };
    }),
    group('export', 'asyncapi', async () => {
      const { command, exportAsyncApi } = await built<typeof Export>('cli/export/asyncapi');
      return { command: { ...command, run: async (io, operands, flags) => exportAsyncApi(io, operands, flags, await officialHere()) } };
    }),
  ];
  return {
    run: (args, options) => sluiceHere(args, options, catalogue),
    errorsOf: async (document) => (await (await officialHere()).check(document))?.filter(({ isError }) => isError),
  };
}

function group(name: string, member: string, load: CommandEntry<CommandModule<never>>['load']): CommandEntry {
  return { name, summary: name, load: () => Promise.resolve({ command: { declare() {}, group: [{ name: member, summary: '', load }] } }) };
}

/** `sluice audit` and `sluice import confluent` with threads of the engine for all: each loads the engine, which takes longer than what it is asked. */
export function auditHere(): {
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Finished>;
  readonly importConfluent: (args: readonly string[], options?: RunOptions) => Promise<Finished>;
  readonly close: () => Promise<void>;
} {
  const lanes = (async () => {
    const [{ createEngineLanes }, { jsonSchemaFormat }] = await Promise.all([
      built<typeof Lanes>('cli/audit/engine-lanes'),
      built<typeof JsonSchema>('src/formats/json-schema/format'),
    ]);
    return createEngineLanes(jsonSchemaFormat);
  })();
  const load = async (): Promise<{ readonly command: CommandModule<never> }> => {
    const { command, audit } = await built<typeof Audit>('cli/commands/audit');
    return { command: { ...command, run: async (io, operands, flags) => audit(io, operands, flags, await lanes) } };
  };
  const catalogue = [
    { name: 'audit', summary: 'audit', load },
    group('import', 'confluent', async () => {
      const { command, importConfluent } = await built<typeof ImportConfluent>('cli/import/confluent');
      return { command: { ...command, run: async (io, operands, flags) => importConfluent(io, operands, flags, await lanes) } };
    }),
  ];
  return {
    run: (args, options) => sluiceHere(['audit', ...args], options, catalogue),
    importConfluent: (args, options) => sluiceHere(['import', 'confluent', ...args], options, catalogue),
    close: async () => (await lanes).close(),
  };
}
