import type { JsonValue } from '../core/json/value.ts';
import type { ListedSubjectResource, SubjectDetailResource, SubjectResource, VersionHeadResource, VersionResource } from '../core/resources.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../core/version.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { summarize, type SummarizedSubject, type VersionSummary } from './summaries.ts';

export function presentSubject({ subject, versions }: SubjectHistory, configs: Configs): SubjectResource {
  return presentSummarized(subject, summarize(versions), configs);
}

function presentSummarized(subject: SubjectRecord, summary: VersionSummary | undefined, configs: Configs): SubjectResource {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  return {
    subject: subject.subject,
    latest: summary?.latest ?? null,
    state: summary?.state ?? 'retired',
    level,
    profile,
    formats,
    ...(subject.owner === undefined ? {} : { owner: subject.owner }),
    ...(subject.description === undefined ? {} : { description: subject.description }),
    labels: subject.labels,
    epoch: subject.epoch,
  };
}

export function presentListed({ subject, lastChange, summary }: SummarizedSubject, configs: Configs): ListedSubjectResource {
  return {
    ...presentSummarized(subject, summary, configs),
    semver: summary?.semver ?? null,
    live: summary?.live ?? 0,
    changedAt: lastChange.time,
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
