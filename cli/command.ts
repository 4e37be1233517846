import type { Command } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import type { ExitCode } from './exit-code.ts';
import { readHttpAddress } from './http-address.ts';
import { writeResult, type Io } from './io.ts';
import { printableReport } from './report/printable.ts';

/** What a file of a command exports as `command`; `Flags` are commander's parsed options. */
export interface CommandModule<Flags = object> {
  /** Add arguments, options and examples; the name and summary are in catalogue.ts. Nothing is read or opened here. */
  declare(command: Command): void;
  /** Do it. Outcomes that a user expects are exit codes; "could not do it" is a thrown `RegistryError`. */
  run(io: Io, operands: readonly string[], flags: Flags): Promise<ExitCode>;
  /** Handles SIGINT and SIGTERM itself. Default: an interrupt ends the process with 130. */
  readonly drains?: boolean;
  /** Takes the formats of findings-report.ts, and so an error is one finding in them. Default false. */
  readonly hasFindings?: boolean;
}

/** The same of a command that has others below it, one of which is run: `sluice import confluent`. */
export interface CommandGroup {
  /** Add examples. */
  declare(command: Command): void;
  readonly group: readonly CommandEntry<CommandModule<never>>[];
}

/** A line in catalogue.ts, or a command of a group; the module is imported only when its command runs. */
export interface CommandEntry<Module = CommandModule<never> | CommandGroup> {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Module }>;
}

/** Add examples below a command's help, one `[command line, what it does]` each. */
export function examples(command: Command, rows: readonly (readonly [line: string, meaning: string])[]): void {
  const width = Math.max(...rows.map(([line]) => line.length));
  const lines = rows.map(([line, meaning]) => `  $ ${line.padEnd(width)}  # ${meaning}`);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

const REPORT_FORMATS = ['text', 'json'] as const;
type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The flags of every command that reports something. */
export interface ReportFlags {
  readonly format: ReportFormat;
  readonly output?: string;
}

/** Add `--format` and `--output`. */
export function reportOptions(command: Command): void {
  formatOptions(command, REPORT_FORMATS);
}

function formatOptions(command: Command, formats: readonly string[]): void {
  command
    .addOption(command.createOption('--format <format>', 'how to report').choices(formats).default('text'))
    .option('--output <file>', 'write the report to a file instead of standard output');
}

/** What a command has to say: data for machines, and its rendering for people. */
export interface Report {
  readonly json: unknown;
  readonly text: (options: { readonly color: boolean }) => string;
}

/** Print the report where the flags say. Throws `file_unreadable` when the file cannot be written. */
export async function deliver(io: Io, flags: ReportFlags, report: Report): Promise<void> {
  const color = flags.output === undefined && io.out.color;
  const text = flags.format === 'json' ? `${JSON.stringify(report.json, null, 2)}\n` : `${printableReport(report.text({ color }), { color })}\n`;
  if (flags.output === undefined) io.out.write(text);
  else await writeResult(io, flags.output, text);
}

const LIST_FORMATS = ['text', 'json', 'ndjson'] as const;

/** The flags of a command that lists things. */
export interface ListFlags {
  readonly format: (typeof LIST_FORMATS)[number];
  readonly output?: string;
}

/** Add `--format` and `--output`. */
export function listOptions(command: Command): void {
  formatOptions(command, LIST_FORMATS);
}

/** As `deliver`; `lines` are what ndjson has, one a line. */
export async function deliverList(
  io: Io,
  { format, output }: ListFlags,
  { lines, ...report }: Report & { readonly lines: readonly object[] },
): Promise<void> {
  const flags = output === undefined ? {} : { output };
  if (format !== 'ndjson') return deliver(io, { format, ...flags }, report);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  if (output === undefined) io.out.write(text);
  else await writeResult(io, output, text);
}

/** Read a flag that takes one of a few words. Throws `usage_invalid`, naming them. */
export function oneOf<Word extends string>(flag: string, words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new RegistryError('usage_invalid', `${flag}: expected ${words.join(', ')}; found ${JSON.stringify(text)}`);
  return word;
}

/** For an option that may be repeated: its values in order. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export interface WholeRange {
  readonly min: number;
  /** Default: none. */
  readonly max?: number;
  /** A word that the flag takes as well, which is the caller's to read: `all`. */
  readonly or?: string;
}

/** A flag that is a whole number. Throws `usage_invalid`. */
export function readWhole(flag: string, text: string, { min, max = Number.MAX_SAFE_INTEGER, or }: WholeRange): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  const expected = `${or === undefined ? '' : `${or}, or `}a whole number ${range}`;
  throw new RegistryError('usage_invalid', `${flag}: expected ${expected}; found ${JSON.stringify(text)}`);
}

export const DEFAULT_REGISTRY = 'http://127.0.0.1:8081';

/** The flag of every command that talks to a registry. */
export interface RegistryFlags {
  readonly registry?: string;
}

/** Add `--registry`; `configured` is whose registry goes before the default. */
export function registryOption(command: Command, configured = "the project's"): void {
  command.option('--registry <url>', `the registry (or SLUICE_REGISTRY; default: ${configured}, else ${DEFAULT_REGISTRY})`);
}

/** The registry's address: flag over environment over `configured` over the default. Throws `usage_invalid` when it is no http(s) URL. */
export function registryUrl(io: Io, flags: RegistryFlags, configured?: string): string {
  const origin = flags.registry === undefined ? 'SLUICE_REGISTRY' : '--registry';
  const text = flags.registry ?? (io.env['SLUICE_REGISTRY'] || (configured ?? DEFAULT_REGISTRY));
  return readHttpAddress(origin, text);
}
