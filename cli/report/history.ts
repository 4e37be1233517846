import { printable } from './printable.ts';

interface VersionName {
  readonly subject: string;
  readonly version: number;
}

/** What a gateway says about another history of its registry; without one there is nothing to accept. */
export interface AcceptedHistory {
  readonly isOtherHistory: boolean;
  readonly accepted: boolean;
  readonly before?: { readonly position: number };
  readonly after?: { readonly position: number };
  readonly loses?: readonly VersionName[];
  readonly gains?: readonly VersionName[];
}

export function historyText(url: string, { isOtherHistory, accepted, before, after, loses = [], gains = [] }: AcceptedHistory): string {
  if (!isOtherHistory) return `the history of the registry is the one that ${url} follows; there is nothing to accept`;
  const verb = accepted ? 'now follows' : 'would follow';
  return [
    `${url} ${verb} another history of the registry: position ${before?.position} before, ${after?.position} there`,
    `${accepted ? 'no longer' : 'would no longer be'} accepted: ${namesOf(loses)}`,
    `${accepted ? 'now' : 'would be'} accepted: ${namesOf(gains)}`,
    ...(accepted ? [] : ['nothing was changed']),
  ].join('\n');
}

function namesOf(versions: readonly VersionName[]): string {
  return versions.length === 0 ? 'nothing' : versions.map(({ subject, version }) => `${printable(subject)}@${version}`).join(', ');
}
