import { isAtLeastAsStrict } from '../../src/core/compatibility.ts';
import type { PolicyConfig } from '../../src/project/config.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { RegistryError } from '../../src/core/errors.ts';
import type { SchemaWarning } from '../../src/core/schema-warning.ts';
import type { SourceFile } from '../io.ts';
import { mayHaveMore } from '../report/finding-groups.ts';
import { placesOfChecks } from '../report/outline-checks.ts';
import { outlinePlace } from '../report/outline-places.ts';
import type { OutlinePlace } from '../report/outline.ts';
import { importCommand } from '../report/import-command.ts';
import { nameSides } from '../report/register.ts';
import type { EventState } from './check-events.ts';
import type { FormatState } from './check-formats.ts';
import type { ApplicationState, ProjectCheck } from './check-project.ts';
import { configPlace } from './config-place.ts';
import type { LostContract } from './lost-contracts.ts';
import type { Project } from './project.ts';
import type { JudgedFile, PublishItem } from './publish-plan.ts';
import type { UnreadableFile } from './published-files.ts';

/** One thing that `check` has to say. `error` makes it fail, `warning` does not. */
export interface CheckFinding {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  /** The file it is about, relative to where the command runs. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly subject?: string;
  /** Where what is wrong stands, if that is not `line` of `file`: in the file, or in one that it refers to. */
  readonly places?: readonly OutlinePlace[];
  /** The engine found as many breaks as it tells: there may be more. */
  readonly moreMayFollow?: true;
}

/** The findings of a project, in the order of the sections of the report. */
export function findingsOf(check: ProjectCheck): readonly CheckFinding[] {
  const { project, misfits, vendored, outputFits, applications, wrongContracts, published, online } = check;
  const lock = project.label(LOCK_FILE);
  return onceAtAPlace([
    ...misfits.map(({ message, subject }) => finding('error', 'lock_mismatch', `${message}: run \`sluice pull\``, { file: lock, subject })),
    ...vendored.map((error) => finding('error', error.code, error.message, { file: String(error.data['file']) })),
    ...(outputFits === false ? [outputFinding(project.label(project.config.output?.dir ?? ''))] : []),
    ...applications.flatMap(applicationFindings),
    ...wrongContracts.map(({ code, message, place: { file, line, column } }) => finding('error', code, message, { file, line, column })),
    ...findingsOfPublished(project, online?.plan.items ?? [], published.unreadable),
    ...(online?.messages ?? []).flatMap(findingsOfItem),
    ...(online?.plan.withoutFile ?? []).map((subject) =>
      finding('note', 'without_file', `${subject} is registered, and no file stands for it: ${TO_DO_WITHOUT_FILE}`, {
        subject,
        ...configPlace(project, '/publishes'),
      }),
    ),
    ...findingsOfFormats(project, online?.formats ?? []),
    ...(online?.events ?? []).flatMap((event) => eventFindings(event, lock, project.config.policy)),
  ]);
}

/** A file that many schemas refer to has its warnings once, not once for each of them. */
function onceAtAPlace(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const told = new Set<string>();
  return findings.filter((found) => {
    const { file, line, column } = shownPlace(found);
    if (found.severity !== 'warning' || line === undefined) return true;
    const key = JSON.stringify([found.code, found.message, file, line, column]);
    return !told.has(key) && told.add(key);
  });
}

/** What there is to say about the files that a project publishes. */
export function findingsOfPublished(project: Project, items: readonly PublishItem[], unreadable: readonly UnreadableFile[]): readonly CheckFinding[] {
  return onceAtAPlace([
    ...unreadable.map(findingOfUnreadable),
    ...items.flatMap(findingsOfItem),
    ...items.flatMap((item) => loweredFindings(project, item)),
  ]);
}

/** What the generated code asserts and the registry does not judge: once for each subject, and for each version whose events are refused. */
export function findingsOfFormats(project: Project, states: readonly FormatState[]): readonly CheckFinding[] {
  return states.flatMap(({ subject, refused }) => {
    const remedy = `\`sluice config ${subject} --formats assert\` has the registry judge them too`;
    const differs = `"output.formats" is "assert", so the generated code refuses events for their formats, and the registry takes those of ${subject} for annotations, so that it calls versions compatible whose formats are not: ${remedy}, or say "annotate" here`;
    return [
      finding('warning', 'formats_differ', differs, { subject, ...configPlace(project, '/output/formats') }),
      ...refused.map((version) => finding('error', 'formats_refused', refusedText(subject, version), { file: project.label(LOCK_FILE), subject })),
    ];
  });
}

