import type { SchemaWarning } from '../../../core/schema-warning.ts';
import type { LintFindingResource } from '../../../core/resources.ts';
import type { EditorMark } from '../../editor/marks.ts';
import { refusalMark, type Reading } from './fault-marks.ts';
import type { Judged } from './judge.ts';

/** What is marked in the schema: what is no JSON, else what is no schema, else what the lint rules and a registration would warn of. */
export function schemaMarks(reading: Reading, judged: Judged | undefined, problem: unknown): readonly EditorMark[] {
  if (reading.kind === 'fault') return [reading.mark];
  const refusal = refusalMark(problem);
  if (refusal !== undefined) return [refusal];
  const findings = judged?.lint.findings ?? [];
  const said = new Set(findings.map(({ message, pointer }) => `${pointer} ${message}`));
  const warnings = (judged?.preview?.warnings ?? []).filter(({ message, pointer }) => !said.has(`${pointer} ${message}`));
  return [...findings.map(lintMark), ...warnings.map(warningMark)];
}

function lintMark({ rule, severity, pointer, message, remedy }: LintFindingResource): EditorMark {
  const help = remedy === undefined ? '' : `; ${remedy}`;
  return { place: { kind: 'pointer', pointer }, severity: severity === 'error' ? 'error' : 'warning', message: `${message}${help} (${rule})` };
}

function warningMark({ code, pointer, message }: SchemaWarning): EditorMark {
  return { place: { kind: 'pointer', pointer }, severity: 'warning', message: `${message} (${code})` };
}
