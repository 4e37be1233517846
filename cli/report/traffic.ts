import type { GatewaySighting } from '../../src/core/gateway-resources.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** What a gateway has accepted under a version that is to be retired. */
export interface Traffic {
  readonly gateway: string;
  /** When the gateway began to count. */
  readonly since: string;
  readonly accepted: number;
  readonly lastAccepted: string | null;
  readonly producers: NonNullable<GatewaySighting['producers']>;
}

/** How much of the traffic that was seen a retirement concerns. `takesAll`: another live version is proved to take all of it. */
export function trafficText({ gateway, since, accepted, lastAccepted, producers }: Traffic, version: number, takesAll: boolean): string {
  if (accepted === 0) return `traffic: since ${since} ${gateway} accepted no event under @${version}`;
  const fate = takesAll
    ? `they are accepted under another version, but for those that name @${version} in dataschema`
    : 'those that no other live version takes would be refused, and those that name it in dataschema';
  const rows = producers.map((one) => [printable(one.producer), String(one.accepted), one.lastAccepted]);
  return [
    `traffic: since ${since} ${gateway} accepted ${accepted} ${accepted === 1 ? 'event' : 'events'} under @${version}, the last at ${lastAccepted}; ${fate}`,
    table([['PRODUCER', 'ACCEPTED', 'LAST'], ...rows]),
  ].join('\n');
}