function refusedText(subject: string, { semver, locked, check: { verdict } }: FormatState['refused'][number]): string {
  const found = verdict.kind === 'not_contained' ? verdict : undefined;
  const why = found?.findings[0] === undefined ? '' : ` (${found.findings[0].message})`;
  return `${subject} ${locked} is locked, and its generated consumer refuses events of ${semver} for their formats, such as ${JSON.stringify(found?.witness)}${why}: lock another version, or say "formats": "annotate" in "output"`;
}

/** What `publish` leaves to an import: the messages of AsyncAPI documents that `check` asked the registry about. */
export function documentFindings(project: Project): readonly CheckFinding[] {
  return project.config.asyncapi
    .filter(({ isRegistered }) => isRegistered)
    .map((rule) => {
      const file = project.label(rule.file);
      const message = `publish registers schema files alone; the messages of this document: \`${importCommand(file, rule)}\`. If others publish them: "registry": false beside it`;
      return finding('warning', 'document_not_published', message, { file });
    });
}

/** A contract that a branch no longer publishes: nobody's events break, but whoever reads them has no contract any more. */
export function lostFinding({ subject, file, movedTo, isOfDocument, place, users }: LostContract): CheckFinding {
  const used = users.length === 0 ? '' : `; ${users.join(', ')} ${users.length === 1 ? 'names' : 'name'} it`;
  const back = isOfDocument
    ? 'put its message back'
    : movedTo === undefined
      ? 'put its file back'
      : `name it in "publishes" for ${movedTo}, as that file is called now`;
  const message = `${subject} was published from ${file}, and nothing publishes it now${used}: ${back}, or see that nobody needs it and deprecate or retire its versions`;
  return finding('warning', 'contract_lost', message, { subject, ...place });
}

/** A level that compares less than the one in force switches a part of the check off, for this change already. */
function loweredFindings(project: Project, { subject, level, rule, verdict }: PublishItem): readonly CheckFinding[] {
  if (level?.from === undefined || verdict.kind === 'new' || isAtLeastAsStrict(level.to, level.from)) return [];
  const message = `the level of ${subject} is lowered from ${level.from} to ${level.to}: publishing sets it, and the file is judged under it already`;
  return [
    finding('warning', 'level_lowered', message, { subject, ...configPlace(project, `/publishes/${project.config.publishes.indexOf(rule)}/level`) }),
  ];
}

const TO_DO_WITHOUT_FILE = 'if it was taken back, deprecate or retire its versions';

function finding(
  severity: CheckFinding['severity'],
  code: string,
  message: string,
  place: { readonly [Name in 'file' | 'line' | 'column' | 'subject' | 'places']?: CheckFinding[Name] | undefined },
): CheckFinding {
  return {
    severity,
    code,
    message,
    ...(Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined)) as Partial<CheckFinding>),
  };
}

function outputFinding(file: string): CheckFinding {
  return finding('error', 'output_differs', 'the generated files are not those of the lock: run `sluice generate`', { file });
}

function applicationFindings({ file, dir, fits, error, document }: ApplicationState): readonly CheckFinding[] {
  if (error !== undefined) return [finding('error', error.code, error.message, { file, ...faultPlace({ label: file, text: '' }, error) })];
  const left = (document?.contracts?.leftOut ?? []).map(({ message, rule, why }) => {
    const place = document?.source.locate(message.payload?.pointer ?? message.pointer);
    const name = message.name ?? message.key;
    return finding('warning', rule, `${name} is not held against the registry: ${why}`, {
      ...{ file: place?.file ?? file, line: place?.line, column: place?.column },
    });
  });
  if (fits || dir === undefined) return left;
  return [...left, finding('error', 'output_differs', `the generated files are not those of ${file}: run \`sluice generate\``, { file: dir })];
}

function findingOfUnreadable({ error, file }: UnreadableFile): CheckFinding {
  return finding('error', error.code, error.message, { file: file.label, ...placeOf(error.data) });
}

