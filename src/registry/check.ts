import { pairsToCheck, type Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { CompatRequest, CompatResource, RegisterRequest } from '../core/resources.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import { currentLine, isLive, predecessorOf, type VersionRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import { withAttachments, withText } from './attachments.ts';
import { candidateParty, presentWarnings, readCandidate, type Candidate } from './candidate.ts';
import { inSameGroup } from './compatibility-group.ts';
import { findContent } from './content.ts';
import type { Context } from './context.ts';
import { warnOfDialect } from './dialect-warning.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findSubject, findVersion } from './find-version.ts';
import { warnOfFormats } from './format-warning.ts';
import { createFrontier } from './frontier.ts';
import { createCompatibilityJudge, versionParty, type Party } from './judge.ts';
import { addStrength } from './strength.ts';
import { formatOf, requireFormat } from './subject-format.ts';

/** Ask without registering: is the new side compatible with the old one at a level and profile? */
export async function checkCompatibility(context: Context, request: CompatRequest): Promise<CompatResource> {
  const old = await readOld(context, request);
  const candidate = await candidateSide(context, request, old);
  await requireFormat(context, old.versions, candidate.format);
  const against = await againstSide(context, request, old);
  const compared = await compare(context, candidate, against, request);
  const existing = existingIn(old, candidate.identity);
  const { read, warnings = [] } = candidate;
  const formatWarnings =
    read === undefined || existing.existing !== undefined ? [] : await warnOfFormats(read, against.predecessor, compared.formats);
  return { ...existing, ...compared, ...presentWarnings([...formatWarnings, ...warnings]) };
}

/** A schema as Confluent's clients send it, with what it would get attached there, against one version or all that the level asks for. */
export async function checkAttached(context: Context, subject: string, request: RegisterRequest, version?: number): Promise<CompatResource> {
  const history = await findSubject(context, subject);
  const configs = await context.store.readConfigs();
  const place = { configs, subject, history };
  const candidate = await withAttachments(context, place, await readCandidate(context, await withText(context, place, request)));
  const numbered = version === undefined ? latestLine(history) : [findVersion(history, version)];
  const compared = await inSameGroup(context, { configs, subject, metadata: candidate.attachments.metadata }, numbered);
  const compatibility = effectiveCompatibility(configs, subject, history.subject.face);
  const earlier = compared.map((other) => versionParty(context, other));
  const against = { earlier, versions: history.versions, predecessor: undefined, compatibility };
  return compare(context, { party: candidateParty(candidate, 'the new schema'), format: candidate.format }, against, {});
}

async function compare(
  context: Context,
  candidate: CandidateSide,
  against: AgainstSide,
  request: Pick<CompatRequest, 'level' | 'profile' | 'formats'>,
): Promise<CompatResource> {
  const level = request.level ?? against.compatibility.level;
  const profile = request.profile ?? against.compatibility.profile;
  const formats = request.formats ?? against.compatibility.formats;
  const judge = createCompatibilityJudge(context, candidate.format, { ...against.compatibility, profile, formats });
  const pairs =
    level === 'NONE' && against.predecessor !== undefined
      ? pairsToCheck('FULL', candidate.party, [against.predecessor])
      : pairsToCheck(level, candidate.party, against.earlier);
  const frontier = createFrontier(context, { judge, candidate: candidate.party, versions: against.versions });
  const checks = await addStrength(judge, await frontier.answerAll(pairs), () => true);
  await judge.save();
  const compatible = level === 'NONE' || checks.every((check) => check.verdict.kind === 'contained');
  return { compatible, level, profile, formats, checks };
}

interface CandidateSide {
  readonly party: Party;
  readonly format: Format;
  /** Of a schema that came with the request. */
  readonly identity?: string;
  readonly warnings?: readonly SchemaWarning[];
  readonly read?: Candidate;
}

async function candidateSide(context: Context, request: CompatRequest, old: Old): Promise<CandidateSide> {
  if (request.schema !== undefined) {
    const { schema, format = old.format?.name, dialect, references } = request;
    const candidate = await readCandidate(context, { schema, format, dialect, references });
    const isThere = existingIn(old, candidate.identity).existing !== undefined;
    const dialectWarnings = isThere ? [] : await warnOfDialect(context, candidate, { versions: old.versions, said: dialect });
    const warnings = [...dialectWarnings, ...candidate.inspection.warnings()];
    return { party: candidateParty(candidate, 'the new schema'), format: candidate.format, identity: candidate.identity, warnings, read: candidate };
  }
  if (request.subject === undefined) {
    throw new RegistryError('request_invalid', 'expected the new side as "schema", or as "subject" with "version"; found neither');
  }
  const version = findVersion(await findSubject(context, request.subject), request.version ?? 'latest');
  const { record } = await context.schemas.load(version);
  return { party: versionParty(context, version), format: context.format(record.format) };
}

interface AgainstSide {
  readonly earlier: readonly Party[];
  /** Of the subject, of any state. */
  readonly versions: readonly VersionRecord[];
  readonly predecessor: Party | undefined;
  readonly compatibility: Compatibility;
}

function existingIn(old: Old, identity: string | undefined): Pick<CompatResource, 'existing'> {
  const found = old.kind === 'subject' && identity !== undefined ? findContent(old.history, identity) : undefined;
  return found === undefined ? {} : { existing: { version: found.version, state: found.state } };
}

/** What is asked against, as it was read; the format is that of the subject's versions. */
type Old =
  | { readonly kind: 'schema'; readonly schema: JsonValue; readonly versions: readonly []; readonly format: undefined }
  | {
      readonly kind: 'subject';
      readonly history: SubjectHistory;
      readonly number: number | undefined;
      readonly versions: readonly VersionRecord[];
      readonly format: Format | undefined;
    };

async function readOld(context: Context, { against }: CompatRequest): Promise<Old> {
  if ('schema' in against) return { kind: 'schema', schema: against.schema, versions: [], format: undefined };
  const history = await findSubject(context, against.subject);
  const { versions } = history;
  return { kind: 'subject', history, number: against.version, versions, format: await formatOf(context, versions) };
}

async function againstSide(context: Context, { format, dialect }: CompatRequest, old: Old): Promise<AgainstSide> {
  const configs = await context.store.readConfigs();
  if (old.kind === 'schema') {
    const candidate = await readCandidate(context, { schema: old.schema, format, dialect });
    const party = candidateParty(candidate, 'the old schema');
    const compatibility = { ...effectiveCompatibility(configs, ''), level: 'BACKWARD', profile: 'declared' } as const;
    return { earlier: [party], versions: [], predecessor: party, compatibility };
  }
  const { history, number, versions } = old;
  const compatibility = effectiveCompatibility(configs, history.subject.subject, history.subject.face);
  return { ...(await sidesOf(context, configs, history, number)), versions, compatibility };
}

/** One version, or all live versions of the current line with which a schema without metadata is compared. */
async function sidesOf(
  context: Context,
  configs: Configs,
  history: SubjectHistory,
  number: number | undefined,
): Promise<Pick<AgainstSide, 'earlier' | 'predecessor'>> {
  if (number !== undefined) {
    const party = versionParty(context, findVersion(history, number));
    return { earlier: [party], predecessor: party };
  }
  const compared = await inSameGroup(context, { configs, subject: history.subject.subject, metadata: undefined }, latestLine(history));
  const earlier = compared.map((version) => versionParty(context, version));
  const predecessor = predecessorOf(history.versions.filter((version) => version.deletedAt === undefined));
  return { earlier, predecessor: predecessor === undefined ? undefined : versionParty(context, predecessor) };
}

function latestLine({ versions }: SubjectHistory): VersionRecord[] {
  const line = currentLine(versions);
  return versions.filter((version) => version.line === line && isLive(version));
}
