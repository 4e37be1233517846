import { facts, table } from './table.ts';
import { printable } from './printable.ts';

/** A trial of a candidate, as a gateway's admin API reports it. */
export interface ShadowResource {
  readonly subject: string;
  readonly label: string;
  readonly since: string;
  readonly until: string;
  readonly judged: number;
  readonly refused: number;
  readonly wouldBeAccepted: number;
  readonly producers: readonly { readonly producer: string; readonly judged: number; readonly refused: number }[];
  readonly findings: readonly { readonly code: string; readonly message: string; readonly instancePointer: string; readonly count: number }[];
}

export function shadowsText(items: readonly ShadowResource[]): string {
  return items.length === 0 ? 'no candidate is under trial' : items.map(shadowText).join('\n\n');
}

export function shadowText({ subject, label, since, until, judged, refused, wouldBeAccepted, producers, findings }: ShadowResource): string {
  const heads = facts([
    ['subject', printable(subject)],
    ['candidate', printable(label)],
    ['trial', `${since} to ${until}`],
    ['judged', String(judged)],
    ['refused', `${refused} by the candidate`],
    ['gained', wouldBeAccepted === 0 ? undefined : `${wouldBeAccepted} that the contract refuses`],
  ]);
  const senders = producers.map((one) => [printable(one.producer), String(one.judged), String(one.refused)]);
  const found = findings.map((one) => [String(one.count), one.code, one.instancePointer || '(the event)', printable(one.message)]);
  return [
    heads,
    ...(senders.length === 0 ? [] : [table([['PRODUCER', 'JUDGED', 'REFUSED'], ...senders])]),
    ...(found.length === 0 ? [] : [table([['COUNT', 'FINDING', 'AT', 'MESSAGE'], ...found])]),
  ].join('\n\n');
}
