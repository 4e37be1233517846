import type { Command } from 'commander';
import { isAbsolute, relative, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { collect, type Report } from './command.ts';
import { valuesOf } from './flag-words.ts';
import { writeResult, type Io } from './io.ts';
import { FINDINGS_FORMATS, loadFormat, type FindingsFormat, type OutlineFormatName } from './report/formats.ts';
import type { Outline, OutlineFinding } from './report/outline.ts';
import { printableReport } from './report/printable.ts';

/** The flags of a command that has findings. */
export interface FindingsFlags {
  readonly format?: FindingsFormat;
  readonly output?: string;
  readonly also: readonly string[];
}

/** Add `--format`, `--output` and `--also`. */
export function findingsOptions(command: Command): void {
  command
    .addOption(command.createOption('--format <format>', 'how to report (default: github in a GitHub workflow, else text)').choices(FINDINGS_FORMATS))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--also <format=file>', 'write the report in another format as well; may be repeated', collect, []);
}

/** A report for people and programs, and what the formats of CI systems are made from. */
export interface FindingsReport extends Report {
  readonly outline: () => Outline;
}

/** The format that the flags and the environment say. Workflow commands are for the log of a workflow, so never for a file of themselves. */
export function chosenFormat(io: Pick<Io, 'env'>, { format, output }: Partial<FindingsFlags>): FindingsFormat {
  return format ?? (io.env['GITHUB_ACTIONS'] === 'true' && output === undefined ? 'github' : 'text');
}

/** Whether a report of this format is asked for, here or in a file. */
export function isReportedAs(io: Pick<Io, 'env'>, flags: FindingsFlags, format: FindingsFormat): boolean {
  return chosenFormat(io, flags) === format || flags.also.some((text) => text.startsWith(`${format}=`));
}

/** Print the report where the flags say. Throws `file_unreadable` when a file cannot be written, and `usage_invalid`. */
export async function deliverFindings(io: Io, flags: FindingsFlags, report: FindingsReport): Promise<void> {
  const others = flags.also.map(parseAlso);
  const text = await render(io, report, { format: chosenFormat(io, flags), color: flags.output === undefined && io.out.color });
  if (flags.output === undefined) io.out.write(text);
  else await writeResult(io, flags.output, text);
  for (const { format, file } of others) await writeResult(io, file, await render(io, report, { format, color: false }));
}

async function render(
  io: Io,
  report: FindingsReport,
  { format, color }: { readonly format: FindingsFormat; readonly color: boolean },
): Promise<string> {
  switch (format) {
    case 'text':
      return `${printableReport(report.text({ color }), { color })}\n`;
    case 'json':
      return `${JSON.stringify({ schemaVersion: 1, ...(report.json as object) }, null, 2)}\n`;
    default:
      return renderOutline(io, report.outline(), format);
  }
}

interface Destination {
  readonly format: FindingsFormat;
  /** Absent: standard output. */
  readonly file?: string;
}

/** Where the words of a command line want its findings, whatever else is wrong with them; undefined where it is what they say of that. */
export function destinationsOf(io: Pick<Io, 'env'>, words: readonly string[]): readonly Destination[] | undefined {
  const named = valuesOf(words, 'format').at(-1);
  const output = valuesOf(words, 'output').at(-1);
  const format = named === undefined ? chosenFormat(io, output === undefined ? {} : { output }) : FINDINGS_FORMATS.find((known) => known === named);
  if (format === undefined) return undefined;
  const also = valuesOf(words, 'also').flatMap((text) => readAlso(text) ?? []);
  return [{ format, ...(output === undefined ? {} : { file: output }) }, ...also];
}

/** Print an outline where it is wanted in a format that is made from one: a person, and a program that reads `json`, are told otherwise. */
export async function deliverOutline(io: Io, wanted: readonly Destination[], outline: Outline): Promise<void> {
  for (const { format, file } of wanted) {
    if (format === 'text' || format === 'json') continue;
    const text = await renderOutline(io, outline, format);
    if (file === undefined) io.out.write(text);
    else await writeResult(io, file, text);
  }
}

/** An outline in one of the formats of CI systems, with the paths as those know them. */
async function renderOutline(io: Pick<Io, 'env' | 'cwd'>, outline: Outline, format: OutlineFormatName): Promise<string> {
  return (await loadFormat(format))(fromCheckout(io, outline));
}

/** CI systems name files from the root of the checkout, wherever the command runs in it. */
function fromCheckout({ env, cwd }: Pick<Io, 'env' | 'cwd'>, outline: Outline): Outline {
  const root = env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'];
  if (!root) return outline;
  const rebased = (file: string): string => {
    const path = relative(root, resolve(cwd, file));
    return path.startsWith('..') || isAbsolute(path) ? file : path;
  };
  const rebase = (finding: OutlineFinding): OutlineFinding =>
    finding.place === undefined ? finding : { ...finding, place: { ...finding.place, file: rebased(finding.place.file) } };
  return { ...outline, cases: outline.cases.map((each) => ({ ...each, findings: each.findings.map(rebase) })) };
}

function parseAlso(text: string): Required<Destination> {
  const also = readAlso(text);
  if (also !== undefined) return also;
  throw new RegistryError(
    'usage_invalid',
    `--also: expected FORMAT=FILE with a format of ${FINDINGS_FORMATS.join(', ')}; found ${JSON.stringify(text)}`,
  );
}

function readAlso(text: string): Required<Destination> | undefined {
  const [, name = '', file = ''] = /^([a-z]+)=(.+)$/s.exec(text) ?? [];
  const format = FINDINGS_FORMATS.find((known) => known === name);
  return format === undefined ? undefined : { format, file };
}
