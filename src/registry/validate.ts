import type { Compatibility, FormatMode } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { ValidateRequest, ValidateResource } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { Validation } from '../formats/format.ts';
import { readCandidate } from './candidate.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findSubject, findVersion } from './find-version.ts';

/**
 * Judge the data of an event as a gate's `cloudevents` route with defaults would: under the version named, or under
 * any live one, newest first; undeclared members are refused where the profile rests on that. Throws `event_too_costly` where
 * no version accepts it and one takes too long. With a `schema` it is judged by that, as if it were a version of the subject, and throws
 * what reading a candidate throws.
 */
export async function validateEvent(context: Context, request: ValidateRequest): Promise<ValidateResource> {
  return request.schema === undefined ? validateByVersions(context, request) : validateByCandidate(context, request, request.schema);
}

async function validateByCandidate(context: Context, request: ValidateRequest, schema: JsonValue): Promise<ValidateResource> {
  const { subject, event, format, dialect, references } = request;
  const history = await context.histories.read(subject);
  const candidate = await readCandidate(context, { schema, format, dialect, references });
  const settings = effectiveCompatibility(await context.store.readConfigs(), subject, history?.subject.face);
  return { ...(await candidate.format.validate(candidate.parsed, event, settingsOf(settings))), subject };
}

async function validateByVersions(context: Context, { subject, version, event }: ValidateRequest): Promise<ValidateResource> {
  const history = await findSubject(context, subject);
  const settings = settingsOf(effectiveCompatibility(await context.store.readConfigs(), subject, history.subject.face));
  const candidates = version === undefined ? history.versions.filter(isLive).toReversed() : [findLive(findVersion(history, version))];
  const refusals: ValidateResource[] = [];
  let failure: RegistryError | undefined;
  for (const candidate of candidates) {
    const { record, document } = await context.schemas.load(candidate);
    const answer = await withinTime(context.format(record.format).validate(document, event, settings));
    if (answer instanceof RegistryError) {
      failure ??= new RegistryError(answer.code, `${subject}@${candidate.version}: ${answer.message}`, {
        data: { subject, version: candidate.version },
      });
      continue;
    }
    const result = { ...answer, subject, version: candidate.version, schemaId: candidate.schemaId };
    if (answer.valid) return result;
    refusals.push(result);
  }
  if (failure !== undefined) throw failure;
  const [newest] = refusals;
  if (newest === undefined)
    throw new RegistryError('unknown_subject', `subject ${JSON.stringify(subject)} has no live version; bring one back or register one`);
  return newest;
}

function settingsOf({ profile, formats }: Compatibility): { readonly formats: FormatMode; readonly undeclared: 'allow' | 'reject' } {
  return { formats, undeclared: profile === 'strict' ? 'allow' : 'reject' };
}

/** What takes too long under one version may be valid under another. */
async function withinTime(asked: Promise<Validation>): Promise<Validation | RegistryError> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof RegistryError && (thrown.code === 'event_too_costly' || thrown.code === 'too_deep')) return thrown;
    throw thrown;
  }
}

function findLive(version: VersionRecord): VersionRecord {
  if (isLive(version)) return version;
  throw new RegistryError('dataschema_retired', `${version.subject}@${version.version} is ${version.state}; gates accept no events under it`);
}
