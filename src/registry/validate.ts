import { RegistryError } from '../core/errors.ts';
import type { ValidateRequest, ValidateResource } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findSubject, findVersion } from './find-version.ts';

/**
 * Judge the data of an event as a gate's `cloudevents` route with defaults would: under the version named, or under
 * any live one, newest first; undeclared members are refused where the profile rests on that.
 */
export async function validateEvent(context: Context, { subject, version, event }: ValidateRequest): Promise<ValidateResource> {
  const history = await findSubject(context, subject);
  const { profile, formats } = effectiveCompatibility(await context.store.readConfigs(), subject, history.subject.face);
  const undeclared = profile === 'strict' ? 'allow' : 'reject';
  const candidates = version === undefined ? history.versions.filter(isLive).toReversed() : [findLive(findVersion(history, version))];
  const results: ValidateResource[] = [];
  for (const candidate of candidates) {
    const { record, document } = await context.schemas.load(candidate);
    const { valid, findings } = context.format(record.format).compile(document, { formats, undeclared }).validate(event);
    const result = { valid, subject, version: candidate.version, schemaId: candidate.schemaId, findings };
    if (valid) return result;
    results.push(result);
  }
  const [newest] = results;
  if (newest === undefined)
    throw new RegistryError('unknown_subject', `subject ${JSON.stringify(subject)} has no live version; bring one back or register one`);
  return newest;
}

function findLive(version: VersionRecord): VersionRecord {
  if (isLive(version)) return version;
  throw new RegistryError('dataschema_retired', `${version.subject}@${version.version} is ${version.state}; gates accept no events under it`);
}
