import type { GatewaySightingsResource } from '../../src/core/gateway-resources.ts';
import { seenText } from './seen.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** A live version that refers to the subject. */
export interface Referrer {
  readonly subject: string;
  readonly version: number;
  readonly refersTo: number;
}

/** Who would notice if a subject, or a version of it, went away. */
export interface Usage {
  readonly subject: string;
  readonly version?: number;
  readonly versions: readonly { readonly version: number; readonly semver: string; readonly state: string; readonly sunset?: string }[];
  readonly referencedBy: readonly Referrer[];
  readonly gateways: readonly (GatewaySightingsResource & { readonly gateway: string })[];
}

/** What is there, who refers to it, and who was seen sending it. */
export function usageText({ versions, referencedBy, gateways }: Usage): string {
  const rows = versions.map(({ version, semver, state, sunset }) => [String(version), semver, state, sunset ?? '']);
  const refers = referencedBy.map(({ subject, version, refersTo }) => `  ${printable(subject)}@${version} refers to version ${refersTo}`);
  return [
    table([['VERSION', 'SEMVER', 'STATE', 'SUNSET'], ...rows]),
    refers.length === 0 ? 'No live version refers to it.' : ['Live versions that refer to it:', ...refers].join('\n'),
    ...(gateways.length === 0 ? ['Who sends it is known to gateways: ask them with --gateway URL.'] : []),
    ...gateways.map(({ gateway, ...seen }) => `At ${gateway}: ${seenText(seen)}`),
  ].join('\n\n');
}
