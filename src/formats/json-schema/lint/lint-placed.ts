import type { FormatMode } from '../../../core/compatibility.ts';
import { locateAllInJson, type Place } from '../../../core/json/parse.ts';
import type { SchemaDocument } from '../../../core/schema-document.ts';
import type { ParsedSchema } from '../../format.ts';
import { lintSchema, type LintFinding } from './lint.ts';

export interface PlacedFinding extends LintFinding {
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
}

export interface LintPlacedOptions {
  readonly formats: FormatMode;
  /** Whether somebody wrote the text, so that places in it mean something. */
  readonly isText: boolean;
  readonly limit: number;
}

/** Findings up to a limit, those of the first rules before others, in the order of their places; and how many more there are. */
export function lintPlaced(
  parsed: ParsedSchema & SchemaDocument,
  { formats, isText, limit }: LintPlacedOptions,
): { readonly findings: readonly PlacedFinding[]; readonly more: number } {
  const all = lintSchema(parsed, { formats });
  const shown = all.slice(0, limit);
  const more = all.length - shown.length;
  if (!isText) return { findings: shown, more };
  const pointers = shown.map(({ pointer }) => pointer);
  const places = locateAllInJson(parsed.text, pointers);
  return { findings: shown.map((finding) => ({ ...finding, ...lineOf(places.get(finding.pointer)) })).toSorted(byPlace), more };
}

function lineOf(place: Place | undefined): Pick<PlacedFinding, 'line' | 'column'> {
  return place === undefined ? {} : { line: place.line, column: place.column };
}

function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
