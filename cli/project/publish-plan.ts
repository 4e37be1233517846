import type { Client } from '../../src/client/client.ts';
import type { ChangeKind, Check, FormatMode, Level } from '../../src/core/compatibility.ts';
import { ERRORS, RegistryError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaWarning } from '../../src/core/schema-warning.ts';
import type { CompatResource, SubjectDetailResource } from '../../src/core/resources.ts';
import { templatePrefix } from '../../src/project/subject-template.ts';
import { readAllPages } from '../all-pages.ts';
import { findSubject } from '../find-subject.ts';
import type { Io } from '../io.ts';
import { withNearSubject } from '../near-subject.ts';
import { withNeighbours } from '../neighbours.ts';
import { asOneDocument } from '../referenced-documents.ts';
import { outlinePlace } from '../report/outline-places.ts';
import { isTextFault, withinFile } from '../schema-file.ts';
import { refusalForFormats } from './asserted-formats.ts';
import { askWithPending, type Asked } from './pending-references.ts';
import { inPublishingOrder } from './publish-order.ts';
import { mayBeSubjectOf, readWhole, type PublishedFile, type PublishedFiles } from './published-files.ts';

/** What publishing a file comes to. */
export type Verdict =
  | { readonly kind: 'new'; readonly warnings?: readonly SchemaWarning[] }
  | {
      readonly kind: 'next';
      readonly semver?: string;
      readonly changeKind: ChangeKind | null;
      readonly checks: readonly Check[];
      /** What registering it warns of. Absent: nothing. */
      readonly warnings?: readonly SchemaWarning[];
    }
  | { readonly kind: 'unchanged'; readonly version: number; readonly latest: number | null }
  | { readonly kind: 'retired'; readonly version: number }
  | { readonly kind: 'refused'; readonly code: 'incompatible' | 'undecided'; readonly message: string; readonly checks: readonly Check[] }
  | { readonly kind: 'invalid'; readonly error: RegistryError };

/** A setting of a subject that publishing changes. */
export interface SettingChange<Value> {
  readonly from: Value | undefined;
  readonly to: Value;
}

/** What is judged as a version of a subject. */
export type JudgedFile = Pick<PublishItem, 'file' | 'subject' | 'verdict' | 'level' | 'owner'>;

export interface PublishItem extends PublishedFile {
  /** The document as it is sent: with what lies beside the file in it. */
  readonly schema: JsonValue;
  readonly verdict: Verdict;
  /** The number of the version that publishing would make. Absent where the file was not judged. */
  readonly next?: number;
  readonly level?: SettingChange<Level>;
  readonly owner?: SettingChange<string>;
}

export interface PublishPlan {
  readonly items: readonly PublishItem[];
  /** Live subjects of the same owner and prefix for which no file stands. */
  readonly withoutFile: readonly string[];
}

export interface PlanOptions {
  /** What other projects publish. */
  readonly others: readonly PublishItem[];
  /** How the generated code of the project takes formats. Default: as annotations. */
  readonly formats?: FormatMode | undefined;
}

/**
 * Ask the registry what publishing would come to; nothing is written. What is wrong with a file is a verdict. The items are in the order
 * in which they are to be published: what refers to a version that another one makes comes after it, and is judged with it. So it is
 * with versions that `others` make, which come from other projects.
 */
export async function planPublish(
  io: Io,
  client: Client,
  { files, unreadable }: PublishedFiles,
  { others, formats }: PlanOptions,
): Promise<PublishPlan> {
  const items: PublishItem[] = [];
  for (const published of await inPublishingOrder(io, files)) {
    items.push(await planFile(io, client, published, { others: [...others, ...items], formats }));
  }
  const withoutFile = await findWithoutFile(client, files);
  return {
    items: items.map((item) => withReferenced(item, [...others, ...items])),
    withoutFile: withoutFile.filter((subject) => !unreadable.some((file) => mayBeSubjectOf(file, subject))),
  };
}

