import { ERRORS, type ErrorCode, type RegistryError } from '../../src/core/errors.ts';
import { createPaint } from './paint.ts';
import { printableReport } from './printable.ts';

export interface FailureOptions {
  readonly color: boolean;
  readonly stack: boolean;
  /** Whose help is named. Absent: none was chosen. */
  readonly command?: string | undefined;
}

/** An error for a person: code and what, where, why, what to do next. */
export function failureText(error: RegistryError, options: FailureOptions): string {
  const paint = createPaint(options);
  const why = ownText(error, 'why') ?? (SAID_ALREADY.has(error.code) ? undefined : ERRORS[error.code].cause);
  const place = placeOf(error.data);
  const lines = [
    `${paint.bad('error')} ${paint.strong(error.code)}: ${whatOf(error)}`,
    ...(place === undefined ? [] : [`  ${paint.faint('where:')} ${place}`]),
    ...(why === undefined ? [] : [`  ${paint.faint('why:')}   ${why}`]),
    `  ${paint.faint('next:')}  ${nextOf(error, options.command)}`,
    ...(options.stack ? stacksOf(error) : []),
  ];
  return `${printableReport(lines.join('\n'), options)}\n`;
}

// Their messages say which of its causes it is.
const SAID_ALREADY: ReadonlySet<ErrorCode> = new Set(['usage_invalid', 'file_unreadable']);

function nextOf(error: RegistryError, command: string | undefined): string {
  const { fault, remedy } = ERRORS[error.code];
  if (fault === 'bug') return BUG_REMEDY;
  return ownText(error, 'next') ?? remedy.replace('sluice COMMAND', command === undefined ? 'sluice' : `sluice ${command}`);
}

/** What the error itself knows better than its entry in the catalogue. */
function ownText({ data }: RegistryError, name: 'why' | 'next'): string | undefined {
  const text = data[name];
  return typeof text === 'string' ? text : undefined;
}

/** A bug of this process says what was thrown: there is no log to look into, as the message says of a server. */
function whatOf(error: RegistryError): string {
  return error.code === 'internal' && error.cause instanceof Error ? `an unexpected error: ${error.cause.message}` : error.message;
}

const BUG_REMEDY = 'Run it again with SLUICE_LOG_LEVEL=debug for the stack trace, and report it with `sluice version --format json`.';

/** The same for a program: a problem document, as the API would answer. */
export function failureJson(error: RegistryError): unknown {
  const { status, title } = error;
  return { type: `urn:sluice:error:${error.code}`, title, status, code: error.code, detail: error.message, ...error.data };
}

function placeOf(data: Readonly<Record<string, unknown>>): string | undefined {
  const file = typeof data['file'] === 'string' ? data['file'] : undefined;
  if (file === undefined) return undefined;
  const lineColumn = typeof data['line'] === 'number' && typeof data['column'] === 'number' ? `:${data['line']}:${data['column']}` : '';
  const pointer = typeof data['pointer'] === 'string' && data['pointer'] !== '' ? ` (${shorten(data['pointer'])})` : '';
  return `${file}${lineColumn}${pointer}`;
}

/** A pointer into a text that nests absurdly is no help in full. */
function shorten(pointer: string): string {
  return pointer.length > 100 ? `${pointer.slice(0, 99)}…` : pointer;
}

function stacksOf(error: Error): string[] {
  const stacks: string[] = [];
  for (let here: unknown = error; here instanceof Error; here = here.cause) stacks.push(here.stack ?? String(here));
  return stacks;
}
