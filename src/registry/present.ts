import type { JsonValue } from '../core/json/value.ts';
import type { ListedSubjectResource, SubjectDetailResource, SubjectResource, VersionHeadResource, VersionResource } from '../core/resources.ts';
import { isLive, latestVersion, newest, type SchemaRecord, type VersionRecord } from '../core/version.ts';
import type { Configs, ListedSubject, SubjectHistory } from '../storage/store.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';

export function presentSubject({ subject, versions }: SubjectHistory, configs: Configs): SubjectResource {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  const kept = versions.filter((version) => version.deletedAt === undefined);
  const latest = latestVersion(kept);
  return {
    subject: subject.subject,
    latest: latest?.version ?? null,
    state: (latest ?? newest(kept))?.state ?? 'retired',
    level,
    profile,
    formats,
    ...(subject.owner === undefined ? {} : { owner: subject.owner }),
    ...(subject.description === undefined ? {} : { description: subject.description }),
    labels: subject.labels,
    epoch: subject.epoch,
  };
}

export function presentListed(listed: ListedSubject, configs: Configs): ListedSubjectResource {
  const kept = listed.versions.filter((version) => version.deletedAt === undefined);
  return {
    ...presentSubject(listed, configs),
    semver: latestVersion(kept)?.semver ?? null,
    live: kept.filter(isLive).length,
    changedAt: listed.lastChange.time,
  };
}

export function presentSubjectDetail(history: SubjectHistory, configs: Configs): SubjectDetailResource {
  const versions = history.versions.filter((version) => version.deletedAt === undefined).map(presentHead);
  return { ...presentSubject(history, configs), versions };
}

export function presentHead(version: VersionRecord): VersionHeadResource {
  const { schemaId, change, deletedAt: _deletedAt, identity: _identity, references: _references, ...rest } = version;
  return { ...rest, id: schemaId, changeKind: change?.kind ?? null, ...(change === null ? {} : { change }) };
}

export function presentVersion(version: VersionRecord, record: SchemaRecord, schema: JsonValue): VersionResource {
  return { ...presentHead(version), format: record.format, schema, references: version.references };
}
