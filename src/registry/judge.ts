import type { Check, Compatibility, Pair, Side } from '../core/compatibility.ts';
import type { SchemaDocument } from '../core/schema-document.ts';
import type { Verdict } from '../core/verdict.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import type { VerdictKey, VerdictQuestion } from '../storage/store.ts';
import type { Context } from './context.ts';

/** Something that can write or read: a candidate, a file, or a stored version. */
export interface Party {
  readonly side: Side;
  readonly document: () => Promise<SchemaDocument>;
}

export function versionParty(context: Context, { subject, version, fingerprint, schemaId }: VersionRecord): Party {
  return {
    side: { label: `${subject}@${version}`, subject, version, fingerprint },
    document: async () => (await context.schemas.load(schemaId)).document,
  };
}

/**
 * Asks the engine, each question once: verdicts are content-addressed and kept in the store, and what this judge
 * has found anew is written by `save` in one go.
 */
export interface CompatibilityJudge {
  check(pair: Pair<Party>): Promise<Check>;
  verdict(pair: Pair<Party>, question?: VerdictQuestion): Promise<Verdict>;
  save(): Promise<void>;
}

export function createCompatibilityJudge(
  context: Context,
  format: Format,
  { profile, formats }: Pick<Compatibility, 'profile' | 'formats'>,
): CompatibilityJudge {
  const fresh: { key: VerdictKey; verdict: Verdict }[] = [];
  const asked = new Map<string, Promise<Verdict>>();

  async function ask({ writer, reader }: Pair<Party>, question: VerdictQuestion): Promise<Verdict> {
    const key = { writer: writer.side.fingerprint, reader: reader.side.fingerprint, question, profile, formats, engine: format.engine };
    const known = await context.store.readVerdict(key);
    if (known !== undefined) return known;
    const answer = await format.compare(await writer.document(), await reader.document(), { profile, formats, question });
    if (isRepeatable(answer)) fresh.push({ key, verdict: answer });
    return answer;
  }

  function verdict(pair: Pair<Party>, question: VerdictQuestion = 'contains'): Promise<Verdict> {
    const key = `${question} ${pair.writer.side.fingerprint} ${pair.reader.side.fingerprint}`;
    const answer = asked.get(key) ?? ask(pair, question);
    asked.set(key, answer);
    return answer;
  }

  return {
    verdict,
    check: async (pair) => ({ writer: pair.writer.side, reader: pair.reader.side, verdict: await verdict(pair) }),
    save: () => (fresh.length === 0 ? Promise.resolve() : context.store.writeVerdicts(fresh.splice(0))),
  };
}

// A clock ended it, so the next time it may be decided.
function isRepeatable(verdict: Verdict): boolean {
  return verdict.kind !== 'undecided' || verdict.reasons.every((reason) => reason.code !== 'budget_time');
}