/** The files of the versions that it refers to, where a project publishes those: what breaks in them stands there. */
function withReferenced(item: PublishItem, items: readonly PublishItem[]): PublishItem {
  const found = item.references.flatMap(({ name, subject, version }) =>
    items.flatMap((other) =>
      other.subject === subject && other.verdict.kind === 'unchanged' && other.verdict.version === version ? [[name, other.file] as const] : [],
    ),
  );
  return found.length === 0 ? item : { ...item, file: { ...item.file, beside: { ...item.file.beside, ...Object.fromEntries(found) } } };
}

async function planFile(io: Io, client: Client, published: PublishedFile, { others: before, formats }: PlanOptions): Promise<PublishItem> {
  const { file, rule, subject } = published;
  const detail = await findSubject(client, subject);
  const level = await levelChange(client, published, detail);
  const owner = rule.owner === undefined || rule.owner === detail?.owner ? undefined : { from: detail?.owner, to: rule.owner };
  const settings = { ...(level === undefined ? {} : { level }), ...(owner === undefined ? {} : { owner }) };
  try {
    const { documents, references } = await readWhole(io, published);
    const schema = await asOneDocument({ file, documents }, { references });
    const asked = await askWithPending(client, { file, documents, references }, before);
    const whole = { ...published, references, schema, file: asked?.file ?? withNeighbours(file, documents) };
    const verdict = await withinFile(whole.file, () => judgeFor(formats, client, { ...whole, ...asked, ...settings }, detail));
    return { ...whole, verdict: asked === undefined ? verdict : withoutOthers(verdict, asked), next: nextNumber(detail), ...settings };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || !isOfFile(thrown)) throw thrown;
    const error = RegistryError.from(await withNearSubject(io, thrown));
    return { ...published, schema: file.text, verdict: { kind: 'invalid', error } };
  }
}

/** What is to be said of another file of the plan is said there. */
function withoutOthers(verdict: Verdict, { file, others }: Asked): Verdict {
  if (!('warnings' in verdict) || verdict.warnings === undefined) return verdict;
  const { warnings, ...rest } = verdict;
  const own = warnings.filter(({ pointer }) => !others.has(outlinePlace(file, pointer).file));
  return own.length === 0 ? rest : { ...rest, warnings: own };
}

/** Numbers of versions that were deleted softly are not known here; the registry refuses what refers to another one. */
function nextNumber(detail: SubjectDetailResource | undefined): number {
  return 1 + Math.max(0, ...(detail?.versions ?? []).map(({ version }) => version));
}

/** What stands in the way of this file alone; the others are judged nevertheless. */
export function isOfFile(error: RegistryError): boolean {
  const { fault } = ERRORS[error.code];
  return isTextFault(error) || fault === 'schema' || error.code === 'mode_forbids';
}

async function levelChange(
  client: Client,
  { subject, rule }: PublishedFile,
  detail: SubjectDetailResource | undefined,
): Promise<SettingChange<Level> | undefined> {
  if (rule.level === undefined) return undefined;
  const from = detail?.level ?? (await client.getConfig(subject)).level;
  return from === rule.level ? undefined : { from, to: rule.level };
}

type Question = Omit<PublishItem, 'verdict'>;

/** As the registry judges it, and where that takes it, as the generated code of the project reads it. */
async function judgeFor(
  formats: FormatMode | undefined,
  client: Client,
  item: Question,
  detail: SubjectDetailResource | undefined,
): Promise<Verdict> {
  const verdict = await judge(client, item, detail);
  if (formats !== 'assert' || verdict.kind !== 'next' || detail === undefined) return verdict;
  const { schema, references, level } = item;
  return (await refusalForFormats(client, { schema, references, level: level?.to ?? detail.level, detail })) ?? verdict;
}

