import type { Compatibility } from '../../src/core/compatibility.ts';
import type { ConfigDryRunResource, ConfigDryRunSubject, ConfigResource } from '../../src/core/resources.ts';
import { checksText } from './checks.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces } from './places.ts';
import { table } from './table.ts';

interface Options {
  readonly color: boolean;
  readonly isWritten: boolean;
}

const FIELDS: readonly (readonly [keyof Compatibility, string])[] = [
  ['level', 'level'],
  ['profile', 'profile'],
  ['formats', 'formats'],
  ['onUndecided', 'on undecided'],
];

/** What is in force at a name, where each field comes from, and what a dry run found. */
export function configText(resource: ConfigResource, { color, isWritten }: Options): string {
  const paint = createPaint({ color });
  const rows = FIELDS.map(([field, label]) => [`  ${label}`, resource[field], sourceText(resource, field)]);
  const parts = [headline(resource, isWritten, paint), table(rows)];
  return (resource.dryRun === undefined ? parts : [...parts, dryRunText(resource.dryRun, paint)]).join('\n');
}

function headline({ name, dryRun }: ConfigResource, isWritten: boolean, paint: Paint): string {
  const where = paint.strong(nameText(name));
  if (dryRun !== undefined) return `would be in force for ${where}; nothing was stored`;
  return `${isWritten ? 'is now in force' : 'in force'} for ${where}`;
}

function nameText(name: string): string {
  return name === '' ? 'the registry' : name;
}

function sourceText({ name, sources }: ConfigResource, field: keyof Compatibility): string {
  const source = sources[field];
  if (source === null) return 'the default';
  return source === name ? 'set here' : `from ${nameText(source)}`;
}

function dryRunText({ subjects, asked, truncated }: ConfigDryRunResource, paint: Paint): string {
  const failing = subjects.filter(({ holds }) => !holds).length;
  const count = `${subjects.length} ${subjects.length === 1 ? 'subject' : 'subjects'}, ${asked} ${asked === 1 ? 'check' : 'checks'}`;
  const verdict = failing === 0 ? paint.good('the live versions pass') : paint.bad(`${failing} of ${subjects.length} subjects would not pass`);
  const more = truncated ? [paint.unsure('there is more than a dry run looks at: ask for a narrower prefix, or for one subject')] : [];
  return ['', `${verdict}  ${count}`, ...subjects.flatMap((subject) => subjectLines(subject, paint)), ...more].join('\n');
}

function subjectLines({ subject, holds, checks, level, profile }: ConfigDryRunSubject, paint: Paint): string[] {
  const open = checks.filter(({ verdict }) => verdict.kind !== 'contained');
  const tally = open.length === 0 ? `${checks.length} proved` : `${open.length} of ${checks.length} not proved`;
  const head = `${holds ? paint.good('passes') : paint.bad('fails ')}  ${paint.strong(subject)}  ${level} × ${profile}, ${tally}`;
  return open.length === 0 ? [head] : [head, checksText(open, createPlaces([]), paint)];
}
