import type { Check, Pair } from '../core/compatibility.ts';
import { Implications } from '../core/implications.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';
import { CARRIERS, proveLink, readLinks, type Links, type Role } from './inclusions.ts';
import type { CompatibilityJudge, Party } from './judge.ts';

/** Fewer missing links are not worth a question. */
const MAX_MISSING = 8;

/** Little beside what a registration asks that has so much missing. */
const MAX_MENDED = 40;

/** A pair that was asked about, and what is true of it. */
export interface Answer {
  readonly pair: Pair<Party>;
  readonly check: Check;
}

/** The versions that a candidate need be compared with, so that the answer for the others follows. */
export interface Frontier {
  /**
   * The checks of `pairs`, each between the candidate and a version, in an order in which most follow from earlier ones:
   * those are `contained` at stage `transitivity`. What does not follow is asked, so an answer is missing for none, and
   * none differs from the engine's but where the engine could not decide.
   */
  answer(pairs: readonly Pair<Party>[]): AsyncGenerator<Answer>;
  /** The same, all of them and in the order of `pairs`. */
  answerAll(pairs: readonly Pair<Party>[]): Promise<Answer[]>;
  /**
   * Prove between the candidate and its predecessor what later candidates conclude from, with two questions at most.
   * Under a new engine or another profile there is nothing to conclude from; then some of what is missing is asked as
   * well, newest first, so that the frontier is back within a few registrations.
   */
  extend(predecessor: Party, role: Role): Promise<void>;
}

export interface FrontierInput {
  readonly judge: CompatibilityJudge;
  readonly candidate: Party;
  /** All versions of the subject, of any state. */
  readonly versions: readonly VersionRecord[];
}

/**
 * Conclude from proofs that are in the verdict cache: those between a version and the one it was registered after. Of
 * versions with the same events the one that comes first in the pairs, which is the newest, stands for all.
 */
export function createFrontier(context: Context, { judge, candidate, versions }: FrontierInput): Frontier {
  const read = new Map<Role, Promise<Links>>();

  function links(role: Role): Promise<Links> {
    const found = read.get(role) ?? readLinks(context, judge, versions, role);
    read.set(role, found);
    return found;
  }

  async function* answer(pairs: readonly Pair<Party>[]): AsyncGenerator<Answer> {
    const isReader = ({ writer }: Pair<Party>): boolean => writer === candidate;
    yield* answerRole('writer', new Map(pairs.filter((pair) => !isReader(pair)).map((pair) => [pair, pair.writer])));
    yield* answerRole('reader', new Map(pairs.filter(isReader).map((pair) => [pair, pair.reader])));
  }

  async function* answerRole(role: Role, others: ReadonlyMap<Pair<Party>, Party>): AsyncGenerator<Answer> {
    const implied = others.size < 2 ? new Implications<string>() : (await links(role)).implied;
    const { proof } = CARRIERS[role][judge.profile];
    const settled = new Set<string>();
    let carries = true;
    for (const pair of orderPairs(others, implied)) {
      const content = others.get(pair)?.side.fingerprint ?? '';
      const isSettled = settled.has(content);
      const verdict = isSettled ? await judge.conclude(pair) : await judge.verdict(pair);
      if (!isSettled && verdict.kind === 'contained' && carries && implied.leadsOn(content)) {
        // Where it takes a question of its own, the first one that fails is the last: it is only worth asking while it saves some.
        carries = proof === judge.profile || (await judge.verdict(pair, { profile: proof })).kind === 'contained';
        if (carries) implied.settle(content, settled);
      }
      yield { pair, check: { writer: pair.writer.side, reader: pair.reader.side, verdict } };
    }
  }

  async function answerAll(pairs: readonly Pair<Party>[]): Promise<Answer[]> {
    const answers = new Map<Pair<Party>, Answer>();
    for await (const answered of answer(pairs)) answers.set(answered.pair, answered);
    return pairs.flatMap((pair) => answers.get(pair) ?? []);
  }

  async function extend(predecessor: Party, role: Role): Promise<void> {
    await proveLink(judge, { older: predecessor, newer: candidate }, role);
    const { missing = [] } = (await read.get(role)) ?? {};
    if (missing.length <= MAX_MISSING) return;
    // One that is hard may cost the engine's whole time, so it ends the round.
    for (const link of missing.slice(0, MAX_MENDED)) if (!(await proveLink(judge, link, role))) return;
  }

  return { answer, answerAll, extend };
}

function orderPairs(others: ReadonlyMap<Pair<Party>, Party>, implied: Implications<string>): Pair<Party>[] {
  const byContent = new Map<string, Pair<Party>[]>();
  for (const [pair, { side }] of others) byContent.set(side.fingerprint, [...(byContent.get(side.fingerprint) ?? []), pair]);
  return implied.order([...byContent.keys()]).flatMap((content) => byContent.get(content) ?? []);
}
