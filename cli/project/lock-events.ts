import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { VersionHeadResource } from '../../src/core/resources.ts';
import { chooseVersions, rangesFor, type Choice } from '../../src/project/choose.ts';
import { wantedEvents, type Wanted } from '../../src/project/fits.ts';
import { lockedEvent, type Lock, type LockedEvent, type LockedVersion } from '../../src/project/lock.ts';
import { findSubject } from '../find-subject.ts';
import { mapInOrder } from '../map-in-order.ts';
import type { Contents, Origin } from './contents.ts';
import type { Project } from './project.ts';

export interface LockOptions {
  readonly connect: () => Promise<Client>;
  readonly contents: Contents;
  /** The events that take the newest version of their range although one is locked. */
  readonly isRenewed: (subject: string) => boolean;
  readonly warn: (message: string) => void;
  /** Called for an event that was resolved, where the registry has a newer version than its ranges admit. */
  readonly onBeyond?: (beyond: Beyond) => void;
}

/** A version that is newer than all that the ranges of an event admit. */
export interface Beyond extends Pick<VersionHeadResource, 'subject' | 'version' | 'semver'> {
  /** The version that is locked. */
  readonly locked: Pick<VersionHeadResource, 'version' | 'semver'>;
  /** The ranges to write to take it. */
  readonly ranges: Wanted;
}

const REQUESTS_AT_ONCE = 8;

/**
 * The events of a lock that fits the configuration. What is locked under the same ranges stays as it is, and the registry is
 * not asked about it; the others get the newest live version of their range. Throws `range_unmet`, and what the registry says.
 */
export async function lockEvents({ config, lock }: Project, options: LockOptions): Promise<Lock['events']> {
  const work = async ([subject, wanted]: readonly [string, Wanted]): Promise<readonly [string, LockedEvent]> => {
    const locked = lockedEvent(lock, subject);
    const stays = locked !== undefined && !options.isRenewed(subject) && locked.produces === wanted.produces && locked.consumes === wanted.consumes;
    return [subject, stays ? await keep(locked, options) : await resolve(subject, wanted, options)];
  };
  const events: Record<string, LockedEvent> = {};
  for await (const [subject, event] of mapInOrder(wantedEvents(config), { width: REQUESTS_AT_ONCE, work })) events[subject] = event;
  return events;
}

async function keep(locked: LockedEvent, { contents }: LockOptions): Promise<LockedEvent> {
  const closures = await Promise.all([locked, ...locked.older].map(({ fingerprint }) => contents.closureOf(fingerprint)));
  const { produces, consumes, semver, fingerprint, older } = locked;
  return { ...rangesOf({ produces, consumes }), semver, fingerprint, older, references: union(closures) };
}

async function resolve(subject: string, wanted: Wanted, { connect, contents, warn, onBeyond }: LockOptions): Promise<LockedEvent> {
  const client = await connect();
  const choice = chooseVersions(subject, wanted, await versionsOf(client, subject));
  const { chosen, older, beyond } = choice;
  if (beyond !== undefined) onBeyond?.(beyondOf(choice, beyond, wanted));
  if (chosen.state === 'deprecated')
    warn(`${subject} ${chosen.semver} is deprecated${chosen.stateReason === undefined ? '' : `: ${chosen.stateReason}`}`);
  const origin = ({ version }: VersionHeadResource): Origin => ({ subject, version });
  const closures = await Promise.all([chosen, ...older].map((version) => contents.closureOf(version.fingerprint, origin(version))));
  return { ...rangesOf(wanted), ...lockedVersion(chosen), older: older.map(lockedVersion), references: union(closures) };
}

function beyondOf(choice: Choice<VersionHeadResource>, { subject, version, semver }: VersionHeadResource, wanted: Wanted): Beyond {
  const { chosen } = choice;
  const locked = { version: chosen.version, semver: chosen.semver };
  return { subject, version, semver, locked, ranges: rangesFor(wanted, choice, semver) };
}

async function versionsOf(client: Client, subject: string): Promise<readonly VersionHeadResource[]> {
  const found = await findSubject(client, subject);
  if (found !== undefined) return found.versions;
  throw new RegistryError('subject_not_found', `the configuration names ${subject}, which the registry does not have`, {
    data: {
      subject,
      next: 'Check the spelling: `sluice list` names the subjects. If a schema file of this project is it, `sluice publish` registers it.',
    },
  });
}

function lockedVersion({ semver, fingerprint }: LockedVersion): LockedVersion {
  return { semver, fingerprint };
}

function rangesOf({ produces, consumes }: { readonly [Role in keyof Wanted]: Wanted[Role] | undefined }): Wanted {
  return { ...(produces === undefined ? {} : { produces }), ...(consumes === undefined ? {} : { consumes }) };
}

function union(sets: readonly ReadonlySet<string>[]): readonly string[] {
  return [...new Set(sets.flatMap((set) => [...set]))].toSorted();
}
