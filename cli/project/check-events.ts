import type { Client } from '../../src/client/client.ts';
import type { VersionHeadResource } from '../../src/core/resources.ts';
import type { Lock, LockedEvent, LockedVersion } from '../../src/project/lock.ts';
import { findSubject } from '../find-subject.ts';
import { mapInOrder } from '../map-in-order.ts';

/** What the registry says of a locked version now. `gone`: it does not have it, or took it out of use. */
export interface EventState {
  readonly subject: string;
  readonly semver: string;
  readonly state: 'active' | 'deprecated' | 'gone';
  readonly reason?: string;
  readonly sunset?: string;
  /** The number of the version that is to be used instead. */
  readonly successor?: number;
  /** Locked for upcasting only. */
  readonly isOlder?: true;
}

const REQUESTS_AT_ONCE = 8;

/**
 * Ask for each locked event whether its version is still one to use. Of the older ones, which only raise what is still on its way,
 * those are told that are gone.
 */
export async function checkEvents(client: Client, lock: Lock | undefined): Promise<readonly EventState[]> {
  const states: EventState[] = [];
  const work = async ([subject, event]: readonly [string, LockedEvent]): Promise<readonly EventState[]> => {
    const versions = (await findSubject(client, subject))?.versions ?? [];
    const older = event.older.map((one) => ({ ...stateOf(subject, one, versions), isOlder: true as const }));
    return [stateOf(subject, event, versions), ...older.filter(({ state }) => state === 'gone')];
  };
  for await (const found of mapInOrder(Object.entries(lock?.events ?? {}), { width: REQUESTS_AT_ONCE, work })) states.push(...found);
  return states;
}

// The same content may be registered several times; the best state counts, as it does at a gate.
function stateOf(subject: string, { semver, fingerprint }: LockedVersion, versions: readonly VersionHeadResource[]): EventState {
  const same = versions.filter((version) => version.fingerprint === fingerprint);
  const live = same.find(({ state }) => state === 'active') ?? same.find(({ state }) => state === 'deprecated');
  const { stateReason, sunset, successor } = live ?? same.at(-1) ?? {};
  return {
    ...{ subject, semver, state: live === undefined || live.state === 'retired' ? 'gone' : live.state },
    ...(stateReason === undefined ? {} : { reason: stateReason }),
    ...(sunset === undefined ? {} : { sunset }),
    ...(successor === undefined ? {} : { successor }),
  };
}
