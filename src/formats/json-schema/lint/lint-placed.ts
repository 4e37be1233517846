import type { FormatMode } from '../../../core/compatibility.ts';
import { locateInJson } from '../../../core/json/parse.ts';
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

/** The first findings with their places, as the document is read, and how many more there are. Linear in the text for each. */
export function lintPlaced(
  parsed: ParsedSchema & SchemaDocument,
  { formats, isText, limit }: LintPlacedOptions,
): { readonly findings: readonly PlacedFinding[]; readonly more: number } {
  const all = lintSchema(parsed, { formats });
  const findings = all.slice(0, limit).map((finding) => ({ ...finding, ...(isText ? placeIn(parsed.text, finding.pointer) : {}) }));
  return { findings: isText ? findings.toSorted(byPlace) : findings, more: Math.max(0, all.length - limit) };
}

function placeIn(text: string, pointer: string): Pick<PlacedFinding, 'line' | 'column'> {
  const place = locateInJson(text, pointer);
  return place === undefined ? {} : { line: place.line, column: place.column };
}

function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
