import { counted } from './counted.ts';
import type { NotReplayed, Replay, ReplaySummary } from '../audit/replay.ts';
import type { Difference } from '../audit/replay-version.ts';
import { eventLine } from './event-line.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';

/** A replay for a person: what would be said otherwise, what could not be judged again, and one line for all. */
export function replayText({ differences, notReplayed, summary }: Replay, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const lost = notReplayed.length === 0 ? [] : [[paint.strong('Not replayed'), ...notReplayed.map(lostLine)].join('\n')];
  return [...differences.map((difference) => differenceText(difference, paint)), ...lost, replayLine(summary)].join('\n\n');
}

/** `14 versions and 20 proofs of 3 subjects, judged again by engine 2 (stored by engine 1): 0 differences`. */
export function replayLine({ subjects, versions, proofs, differences, notReplayed, engine, engines }: ReplaySummary): string {
  const stored = Object.keys(engines).toSorted();
  const by = stored.length === 0 ? '' : ` (stored by engine ${stored.join(', ')})`;
  const lost = notReplayed === 0 ? '' : `, ${notReplayed} not replayed`;
  const what = `${counted(versions, 'version')} and ${counted(proofs, 'proof')} of ${counted(subjects, 'subject')}`;
  return `${what}, judged again by engine ${engine}${by}: ${counted(differences, 'difference')}${lost}`;
}

const WORDS: Readonly<Record<Difference['kind'], string>> = { change: 'change kind', semver: 'semver', proof: 'proof' };

function differenceText({ kind, subject, version, against, stored, now, engine, profile, formats, verdict }: Difference, paint: Paint): string {
  const head = `${paint.bad('differs')}  ${paint.strong(printable(`${subject}@${version}`))}  ${WORDS[kind]} against version ${against}`;
  const lines = [head, `  stored ${stored}, now ${now} (${engine === undefined ? '' : `engine ${engine}, `}${profile} × ${formats})`];
  if (verdict?.kind === 'not_contained') {
    const [finding] = verdict.findings;
    lines.push(
      `  ${printable(finding?.message ?? 'an event breaks the reader')}`,
      `    ${paint.faint('event')}   ${eventLine(verdict.witness, finding === undefined ? [] : [finding.instancePointer])}`,
    );
  }
  if (verdict?.kind === 'undecided') lines.push(...verdict.reasons.slice(0, 1).map(({ code, message }) => `  ${code}: ${printable(message)}`));
  return lines.join('\n');
}

function lostLine({ subject, version, reason }: NotReplayed): string {
  return printable(`  ${subject}@${version}: ${reason}`);
}
