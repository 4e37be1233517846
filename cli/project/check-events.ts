import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { VersionHeadResource } from '../../src/core/resources.ts';
import { chooseVersions } from '../../src/project/choose.ts';
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
  /** The registry that has no version of this content, live or retired. */
  readonly missingAt?: string;
  /** No live version there is within the ranges: what is said of that. */
  readonly unmet?: string;
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
    const ask = (one: LockedVersion): EventState => stateOf(subject, one, { versions, registry: client.url });
    const older = event.older.map((one) => ({ ...ask(one), isOlder: true as const }));
    const unmet = unmetRanges(subject, event, { versions, registry: client.url });
    return [{ ...ask(event), ...(unmet === undefined ? {} : { unmet }) }, ...older.filter(({ state }) => state === 'gone')];
  };
  for await (const found of mapInOrder(Object.entries(lock?.events ?? {}), { width: REQUESTS_AT_ONCE, work })) states.push(...found);
  return states;
}

interface There {
  readonly versions: readonly VersionHeadResource[];
  readonly registry: string;
}

/** A registry counts by itself: what is 2.0.0 at one may be 1.0.0 at another, where `^2` finds nothing. That nothing is live is told by itself. */
function unmetRanges(subject: string, { produces, consumes }: LockedEvent, { versions, registry }: There): string | undefined {
  if (versions.every(({ state }) => state === 'retired')) return undefined;
  try {
    chooseVersions(subject, { ...(produces === undefined ? {} : { produces }), ...(consumes === undefined ? {} : { consumes }) }, versions);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'range_unmet') throw thrown;
    return `${thrown.message}, at ${registry}`;
  }
}

// The same content may be registered several times; the best state counts, as it does at a gate.
function stateOf(subject: string, { semver, fingerprint }: LockedVersion, { versions, registry }: There): EventState {
  const same = versions.filter((version) => version.fingerprint === fingerprint);
  const live = same.find(({ state }) => state === 'active') ?? same.find(({ state }) => state === 'deprecated');
  const { stateReason, sunset, successor } = live ?? same.at(-1) ?? {};
  return {
    ...{ subject, semver, state: live === undefined || live.state === 'retired' ? 'gone' : live.state },
    ...(same.length === 0 ? { missingAt: registry } : {}),
    ...(stateReason === undefined ? {} : { reason: stateReason }),
    ...(sunset === undefined ? {} : { sunset }),
    ...(successor === undefined ? {} : { successor }),
  };
}
