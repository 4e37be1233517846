import type { Compatibility } from '../../src/core/compatibility.ts';
import type { ConfigDryRunResource, ConfigDryRunSubject, ConfigResource } from '../../src/core/resources.ts';
import { startOf } from '../../src/core/subject.ts';
import { checksText } from './checks.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces } from './places.ts';
import type { UnknownName } from '../known-name.ts';
import { table } from './table.ts';

interface Options {
  readonly color: boolean;
  readonly isWritten: boolean;
  /** What to say where there is no such subject, nor one that the prefix covers. */
  readonly unknown?: UnknownName | undefined;
}

const FIELDS: readonly (readonly [keyof Compatibility, string])[] = [
  ['level', 'level'],
  ['profile', 'profile'],
  ['formats', 'formats'],
  ['onUndecided', 'on undecided'],
];

/** What is in force at a name, where each field comes from, and what a dry run found. */
export function configText(resource: ConfigResource, { color, isWritten, unknown }: Options): string {
  const paint = createPaint({ color });
  const rows = FIELDS.map(([field, label]) => [`  ${label}`, resource[field], sourceText(resource, field)]);
  const parts = [headline(resource, isWritten, paint), table(rows)];
  const notes = unknown === undefined ? [] : [paint.unsure(unknownText(unknown))];
  return [...parts, ...notes, ...(resource.dryRun === undefined ? [] : [dryRunText(resource.dryRun, paint)])].join('\n');
}

function headline({ name, dryRun }: ConfigResource, isWritten: boolean, paint: Paint): string {
  const where = paint.strong(nameText(name));
  if (dryRun !== undefined) return `would be in force for ${where}; nothing was stored`;
  return `${isWritten ? 'is now in force' : 'in force'} for ${where}`;
}

function nameText(name: string): string {
  return name === '' ? 'the registry' : name;
}

/** A name may be configured before there is a subject; it may also be misspelt. */
export function unknownText({ name, near }: UnknownName): string {
  const start = startOf(name);
  const said = start === undefined ? `no subject is called ${name} so far` : `no subject begins with ${start} so far`;
  return near === undefined ? said : `${said}; did you mean ${JSON.stringify(near)}?`;
}

function sourceText({ name, sources }: ConfigResource, field: keyof Compatibility): string {
  const source = sources[field];
  if (source === null) return 'the default';
  return source === name ? 'set here' : `from ${nameText(source)}`;
}

function dryRunText({ subjects, asked, truncated }: ConfigDryRunResource, paint: Paint): string {
  const affected = subjects.filter(({ setAt }) => setAt === undefined);
  const failing = affected.filter(({ holds }) => !holds).length;
  const count = `${affected.length} ${affected.length === 1 ? 'subject' : 'subjects'}, ${asked} ${asked === 1 ? 'check' : 'checks'}`;
  const verdict =
    affected.length === 0
      ? 'no live version is affected'
      : failing === 0
        ? paint.good('the live versions pass')
        : paint.bad(`${failing} of ${affected.length} subjects would not pass`);
  const more = truncated ? [paint.unsure('there is more than a dry run looks at: ask for a narrower prefix, or for one subject')] : [];
  return ['', `${verdict}  ${count}`, ...subjects.flatMap((subject) => subjectLines(subject, paint)), ...more].join('\n');
}

function subjectLines({ subject, holds, checks, level, profile, setAt }: ConfigDryRunSubject, paint: Paint): string[] {
  if (setAt !== undefined) {
    const where = setAt === subject ? 'has its own' : `has those of ${nameText(setAt)}`;
    return [`not affected  ${paint.strong(subject)}  ${where}: ${level} × ${profile}`];
  }
  const open = checks.filter(({ verdict }) => verdict.kind !== 'contained');
  const tally = open.length === 0 ? `${checks.length} proved` : `${open.length} of ${checks.length} not proved`;
  const head = `${holds ? paint.good('passes') : paint.bad('fails ')}  ${paint.strong(subject)}  ${level} × ${profile}, ${tally}`;
  return open.length === 0 ? [head] : [head, checksText(open, createPlaces([]), paint)];
}
