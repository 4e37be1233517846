import { counted } from './counted.ts';
import type { LintFinding } from '../../src/formats/json-schema/lint/lint.ts';
import type { LintRule, LintSeverities } from '../../src/formats/json-schema/lint/rule.ts';
import type { Outline, OutlineFinding, OutlinePlace } from './outline.ts';
import { foldFindings, foldText, type Fold } from './fold.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** A file and what was found in it, each with its place. */
export interface LintedFile {
  readonly path: string;
  readonly findings: readonly (LintFinding & { readonly place: OutlinePlace })[];
}

/** What was found for a person: file, line and rule, what to do, and one line for all. */
export function lintText(files: readonly LintedFile[], style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const folds = files.flatMap(({ path, findings }) => {
    const nameOf = placeNames(findings);
    return foldFindings(findings, kindOf).map((fold) => ({ ...fold, path, line: () => foldLine(fold, { path, nameOf, paint }) }));
  });
  const isError = ({ finding }: Fold<PlacedFinding>): boolean => finding.severity === 'error';
  const warnings = folds.filter((fold) => !isError(fold));
  const rest = restOf(warnings);
  const shown = warnings.filter((fold) => !rest.has(fold));
  return [...folds.filter(isError), ...shown]
    .map(({ line }) => line())
    .concat(restLines([...rest], paint), summaryOf(files))
    .join('\n');
}

/** In so many files each of what is said of many places is shown. */
const MAX_FILES = 3;

/** What is said of many places, of the files beyond the first that have it. */
function restOf<Found extends Fold<PlacedFinding> & { readonly path: string }>(folds: readonly Found[]): ReadonlySet<Found> {
  const firsts = new Map<string, Set<string>>();
  const isBeyond = ({ finding, path }: Found): boolean => {
    const kind = kindOf(finding);
    if (kind === undefined) return false;
    const files = firsts.get(kind) ?? new Set();
    firsts.set(kind, files);
    if (files.size < MAX_FILES) files.add(path);
    return !files.has(path);
  };
  return new Set(folds.filter(isBeyond));
}

/** `and 57 places in 24 other files have no description`. */
function restLines(rest: readonly (Fold<PlacedFinding> & { readonly path: string })[], paint: Paint): readonly string[] {
  const rules = [...new Set(rest.map(({ finding }) => finding.rule))];
  return rules.map((rule) => {
    const ofRule = rest.filter(({ finding }) => finding.rule === rule);
    const places = ofRule.reduce((sum, { others }) => sum + 1 + others.length, 0);
    const many = new Set(ofRule.map(({ path }) => path)).size;
    const said = `${places === 1 ? '1 place' : `${places} places`} in ${many === 1 ? '1 other file' : `${many} other files`}`;
    return `${paint.unsure('warning')}  and ${said} ${SAID[rule]?.[places === 1 ? 0 : 1] ?? ''}  ${paint.faint(rule)}`;
  });
}

type PlacedFinding = LintedFile['findings'][number];

/** What is said of many places together, and of a single one. */
const SAID: Readonly<Record<string, readonly [ofOne: string, ofMany: string]>> = {
  missing_description: ['has no description', 'have no description'],
};

function kindOf({ rule, severity }: PlacedFinding): string | undefined {
  return Object.hasOwn(SAID, rule) ? `${severity} ${rule}` : undefined;
}

/** Where each stands, by its pointer; by file and line in a document of several schemas, where a pointer does not say in which. */
function placeNames(findings: readonly PlacedFinding[]): (finding: PlacedFinding) => string {
  const many = findings.filter((finding) => kindOf(finding) !== undefined).map(({ rule, pointer }) => `${rule} ${pointer}`);
  const isPlain = new Set(many).size === many.length;
  return ({ pointer, place: { file, line } }) => (isPlain || line === undefined ? pointer : `${file}:${line}`);
}

interface FoldContext {
  readonly path: string;
  readonly nameOf: (finding: PlacedFinding) => string;
  readonly paint: Paint;
}

function foldLine({ finding, others }: Fold<PlacedFinding>, { path, nameOf, paint }: FoldContext): string {
  const { place, severity, message, rule, remedy } = finding;
  const word = severity === 'error' ? paint.bad('error') : paint.unsure('warning');
  if (others.length > 0) {
    const text = foldText([finding, ...others].map(nameOf), SAID[rule]?.[1] ?? '');
    const todo = `say what they mean; --format json and the other formats for programs have each, and --rule ${rule}=off leaves them out`;
    const isOneFile = others.every((other) => other.place.file === place.file);
    return `${printable(isOneFile ? place.file : path)}  ${word}  ${printable(text)}  ${paint.faint(rule)}\n    ${paint.faint('to do')} ${todo}`;
  }
  const where = place.line === undefined ? place.file : `${place.file}:${place.line}:${place.column ?? 1}`;
  const todo = remedy === undefined ? '' : `\n    ${paint.faint('to do')} ${printable(remedy)}`;
  return `${printable(where)}  ${word}  ${printable(message)}  ${paint.faint(rule)}${todo}`;
}

function summaryOf(files: readonly LintedFile[]): string {
  const count = (wanted: LintFinding['severity']): number =>
    files.flatMap(({ findings }) => findings).filter(({ severity }) => severity === wanted).length;
  return `${counted(files.length, 'file')}: ${counted(count('error'), 'error')}, ${counted(count('warn'), 'warning')}`;
}

/** The same for the formats of CI systems: a case a file. */
export function lintOutline(files: readonly LintedFile[], { passed }: { readonly passed: boolean }): Outline {
  return {
    command: 'lint',
    passed,
    summary: summaryOf(files),
    cases: files.map(({ path, findings }) => {
      const nameOf = placeNames(findings);
      return { name: path, findings: findings.map((finding) => outlineFinding(finding, nameOf(finding))) };
    }),
  };
}

function outlineFinding({ rule, severity, message, place, pointer, remedy }: PlacedFinding, name: string): OutlineFinding {
  return {
    rule,
    severity: severity === 'error' ? 'error' : 'warning',
    message,
    place,
    ...(Object.hasOwn(SAID, rule) ? { many: { at: name, said: SAID[rule]?.[1] ?? '' } } : {}),
    facts: [...(pointer === '' ? [] : [['at', pointer] as const]), ...(remedy === undefined ? [] : [['to do', remedy] as const])],
  };
}

/** The rules with the severity that is in force for each. */
export function rulesText(rules: readonly LintRule[], severities: LintSeverities): string {
  return table([['RULE', 'SEVERITY', 'FINDS'], ...rules.map(({ name, severity, summary }) => [name, severities[name] ?? severity, summary])]);
}
