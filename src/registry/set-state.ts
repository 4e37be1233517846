import type { AuditAction } from '../core/audit.ts';
import { pairsToCheck, type Check } from '../core/compatibility.ts';
import type { ChangeType } from '../core/change.ts';
import type { JsonObject } from '../core/json/value.ts';
import type { StateRequest, StateResource } from '../core/resources.ts';
import { isLive, type VersionRecord, type VersionState } from '../core/version.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import { inSameGroup } from './compatibility-group.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findVersion } from './find-version.ts';
import { createFrontier } from './frontier.ts';
import { createCompatibilityJudge, versionParty } from './judge.ts';
import { requireMode } from './mode.ts';
import { narrowingOf } from './narrowing.ts';
import { presentHead } from './present.ts';
import { describeRefusal, outcomeOf } from './refusal.ts';
import type { WriteContext } from './registry.ts';
import { addStrength, isBroken } from './strength.ts';
import { readStateRequest } from './state-request.ts';
import { warningsOfState } from './state-warnings.ts';
import { updateHistory } from './update-history.ts';

const CHANGE_TYPE: Readonly<Record<VersionState, ChangeType>> = {
  active: 'io.sluice.version.activated',
  deprecated: 'io.sluice.version.deprecated',
  retired: 'io.sluice.version.retired',
};

const AUDIT_ACTION: Readonly<Record<VersionState, AuditAction>> = {
  active: 'version.activate',
  deprecated: 'version.deprecate',
  retired: 'version.retire',
};

/**
 * Deprecate, retire or bring back a version. Bringing a retired one back is checked against the live versions of its
 * own line, at its own place; throws `incompatible` or `undecided` like a registration.
 */
export async function setState(
  context: Context,
  subject: string,
  number: number,
  request: StateRequest,
  write: WriteContext,
): Promise<StateResource> {
  return updateHistory<StateResource>(context, subject, write, async (history) => {
    const version = findVersion(history, number);
    const now = context.timestamp();
    const said = readStateRequest(history, version, request, now);
    const configs = await context.store.readConfigs();
    requireMode(configs, subject, 'change');
    if (version.state === 'retired' && request.state !== 'retired') await checkReturn(context, history, version, configs);
    const updated = withState(version, said, now);
    const narrows = write.dryRun === true ? { narrows: await narrowingOf(context, history, { version, state: request.state, configs }) } : {};
    if (isSame(version, updated)) return { answer: { ...presentHead(version), unchanged: true, ...narrows }, commit: null };
    const warnings = warningsOfState(history.versions, updated);
    return {
      answer: { ...presentHead(updated), ...(warnings.length === 0 ? {} : { warnings }), ...narrows },
      commit: {
        // The return was proved under this configuration.
        expect: [{ kind: 'configs', epoch: configs.epoch }],
        versions: [updated],
        audit: () => [auditEntry(context, write, { action: AUDIT_ACTION[request.state], name: subject, before: version, after: updated })],
        changes: () => [{ type: CHANGE_TYPE[request.state], name: subject, time: context.timestamp(), data: describe(updated, write) }],
      },
    };
  });
}

async function checkReturn(context: Context, { subject, versions }: SubjectHistory, version: VersionRecord, configs: Configs): Promise<void> {
  const compatibility = effectiveCompatibility(configs, subject.subject, subject.face);
  const { record } = await context.schemas.load(version);
  const judge = createCompatibilityJudge(context, context.format(record.format), compatibility);
  const others = versions.filter((other) => other.line === version.line && other.version !== version.version && isLive(other));
  const live = await inSameGroup(context, { configs, subject: subject.subject, metadata: record.metadata }, others);
  const party = (other: VersionRecord): ReturnType<typeof versionParty> => versionParty(context, other);
  const earlier = live.filter((other) => other.version < version.version).map(party);
  const later = live.filter((other) => other.version > version.version).map(party);
  const candidate = party(version);
  const frontier = createFrontier(context, { judge, candidate, versions });
  const answers = await frontier.answerAll(pairsToCheck(compatibility.level, candidate, earlier, later));
  const checks = await addStrength(judge, answers, isBroken);
  await judge.save();
  const outcome = outcomeOf(checks, compatibility.onUndecided);
  if (outcome !== 'compatible') throw describeRefusal(subject.subject, outcome, checks, adviseReturn(version, checks));
}

/** A return is no registration: neither consent to a break nor an override goes with it. */
function adviseReturn({ subject, version }: VersionRecord, checks: readonly Check[]): string {
  const failed = checks.filter(({ verdict }) => verdict.kind !== 'contained');
  const others = new Set(
    failed.flatMap(({ writer, reader }) => [writer, reader]).flatMap(({ version: other }) => (other === version ? [] : [other])),
  );
  const names = [...others].map((other) => `${subject}@${other}`);
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} others` : names.join(', ');
  return `a version comes back only beside live ones that it goes with: retire ${shown} first, or leave it retired and register a version that goes with them`;
}

// Saying the same state once more mends what is said, keeps the rest, and leaves when it began.
function withState(version: VersionRecord, { state, reason, successor, sunset }: StateRequest, now: string): VersionRecord {
  const { stateReason: oldReason, deprecatedAt = now, successor: oldSuccessor, sunset: oldSunset, ...rest } = version;
  const before = version.state === state ? { reason: oldReason, successor: oldSuccessor, sunset: oldSunset } : {};
  const said = {
    stateReason: reason ?? before.reason,
    ...(state === 'deprecated' ? { deprecatedAt, successor: successor ?? before.successor, sunset: sunset ?? before.sunset } : {}),
  };
  return { ...rest, state, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

function isSame(before: VersionRecord, after: VersionRecord): boolean {
  const said = ({ state, stateReason, successor, sunset }: VersionRecord): string => JSON.stringify([state, stateReason, successor, sunset]);
  return said(before) === said(after);
}

function describe(
  { subject, version, schemaId, fingerprint, state, stateReason, successor, sunset }: VersionRecord,
  write: WriteContext,
): JsonObject {
  return {
    subject,
    version,
    id: schemaId,
    fingerprint,
    state,
    reason: stateReason ?? null,
    successor: successor ?? null,
    sunset: sunset ?? null,
    updatedBy: write.actor,
  };
}
