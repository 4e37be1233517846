import type { Pair } from '../../src/core/compatibility.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { CompareOptions } from '../../src/formats/format.ts';
import type { CompatibilityJudge, Party } from '../../src/registry/judge.ts';
import type { Engine } from './engine-lanes.ts';

export interface ReplayJudge extends Pick<CompatibilityJudge, 'verdict'> {
  /** The first answer that was no proof. */
  doubt(): Verdict | undefined;
}

export type ReplayJudges = (choice: Pick<CompareOptions, 'profile' | 'formats'>) => ReplayJudge;

/** Judges for the versions of a subject, which may each have been registered with another profile. A question is asked once, whoever asks. */
export function createReplayJudges(engine: Engine): ReplayJudges {
  const asked = new Map<string, Promise<Verdict>>();

  async function compare({ writer, reader }: Pair<Party>, options: CompareOptions): Promise<Verdict> {
    return engine.compare(await writer.document(), await reader.document(), options);
  }

  return ({ profile: own, formats }) => {
    const doubts: Verdict[] = [];
    return {
      async verdict(pair, { question = 'contains', profile = own } = {}) {
        const key = [pair.writer.side.fingerprint, pair.reader.side.fingerprint, question, profile, formats].join(' ');
        const answer = asked.get(key) ?? compare(pair, { profile, formats, question });
        asked.set(key, answer);
        const verdict = await answer;
        if (verdict.kind !== 'contained' && question === 'contains') doubts.push(verdict);
        return verdict;
      },
      doubt: () => doubts[0],
    };
  };
}
