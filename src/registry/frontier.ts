import type { Check, Pair, Profile } from '../core/compatibility.ts';
import { Implications } from '../core/implications.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';
import { NARROWED, PLAIN, versionParty, type CompatibilityJudge, type Party, type Question } from './judge.ts';

/** What the other party of a pair does, while the candidate does the opposite. */
type Role = 'writer' | 'reader';

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
interface Carrier {
  readonly inclusion: Question;
  readonly proof: Profile;
}

const CARRIERS: Readonly<Record<Role, Readonly<Record<Profile, Carrier>>>> = {
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
  /** Prove between the candidate and its predecessor what later candidates conclude from; at most two questions a role. */
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
  const loaded = new Map<Role, Promise<Implications<string>>>();

  function implications(role: Role): Promise<Implications<string>> {
    const found = loaded.get(role) ?? loadImplications(context, judge, versions, role);
    loaded.set(role, found);
    return found;
  }

  async function* answer(pairs: readonly Pair<Party>[]): AsyncGenerator<Answer> {
    const isReader = ({ writer }: Pair<Party>): boolean => writer === candidate;
    yield* answerRole('writer', new Map(pairs.filter((pair) => !isReader(pair)).map((pair) => [pair, pair.writer])));
    yield* answerRole('reader', new Map(pairs.filter(isReader).map((pair) => [pair, pair.reader])));
  }

  async function* answerRole(role: Role, others: ReadonlyMap<Pair<Party>, Party>): AsyncGenerator<Answer> {
    const implied = others.size < 2 ? new Implications<string>() : await implications(role);
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
    const { inclusion } = CARRIERS[role][judge.profile];
    const upward = { writer: predecessor, reader: candidate };
    const downward = { writer: candidate, reader: predecessor };
    // First what lets the newer one stand for the older; with that proved, the opposite would only say that they are equal.
    const [first, second] = role === 'writer' ? [upward, downward] : [downward, upward];
    if ((await judge.verdict(first, inclusion)).kind !== 'contained') await judge.verdict(second, inclusion);
  }

  return { answer, answerAll, extend };
}

function orderPairs(others: ReadonlyMap<Pair<Party>, Party>, implied: Implications<string>): Pair<Party>[] {
  const byContent = new Map<string, Pair<Party>[]>();
  for (const [pair, { side }] of others) byContent.set(side.fingerprint, [...(byContent.get(side.fingerprint) ?? []), pair]);
  return implied.order([...byContent.keys()]).flatMap((content) => byContent.get(content) ?? []);
}

async function loadImplications(
  context: Context,
  judge: CompatibilityJudge,
  versions: readonly VersionRecord[],
  role: Role,
): Promise<Implications<string>> {
  const implied = new Implications<string>();
  const { inclusion } = CARRIERS[role][judge.profile];
  const isProved = async (pair: Pair<Party>): Promise<boolean> => (await judge.known(pair, inclusion))?.kind === 'contained';
  const numbered = new Map(versions.map((version) => [version.version, versionParty(context, version)]));
  const steps = versions.flatMap(({ version, change }) => {
    const [newer, older] = [numbered.get(version), numbered.get(change?.against ?? 0)];
    if (newer === undefined || older === undefined) return [];
    return [
      { writer: older, reader: newer },
      { writer: newer, reader: older },
    ];
  });
  const proved = await Promise.all(steps.map(isProved));
  for (const { writer, reader } of steps.filter((_, at) => proved[at])) {
    // A proof about the larger set of events is one about the smaller; about readers it is the other way round.
    const [from, to] = role === 'writer' ? [reader, writer] : [writer, reader];
    implied.add(from.side.fingerprint, to.side.fingerprint);
  }
  return implied;
}
