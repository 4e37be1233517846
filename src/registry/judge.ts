import type { Compatibility, Pair, Profile, Side } from '../core/compatibility.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { Verdict } from '../core/verdict.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import type { VerdictEntry, VerdictKey, VerdictQuestion } from '../storage/store.ts';
import type { Context } from './context.ts';

/** Something that can write or read: a candidate, a file, or a stored version. */
export interface Party {
  readonly side: Side;
  readonly document: () => Promise<FormatDocument>;
}

export function versionParty(context: Context, record: VersionRecord): Party {
  const { subject, version, fingerprint } = record;
  return {
    side: { label: `${subject}@${version}`, subject, version, fingerprint },
    document: async () => (await context.schemas.load(record)).document,
  };
}

/** What is asked about a pair. */
export interface Question {
  /** Default `contains`. */
  readonly question?: VerdictQuestion;
  /** Default: the judge's own. */
  readonly profile?: Profile;
}

/** ⟦W⟧ ⊆ ⟦R⟧. */
export const PLAIN: Question = { question: 'contains', profile: 'strict' };

/** ⟦W ∧ Declared(W)⟧ ⊆ ⟦R ∧ Declared(R)⟧, which is the same question under `declared` and `tolerant`. */
export const NARROWED: Question = { question: 'narrowed', profile: 'declared' };

/**
 * Asks the engine, each question once: verdicts are content-addressed and kept in the store, and what this judge
 * has found anew is written by `save` in one go.
 */
export interface CompatibilityJudge {
  readonly profile: Profile;
  verdict(pair: Pair<Party>, question?: Question): Promise<Verdict>;
  /** The answer if there is one already; the engine is not asked. */
  known(pair: Pair<Party>, question?: Question): Promise<Verdict | undefined>;
  /** Of each pair the kind of the answer if there is one already, in the order of `pairs`; the engine is not asked. */
  knownKinds(pairs: readonly Pair<Party>[], question?: Question): Promise<(Verdict['kind'] | undefined)[]>;
  /**
   * That `pair` is contained because other proofs imply it, which costs nothing and is not stored: it would be a row for each pair of
   * versions. What this judge was told by the engine stays as it is.
   */
  conclude(pair: Pair<Party>): Promise<Verdict>;
  save(): Promise<void>;
  /** What `save` would write, for a commit that writes it along: one wait for the disk instead of two. */
  take(): readonly VerdictEntry[];
}

export function createCompatibilityJudge(
  context: Context,
  format: Format,
  { profile: own, formats }: Pick<Compatibility, 'profile' | 'formats'>,
): CompatibilityJudge {
  const { engine } = format;
  const { sender } = context;
  const fresh: VerdictEntry[] = [];
  const answers = new Map<string, Promise<Verdict>>();

  function keyOf({ writer, reader }: Pair<Party>, { question = 'contains', profile = own }: Question = {}): VerdictKey {
    return { writer: writer.side.fingerprint, reader: reader.side.fingerprint, question, profile, formats, engine };
  }

  async function ask({ writer, reader }: Pair<Party>, key: VerdictKey): Promise<Verdict> {
    const { question, profile } = key;
    const stored = await context.store.readVerdict(key);
    if (stored !== undefined) return stored;
    const answer = await format.compare(await writer.document(), await reader.document(), {
      profile,
      formats,
      question,
      ...(sender === undefined ? {} : { sender }),
    });
    if (isRepeatable(answer)) fresh.push({ key, verdict: answer });
    return answer;
  }

  function verdict(pair: Pair<Party>, question?: Question): Promise<Verdict> {
    const key = keyOf(pair, question);
    const answer = answers.get(nameOf(key)) ?? ask(pair, key);
    answers.set(nameOf(key), answer);
    return answer;
  }

  async function known(pair: Pair<Party>, question?: Question): Promise<Verdict | undefined> {
    const key = keyOf(pair, question);
    return answers.get(nameOf(key)) ?? context.store.readVerdict(key);
  }

  async function knownKinds(pairs: readonly Pair<Party>[], question?: Question): Promise<(Verdict['kind'] | undefined)[]> {
    const keys = pairs.map((pair) => keyOf(pair, question));
    const kinds = await context.kinds.read(keys);
    return Promise.all(kinds.map(async (kind, at) => kind ?? (await answers.get(nameOf(keys[at] as VerdictKey)))?.kind));
  }

  async function conclude(pair: Pair<Party>): Promise<Verdict> {
    const name = nameOf(keyOf(pair));
    const told = await answers.get(name);
    if (told !== undefined && told.kind !== 'undecided') return told;
    const concluded: Verdict = { kind: 'contained', stats: { steps: 0, stage: 'transitivity', judges: [], engine } };
    answers.set(name, Promise.resolve(concluded));
    return concluded;
  }

  return {
    profile: own,
    verdict,
    known,
    knownKinds,
    conclude,
    take: () => fresh.splice(0),
    save: () => (fresh.length === 0 ? Promise.resolve() : context.store.writeVerdicts(fresh.splice(0))),
  };
}

// The rest of a key is the same for all questions of one judge.
function nameOf({ question, profile, writer, reader }: VerdictKey): string {
  return `${question} ${profile} ${writer} ${reader}`;
}

// A clock ended it, so the next time it may be decided.
function isRepeatable(verdict: Verdict): boolean {
  return verdict.kind !== 'undecided' || verdict.reasons.every((reason) => reason.code !== 'budget_time');
}
