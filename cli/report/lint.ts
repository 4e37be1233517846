import { counted } from './counted.ts';
import type { LintFinding } from '../../src/formats/json-schema/lint/lint.ts';
import type { LintRule, LintSeverities } from '../../src/formats/json-schema/lint/rule.ts';
import type { Outline, OutlinePlace } from './outline.ts';
import { createPaint } from './paint.ts';
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
  const findings = files.flatMap((file) => file.findings);
  const lines = findings.map(({ place, severity, message, rule, remedy }) => {
    const word = severity === 'error' ? paint.bad('error') : paint.unsure('warning');
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}:${place.column ?? 1}`;
    const todo = remedy === undefined ? '' : `\n    ${paint.faint('to do')} ${printable(remedy)}`;
    return `${printable(where)}  ${word}  ${printable(message)}  ${paint.faint(rule)}${todo}`;
  });
  return [...lines, summaryOf(files)].join('\n');
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
    cases: files.map(({ path, findings }) => ({
      name: path,
      findings: findings.map(({ rule, severity, message, place, pointer, remedy }) => ({
        rule,
        severity: severity === 'error' ? 'error' : 'warning',
        message,
        place,
        facts: [...(pointer === '' ? [] : [['at', pointer] as const]), ...(remedy === undefined ? [] : [['to do', remedy] as const])],
      })),
    })),
  };
}

/** The rules with the severity that is in force for each. */
export function rulesText(rules: readonly LintRule[], severities: LintSeverities): string {
  return table([['RULE', 'SEVERITY', 'FINDS'], ...rules.map(({ name, severity, summary }) => [name, severities[name] ?? severity, summary])]);
}
