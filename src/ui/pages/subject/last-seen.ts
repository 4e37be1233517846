import type { GatewaySightingsResource } from '../../../core/gateway-resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { mergeSightings, NEVER, type Sighting } from './sightings.ts';

export interface LastSeen {
  /** Whether a gateway was asked and answered. */
  readonly isKnown: boolean;
  readonly byVersion: ReadonlyMap<number, Sighting>;
  /** Of gateways that did not answer. */
  readonly problems: readonly string[];
}

const NOBODY: LastSeen = { isKnown: false, byVersion: new Map(), problems: [] };

/** What the gateways that the registry knows have seen of a subject; where it knows none, or may not say so, nobody. */
export function useLastSeen(subject: string): LastSeen {
  const { value } = useAnswer(`sightings ${subject}`, () => askGateways(subject));
  return value ?? NOBODY;
}

async function askGateways(subject: string): Promise<LastSeen> {
  const { items } = await registry().listGateways();
  const names = items.map(({ name }) => name);
  const answers = await Promise.allSettled(names.map((name) => registry().getGatewayVersions(name, subject)));
  const given = answers.flatMap<GatewaySightingsResource>((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return {
    isKnown: given.length > 0,
    byVersion: mergeSightings(given),
    problems: answers.flatMap((answer, at) => (answer.status === 'rejected' ? [`${names[at]}: ${messageOf(answer.reason)}`] : [])),
  };
}

export function lastSeenOf({ byVersion }: LastSeen, version: number): Sighting {
  return byVersion.get(version) ?? NEVER;
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