/** Under the level that will be in force. */
async function judge(client: Client, item: Question, detail: SubjectDetailResource | undefined): Promise<Verdict> {
  if (item.level !== undefined && detail !== undefined && detail.latest !== null) return judgeUnder(client, item, { level: item.level.to, detail });
  try {
    return await rehearse(client, item, detail);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'forbidden') throw thrown;
    // A pull request is checked with a key that only reads: whether it would be taken can be asked all the same.
    return detail === undefined ? judgeAlone(client, item) : judgeUnder(client, item, { level: detail.level, detail });
  }
}

async function rehearse(client: Client, item: Question, detail: SubjectDetailResource | undefined): Promise<Verdict> {
  try {
    const answer = await client.register(item.subject, { schema: item.schema, references: item.references, dryRun: true });
    if (answer.existing === true) return existing(answer.version ?? 0, answer.state === 'retired', detail);
    const { semver, changeKind, checks } = answer;
    return { ...(detail === undefined ? { kind: 'new' } : { kind: 'next', semver, changeKind, checks }), ...warned(answer) };
  } catch (thrown) {
    const refusal = thrown instanceof RegistryError ? refusalOf(thrown) : undefined;
    if (refusal === undefined) throw thrown;
    return refusal;
  }
}

/** The verdict of a registry that does not take a schema at its level; undefined for any other error. */
export function refusalOf({ code, message, data }: RegistryError): Verdict | undefined {
  if (code !== 'incompatible' && code !== 'undecided') return undefined;
  return { kind: 'refused', code, message, checks: (data['checks'] ?? []) as readonly Check[] };
}

/** There is nothing to compare a first version with; it has to be a schema. */
async function judgeAlone(client: Client, { schema, references }: Question): Promise<Verdict> {
  return { kind: 'new', ...warned(await client.compat({ schema, references, against: { schema: true }, level: 'NONE' })) };
}

async function judgeUnder(
  client: Client,
  { subject, schema, references }: Question,
  { level, detail }: { readonly level: Level; readonly detail: SubjectDetailResource },
): Promise<Verdict> {
  const answer = await client.compat({ schema, references, against: { subject }, level });
  if (answer.existing !== undefined) return existing(answer.existing.version, answer.existing.state === 'retired', detail);
  if (answer.compatible) return { kind: 'next', changeKind: null, checks: answer.checks, ...warned(answer) };
  const isBroken = answer.checks.some(({ verdict }) => verdict.kind === 'not_contained');
  const message = `the schema does not hold at the level ${level} of the subject`;
  return { kind: 'refused', code: isBroken ? 'incompatible' : 'undecided', message, checks: answer.checks };
}

function warned({ warnings }: Pick<CompatResource, 'warnings'>): Pick<CompatResource, 'warnings'> {
  return warnings === undefined ? {} : { warnings };
}

function existing(version: number, isRetired: boolean, detail: SubjectDetailResource | undefined): Verdict {
  return isRetired ? { kind: 'retired', version } : { kind: 'unchanged', version, latest: detail?.latest ?? null };
}

/** Only where an owner says whose they are: others may publish under the same prefix. */
async function findWithoutFile(client: Client, files: readonly PublishedFile[]): Promise<readonly string[]> {
  const known = new Set(files.map(({ subject }) => subject));
  const places = new Map(
    files.flatMap(({ rule: { subject, owner } }) =>
      owner === undefined ? [] : [[`${owner}\n${subject}`, { owner, prefix: templatePrefix(subject) }]],
    ),
  );
  const found = new Set<string>();
  for (const { owner, prefix } of places.values()) {
    const query = { owner, ...(prefix === '' ? {} : { prefix }) };
    const subjects = await readAllPages((cursor) => client.listSubjects({ ...query, ...(cursor === undefined ? {} : { cursor }) }));
    for (const { subject, latest } of subjects) if (latest !== null && !known.has(subject)) found.add(subject);
  }
  return [...found].toSorted();
}

/** Whether a verdict forbids publishing. */
export function isRefused({ verdict }: PublishItem): boolean {
  return verdict.kind === 'refused' || verdict.kind === 'retired' || verdict.kind === 'invalid';
}
