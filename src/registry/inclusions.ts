import type { Pair, Profile } from '../core/compatibility.ts';
import { Implications } from '../core/implications.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';
import { NARROWED, PLAIN, versionParty, type CompatibilityJudge, type Party, type Question } from './judge.ts';

/** What a version does towards the candidate, which does the opposite. */
export type Role = 'writer' | 'reader';

/**
 * What carries a proof about one version over to another: an inclusion between the two, and the profile under which
 * the proof itself must hold.
 *
 * Write W° for the events of a writer that count (⟦W⟧ under `strict`, else ⟦W ∧ Declared(W)⟧), and R^ for what a reader
 * takes (⟦R⟧, under `tolerant` the opened R, which takes no less). A check is W° ⊆ R^. Let C be the candidate.
 *
 * - C reads: from A° ⊆ B° and B° ⊆ C^ follows A° ⊆ C^. The first is the narrowed question, under `strict` the plain one.
 * - C writes: from C° ⊆ ⟦B⟧ and ⟦B⟧ ⊆ ⟦A⟧ follows C° ⊆ ⟦A⟧ ⊆ A^. The second is the plain question. The first is the
 *   check itself but under `tolerant`, where it is that of `declared`: an opened B would not do, since A may declare a
 *   member that a closed B does not, and the opened B takes any value there.
 *
 * The inclusions are of two fixed sets, one for each version, so chains of them compose, through versions that are
 * retired or deleted as well. The checks themselves do not compose but under `strict`, where W° = W^: in A° ⊆ B^ and
 * B° ⊆ C^ the sets in the middle differ.
 */
export interface Carrier {
  readonly inclusion: Question;
  readonly proof: Profile;
}

/** @internal */
export const CARRIERS: Readonly<Record<Role, Readonly<Record<Profile, Carrier>>>> = {
  writer: {
    strict: { inclusion: PLAIN, proof: 'strict' },
    declared: { inclusion: NARROWED, proof: 'declared' },
    tolerant: { inclusion: NARROWED, proof: 'tolerant' },
  },
  reader: {
    strict: { inclusion: PLAIN, proof: 'strict' },
    declared: { inclusion: PLAIN, proof: 'declared' },
    tolerant: { inclusion: PLAIN, proof: 'declared' },
  },
};

/** A version and one that it was registered after. */
export interface Link {
  readonly older: Party;
  readonly newer: Party;
}

export interface Links {
  /** By fingerprint: whom a proof about one version is one about. */
  readonly implied: Implications<string>;
  /** Those that were never asked about by this engine, newest first. */
  readonly missing: readonly Link[];
}

/** What the verdict cache knows of the inclusions between each version and the one that it was registered after. */
export async function readLinks(context: Context, judge: CompatibilityJudge, versions: readonly VersionRecord[], role: Role): Promise<Links> {
  const implied = new Implications<string>();
  const missing: Link[] = [];
  const { inclusion } = CARRIERS[role][judge.profile];
  const links = linksOf(context, versions).map((link) => ({ link, ...pairsOf(link, role) }));
  const forOlder = await judge.knownKinds(
    links.map(({ newerForOlder }) => newerForOlder),
    inclusion,
  );
  // Where the newer version stands for the older, the opposite would only say that they are equal.
  const open = links.filter((_, at) => forOlder[at] !== 'contained');
  const forNewer = await judge.knownKinds(
    open.map(({ olderForNewer }) => olderForNewer),
    inclusion,
  );
  for (const [at, { link }] of links.entries()) {
    if (forOlder[at] === undefined) missing.unshift(link);
    if (forOlder[at] === 'contained') implied.add(link.newer.side.fingerprint, link.older.side.fingerprint);
  }
  for (const [at, { link }] of open.entries()) {
    if (forNewer[at] === 'contained') implied.add(link.older.side.fingerprint, link.newer.side.fingerprint);
  }
  return { implied, missing };
}

function linksOf(context: Context, versions: readonly VersionRecord[]): Link[] {
  const numbered = new Map(versions.map((version) => [version.version, versionParty(context, version)]));
  return versions.flatMap(({ version, change }) => {
    const [newer, older] = [numbered.get(version), numbered.get(change?.against ?? 0)];
    return newer === undefined || older === undefined ? [] : [{ older, newer }];
  });
}

/**
 * Ask for the inclusion that lets the newer version stand for the older one; if that does not hold, for the opposite,
 * which otherwise would only say that they are equal. Gives whether it could be decided.
 */
export async function proveLink(judge: CompatibilityJudge, link: Link, role: Role): Promise<boolean> {
  const { inclusion } = CARRIERS[role][judge.profile];
  const { newerForOlder, olderForNewer } = pairsOf(link, role);
  const first = await judge.verdict(newerForOlder, inclusion);
  if (first.kind !== 'not_contained') return first.kind === 'contained';
  return (await judge.verdict(olderForNewer, inclusion)).kind !== 'undecided';
}

/** A proof about the larger set of events is one about the smaller; about readers it is the other way round. */
function pairsOf({ older, newer }: Link, role: Role): { readonly newerForOlder: Pair<Party>; readonly olderForNewer: Pair<Party> } {
  const [upward, downward] = [
    { writer: older, reader: newer },
    { writer: newer, reader: older },
  ];
  return role === 'writer' ? { newerForOlder: upward, olderForNewer: downward } : { newerForOlder: downward, olderForNewer: upward };
}