function findingsOfItem({ verdict, subject, file: source }: JudgedFile): readonly CheckFinding[] {
  const file = source.label;
  switch (verdict.kind) {
    case 'refused': {
      const places = placesOfChecks(nameSides(subject, verdict.checks, source), { file: source, origin: 'file' });
      const more = verdict.checks.some((check) => mayHaveMore(check.verdict));
      return [{ ...finding('error', verdict.code, verdict.message, { file, subject, places }), ...(more ? { moreMayFollow: true } : {}) }];
    }
    case 'invalid':
      return [finding('error', verdict.error.code, verdict.error.message, { file, subject, ...faultPlace(source, verdict.error) })];
    case 'retired': {
      const message = `this text is ${subject}@${verdict.version}, which is retired, and publishing does not bring it back: \`sluice activate ${subject}@${verdict.version}\``;
      return [finding('error', 'retired', message, { file, subject })];
    }
    case 'unchanged': {
      const { version, latest } = verdict;
      if (latest === null || latest === version) return [];
      return [
        finding('warning', 'behind', `the file is ${subject}@${version}, and latest is ${latest}: publishing it writes nothing`, { file, subject }),
      ];
    }
    case 'new':
    case 'next':
      return (verdict.warnings ?? []).map((warning) => registrationWarning(warning, subject, source));
  }
}

/** What a registration warns of, at its place in the file or in one that it refers to. */
function registrationWarning({ code, message, pointer }: SchemaWarning, subject: string, source: SourceFile): CheckFinding {
  const { file, ...place } = outlinePlace(source, pointer);
  const at = file === source.label ? place : { places: [{ file, ...place }] };
  return finding('warning', code, message, { file: source.label, subject, ...at });
}

function eventFindings(event: EventState, file: string, policy: PolicyConfig): readonly CheckFinding[] {
  const { subject, unmet, state } = event;
  const stated = stateFindings(event, file, policy);
  if (unmet === undefined || state === 'gone') return stated;
  return [
    ...stated,
    finding('error', 'range_unmet', `${unmet}: \`sluice pull\` and gateways find none; write a range that has one`, { file, subject }),
  ];
}

function stateFindings(
  { subject, semver, state, reason, sunset, successor, isOlder, missingAt }: EventState,
  file: string,
  { failOn }: PolicyConfig,
): readonly CheckFinding[] {
  if (state === 'active') return [];
  if (isOlder === true) {
    const message = `${subject} ${semver} is locked for upcasting and ${missingAt === undefined ? 'no longer live in the registry' : `not in the registry at ${missingAt}`}: \`sluice update ${subject}\` leaves it out`;
    return [finding('warning', 'older_not_live', message, { file, subject })];
  }
  if (state === 'gone')
    return [
      finding(
        'error',
        'not_live',
        missingAt === undefined
          ? `${subject} ${semver} is locked and no longer live in the registry: run \`sluice update ${subject}\``
          : `${subject} ${semver} is locked and not in the registry at ${missingAt}: promote it there (\`sluice promote ${subject} --from URL --to ${missingAt}\`), or run \`sluice update ${subject}\``,
        { file, subject },
      ),
    ];
  const aside = [reason, sunset === undefined ? undefined : `it ends on ${sunset}`, successor === undefined ? undefined : `use version ${successor}`];
  const said = aside.filter((text) => text !== undefined).join('; ');
  const message = `${subject} ${semver} is deprecated${said === '' ? '' : ` (${said})`}: \`sluice update ${subject}\` takes a newer one within the range`;
  return [finding(failOn === 'deprecated' ? 'error' : 'warning', 'deprecated', message, { file, subject })];
}

/** What is wrong may stand in a file that the published one refers to. */
function faultPlace({ label }: SourceFile, { data }: RegistryError): Pick<CheckFinding, 'line' | 'column' | 'places'> {
  const { file } = data;
  return typeof file === 'string' && file !== label ? { places: [{ file, ...placeOf(data) }] } : placeOf(data);
}

/** The place that a report shows for a finding. */
export function shownPlace({ places, ...own }: CheckFinding): Pick<CheckFinding, 'file' | 'line' | 'column'> {
  return own.line === undefined ? (places?.[0] ?? own) : own;
}

function placeOf({ line, column }: Readonly<Record<string, unknown>>): { readonly line?: number; readonly column?: number } {
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : {};
}
