import type { CompatResource } from '../../src/core/resources.ts';
import type { SchemaWarning } from '../../src/core/schema-warning.ts';
import { checksText } from './checks.ts';
import { counted } from './counted.ts';
import { createPaint, type Paint } from './paint.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { filesWithLines, outlineChecks, placeIn, type OutlineSide } from './outline-checks.ts';
import { createPlaces, placeInFile } from './places.ts';

/** The new version, and what it was compared with where that is a file. */
interface ComparedSides {
  readonly candidate: OutlineSide;
  readonly others: readonly OutlineSide[];
}

/** The answer of `compat` for a person: the verdict in one line, then each check. */
export function compatText(resource: CompatResource, { candidate, others }: ComparedSides, options: { readonly color: boolean }): string {
  const files = filesWithLines([...others, candidate]);
  const paint = createPaint(options);
  const verdict = resource.compatible ? paint.good('compatible') : paint.bad('not compatible');
  const head = `${verdict}  ${resource.level} × ${resource.profile}, ${counted(resource.checks.length, 'check')}`;
  const checks = resource.checks.length === 0 ? [] : [checksText(resource.checks, createPlaces(files), paint)];
  return [head, ...checks, ...warningLines(resource, candidate, paint), ...nothingLines(resource), ...existingLines(resource)].join('\n');
}

/** The same for the formats of CI systems: the new version is the file that findings are put at. */
export function compatOutline(resource: CompatResource, { candidate, others }: ComparedSides): Outline {
  const { compatible, level, profile, checks } = resource;
  return {
    command: 'compat',
    passed: compatible,
    summary: `${candidate.file.label} is ${compatible ? 'compatible' : 'not compatible'} (${level} × ${profile}, ${counted(checks.length, 'check')})`,
    cases: [...outlineChecks(checks, { candidate, others, isRefused: !compatible }), ...warningCases(resource, candidate)],
  };
}

/** Of what a registration warns of, that which bears on the verdict: the schema may not say what its author means. */
const BEARING: ReadonlySet<string> = new Set(['dialect_differs', 'format_not_judged', 'no_keyword', 'unknown_keyword']);

function bearingWarnings({ warnings = [] }: CompatResource): readonly SchemaWarning[] {
  return warnings.filter(({ code }) => BEARING.has(code));
}

function warningLines(resource: CompatResource, { file, origin }: OutlineSide, paint: Paint): string[] {
  return bearingWarnings(resource).flatMap(({ code, message, pointer }) => [
    `  ${paint.unsure('warning')} ${code}: ${message}`,
    ...(origin === 'subject' ? [] : [`    ${paint.faint(placeInFile(file, pointer))}`]),
  ]);
}

function warningCases(resource: CompatResource, candidate: OutlineSide): OutlineCase[] {
  const findings = bearingWarnings(resource).map(({ code, message, pointer }): OutlineFinding => {
    return { rule: code, severity: 'warning', message, ...placeIn(candidate, pointer), facts: [] };
  });
  const { label } = candidate.file;
  return findings.length === 0 ? [] : [{ name: `${label} says what is meant`, heading: `${label} may not say what is meant`, findings }];
}

/** A level compares with live versions; where none is, "compatible" says nothing. */
function nothingLines({ level, checks }: CompatResource): string[] {
  if (checks.length > 0 || level === 'NONE') return [];
  return ['nothing was compared: no version of the subject is live. `--against SUBJECT@N` compares with one of them all the same'];
}

/** What a later `register` would answer, so that nobody waits for a new version. */
function existingLines({ existing }: CompatResource): string[] {
  if (existing === undefined) return [];
  const state = existing.state === 'active' ? '' : ` (${existing.state})`;
  const back = existing.state === 'retired' ? ', nor bring it back, which is `sluice activate`' : '';
  return [`the subject has this content already, as version ${existing.version}${state}: registering it would write nothing${back}`];
}
