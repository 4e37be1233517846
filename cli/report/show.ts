import type { Mode } from '../../src/core/mode.ts';
import type { SubjectDetailResource, VersionHeadResource, VersionResource } from '../../src/core/resources.ts';
import { formatUrn } from '../../src/core/subject.ts';
import { facts, table } from './table.ts';

/** What is said of a subject beside its versions. */
export function describedText(subject: SubjectDetailResource): string {
  return facts(described(subject));
}

function described(subject: SubjectDetailResource): readonly (readonly [string, string | undefined])[] {
  return [
    ['subject', subject.subject],
    ['description', subject.description],
    ['owner', subject.owner],
    ['labels', labelsText(subject.labels)],
  ];
}

/** A subject with the heads of its versions, newest first; the mode in force is said where it takes anything away. */
export function subjectText(subject: SubjectDetailResource, mode: Mode): string {
  const head = facts([
    ...described(subject),
    ['level', `${subject.level} × ${subject.profile}, formats ${subject.formats}`],
    ['mode', mode === 'READWRITE' ? undefined : mode],
    ['latest', subject.latest === null ? 'none is live' : String(subject.latest)],
  ]);
  const rows = subject.versions
    .toReversed()
    .map((version) => [
      String(version.version),
      version.semver,
      stateText(version),
      version.changeKind ?? '-',
      String(version.line),
      String(version.id),
      version.fingerprint.slice(0, 12),
      version.createdAt,
    ]);
  return `${head}\n\n${table([['VERSION', 'SEMVER', 'STATE', 'CHANGE', 'LINE', 'ID', 'FINGERPRINT', 'CREATED'], ...rows])}`;
}

/** One version, and its schema. */
export function versionText(version: VersionResource): string {
  const head = facts([
    ['subject', version.subject],
    ['version', String(version.version)],
    ['semver', version.semver],
    ['state', stateText(version)],
    ['change', version.changeKind ?? 'none, it is the first version'],
    ['line', String(version.line)],
    ['schema id', String(version.id)],
    ['fingerprint', version.fingerprint],
    ['dataschema', formatUrn(version.subject, version.fingerprint)],
    ['format', version.format === 'json-schema' ? undefined : version.format],
    ['dialect', version.dialect],
    ['references', version.references.map(({ name, subject, version: number }) => `${name} = ${subject}@${number}`).join(', ') || undefined],
    ['breaking', version.allowedBreaking?.reason],
    ['overridden', version.overriddenUndecided?.reason],
    ['labels', labelsText(version.labels)],
    ['created', `${version.createdAt} by ${version.createdBy}`],
  ]);
  return `${head}\n\n${typeof version.schema === 'string' ? version.schema : JSON.stringify(version.schema, null, 2)}`;
}

/** The state with what was said about it. */
export function stateText({ state, stateReason, deprecatedAt, successor, sunset }: VersionHeadResource): string {
  const since = deprecatedAt === undefined ? undefined : `since ${deprecatedAt.slice(0, 10)}`;
  const notes = [
    stateReason,
    since,
    successor === undefined ? undefined : `successor ${successor}`,
    sunset === undefined ? undefined : `until ${sunset}`,
  ];
  const said = notes.filter((note) => note !== undefined).join('; ');
  return said === '' ? state : `${state} (${said})`;
}

function labelsText(labels: Readonly<Record<string, string>>): string | undefined {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join(' ');
}
