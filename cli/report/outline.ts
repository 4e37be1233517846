import type { JsonValue } from '../../src/core/json/value.ts';

/** `error` is why the exit code is 1; the others are told and change nothing. */
export type Severity = 'error' | 'warning' | 'note';

/** A place in a file that lies in the working tree; lines and columns count from 1, columns in UTF-16 code units. */
export interface OutlinePlace {
  /** As the user named it, from where the command runs. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface OutlineFinding {
  /** A stable word for what it is: the code of a finding, the name of a rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence. May hold whatever a schema holds. */
  readonly message: string;
  readonly place?: OutlinePlace;
  /** What a person wants to know beside it, in order: `to do`, `reader`. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** The event that breaks. */
  readonly event?: JsonValue;
  /** Often many in a case: a format for people shows those of the rule as one then, and says this of their places, as `have no description`. */
  readonly many?: { readonly at: string; readonly said: string };
}

/** Something that was asked, and what was found about it; nothing is found where all is well. */
export interface OutlineCase {
  readonly name: string;
  readonly findings: readonly OutlineFinding[];
}

/** What every report format that is no own view of a command is made from. */
export interface Outline {
  /** The command: `compat`. */
  readonly command: string;
  /** Whether the exit code is 0. */
  readonly passed: boolean;
  /** Something of it breaks, whether or not that was asked: nothing to put a tick at. */
  readonly breaks?: true;
  /** The exit code, where it is neither 0 nor 1. */
  readonly exitCode?: number;
  /** The answer in one line. */
  readonly summary: string;
  readonly cases: readonly OutlineCase[];
}

/** Outline in, text out, with the newline at its end. A format of CI systems is one file in formats/. */
export type OutlineFormat = (outline: Outline) => string;

/** All findings, in the order of their cases. */
export function findingsOf({ cases }: Outline): readonly OutlineFinding[] {
  return cases.flatMap(({ findings }) => findings);
}

/** The answers about several files as one. */
export function mergeOutlines(outlines: readonly Outline[]): Outline {
  const [first, ...rest] = outlines;
  if (first !== undefined && rest.length === 0) return first;
  const failed = outlines.filter(({ passed }) => !passed);
  const [worst] = failed;
  const count = `${outlines.length} files`;
  const summary =
    worst === undefined ? `${count}, all fine` : `${count}, ${failed.length} not: ${failed.map((outline) => outline.summary).join('; ')}`;
  const breaks = outlines.some((outline) => outline.breaks) ? { breaks: true as const } : {};
  return { command: first?.command ?? '', passed: worst === undefined, ...breaks, summary, cases: outlines.flatMap(({ cases }) => cases) };
}
