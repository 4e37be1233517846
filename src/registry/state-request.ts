import { RegistryError } from '../core/errors.ts';
import type { StateRequest } from '../core/resources.ts';
import { parseTime } from '../core/timestamp.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { SubjectHistory } from '../storage/store.ts';
import { findVersion } from './find-version.ts';

/**
 * Read what a change of state says beside the state; `sunset` comes out in UTC with its time. Throws `request_invalid` for what
 * does not belong to the state and for a sunset that is no time to come, `version_not_found` or `state_conflict` for a successor.
 */
export function readStateRequest(history: SubjectHistory, version: VersionRecord, request: StateRequest, now: string): StateRequest {
  const { state, successor, sunset } = request;
  if (state !== 'deprecated' && (successor !== undefined || sunset !== undefined)) {
    throw new RegistryError('request_invalid', `successor and sunset belong to state "deprecated"; found state "${state}"`);
  }
  if (successor !== undefined) requireSuccessor(history, version, successor);
  return sunset === undefined ? request : { ...request, sunset: readSunset(sunset, version, now) };
}

function requireSuccessor(history: SubjectHistory, { subject, version }: VersionRecord, number: number): void {
  if (number === version) throw new RegistryError('request_invalid', `successor: version ${number} cannot succeed itself`);
  const successor = findVersion(history, number);
  if (isLive(successor)) return;
  throw new RegistryError(
    'state_conflict',
    `successor: ${subject}@${number} is ${successor.state}, so nobody can move to it; name a version that is active or deprecated`,
    { data: { version: number, state: successor.state } },
  );
}

// Who mends the reason of a deprecation that is over may say the same sunset again.
function readSunset(text: string, version: VersionRecord, now: string): string {
  const sunset = parseTime(text);
  if (sunset !== undefined && (sunset > now || sunset === version.sunset)) return sunset;
  const found = JSON.stringify(text);
  throw new RegistryError(
    'request_invalid',
    sunset === undefined
      ? `sunset: expected a day that there is, such as 2027-06-30, which begins at 0:00 UTC, or a time such as 2027-06-30T12:00:00Z; found ${found}`
      : `sunset: expected a time to come; found ${found}, which is over`,
  );
}
