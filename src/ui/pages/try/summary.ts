import { RegistryError } from '../../../core/errors.ts';
import type { Tone } from '../../kit/notice.tsx';
import { refusalMark } from './fault-marks.ts';
import type { Judged } from './judge.ts';

export interface Summary {
  readonly tone: Tone;
  readonly title: string;
  readonly sentence?: string;
}

interface Known {
  readonly judged: Judged | undefined;
  readonly problem: unknown;
  readonly isFaulty: boolean;
  readonly isThere: boolean;
}

/** The whole verdict in a line. */
export function summaryOf({ judged, problem, isFaulty, isThere }: Known): Summary {
  if (isFaulty) return { tone: 'bad', title: 'The text cannot be read as JSON', sentence: 'What is wrong is said below the editor.' };
  if (problem !== undefined) return ofProblem(problem);
  if (judged === undefined) return { tone: 'plain', title: 'Asking the registry …' };
  if (judged.compat !== undefined) return ofCompat(judged, judged.compat);
  return isThere ? { tone: 'plain', title: 'Asking the registry …' } : { tone: 'good', title: 'A schema that can be the first version' };
}

function ofProblem(problem: unknown): Summary {
  if (refusalMark(problem) !== undefined && problem instanceof RegistryError) return { tone: 'bad', title: problem.title, sentence: problem.message };
  return { tone: 'bad', title: 'There is no verdict' };
}

function ofCompat({ preview }: Judged, { checks, compatible, existing, level, profile }: NonNullable<Judged['compat']>): Summary {
  const next = preview === undefined || preview.existing === true ? '' : ` It would be ${preview.semver}${kindOf(preview.changeKind)}.`;
  if (existing !== undefined) {
    return {
      tone: 'plain',
      title: `Version ${existing.version} has this very schema`,
      sentence: `Publishing it would write nothing; the version is ${existing.state}.`,
    };
  }
  if (checks.some(({ verdict }) => verdict.kind === 'not_contained')) {
    const count = checks.filter(({ verdict }) => verdict.kind === 'not_contained').length;
    const title = compatible ? `Compatible, since nothing is asked (${level})` : `Not compatible (${level}, ${profile})`;
    return { tone: compatible ? 'unsure' : 'bad', title, sentence: `${count} of ${checks.length} checks ${count === 1 ? 'fails' : 'fail'}.${next}` };
  }
  if (checks.some(({ verdict }) => verdict.kind === 'undecided')) {
    return { tone: 'unsure', title: `Not decided (${level}, ${profile})`, ...(next === '' ? {} : { sentence: next.trim() }) };
  }
  const proved =
    checks.length === 0
      ? 'There is nothing that it is compared with.'
      : `${checks.length} ${checks.length === 1 ? 'check is' : 'checks are'} proved.`;
  return { tone: 'good', title: `Compatible (${level}, ${profile})`, sentence: `${proved}${next}` };
}

function kindOf(kind: string | null): string {
  return kind === null ? '' : `, a change of the kind ${kind}`;
}
