import { PROFILES, type Profile } from '../../../core/compatibility.ts';
import { readNumber } from '../../app/read-number.ts';

/** What the address asks to be compared; undefined where it does not say. */
export interface Asked {
  readonly subject: string;
  /** Of the older side; that of the newer one unless it is another. */
  readonly fromSubject: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly profile: Profile | undefined;
}

export interface VersionName {
  readonly subject: string;
  readonly version: number;
}

/** Two versions to compare. */
export interface Comparison {
  readonly from: VersionName;
  readonly to: VersionName;
}

export function readAsked(query: URLSearchParams): Asked {
  const subject = query.get('subject') ?? '';
  const profile = PROFILES.find((known) => known === query.get('profile'));
  return {
    subject,
    fromSubject: query.get('fromSubject') ?? subject,
    from: readNumber(query.get('from')),
    to: readNumber(query.get('to')),
    profile,
  };
}

/** The members of the query that say the same. */
export function writeAsked({ subject, fromSubject, from, to, profile }: Asked): Record<string, string | undefined> {
  return {
    subject,
    fromSubject: fromSubject === subject ? undefined : fromSubject,
    from: from?.toString(),
    to: to?.toString(),
    profile,
  };
}

/** The other way round. */
export function swap(asked: Asked): Asked {
  return { ...asked, subject: asked.fromSubject, fromSubject: asked.subject, from: asked.to, to: asked.from };
}

/**
 * What is compared where the address leaves it open: the newest version, and the one before it. `versions` are those that there are, in any
 * order; undefined where there are not two.
 */
export function complete(asked: Asked, versions: { readonly from: readonly number[]; readonly to: readonly number[] }): Comparison | undefined {
  const to = asked.to ?? newest(versions.to);
  const isOne = asked.subject === asked.fromSubject;
  const from = asked.from ?? (isOne ? newest(versions.from.filter((version) => to === undefined || version < to)) : newest(versions.from));
  if (to === undefined || from === undefined) return undefined;
  return { from: { subject: asked.fromSubject, version: from }, to: { subject: asked.subject, version: to } };
}

function newest(versions: readonly number[]): number | undefined {
  return versions.length === 0 ? undefined : Math.max(...versions);
}

export function versionLabel({ subject, version }: VersionName): string {
  return `${subject}@${version}`;
}
