import type { CompatResource } from '../../src/core/resources.ts';
import type { SourceFile } from '../io.ts';
import { checksText } from './checks.ts';
import { counted } from './counted.ts';
import { createPaint, type Paint } from './paint.ts';
import type { Outline } from './outline.ts';
import { outlineChecks, type OutlineSide } from './outline-checks.ts';
import { createPlaces } from './places.ts';

/** The answer of `compat` for a person: the verdict in one line, then each check. */
export function compatText(resource: CompatResource, files: readonly SourceFile[], options: { readonly color: boolean }): string {
  const paint = createPaint(options);
  const verdict = resource.compatible ? paint.good('compatible') : paint.bad('not compatible');
  const head = `${verdict}  ${resource.level} × ${resource.profile}, ${counted(resource.checks.length, 'check')}`;
  const checks = resource.checks.length === 0 ? [] : [checksText(resource.checks, createPlaces(files), paint)];
  return [head, ...checks, ...dialectLines(resource, paint), ...nothingLines(resource), ...existingLines(resource)].join('\n');
}

/** The same for the formats of CI systems: the new version is the file that findings are put at. */
export function compatOutline(resource: CompatResource, candidate: OutlineSide, others: readonly OutlineSide[]): Outline {
  const { compatible, level, profile, checks } = resource;
  return {
    command: 'compat',
    passed: compatible,
    summary: `${candidate.file.label} is ${compatible ? 'compatible' : 'not compatible'} (${level} × ${profile}, ${counted(checks.length, 'check')})`,
    cases: outlineChecks(checks, { candidate, others, isRefused: !compatible }),
  };
}

/** Of what a registration warns of, that which bears on the verdict. */
function dialectLines({ warnings = [] }: CompatResource, paint: Paint): string[] {
  return warnings.filter(({ code }) => code === 'dialect_differs').map(({ code, message }) => `  ${paint.unsure('warning')} ${code}: ${message}`);
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
