import type { LockChange } from '../../src/project/lock-changes.ts';
import type { Beyond } from '../project/lock-events.ts';
import type { PullPlan } from '../project/pull.ts';
import { printable } from './printable.ts';
import { upcastersText, type Upcast } from './upcasters.ts';

const SIGNS: Readonly<Record<LockChange['kind'], string>> = { added: '+', changed: '~', removed: '-', unchanged: ' ' };

/** What a pull did, or would do: an event a line, then the store, then what has to be written, then what is newer than the ranges admit. */
export function pullText(lock: string, plan: PullPlan, options: { readonly writes: boolean }): string {
  return [changesText(lock, plan, options), ...upcastersText(upcastsOf(plan)), ...plan.beyond.map(beyondText)].join('\n');
}

/** Of the events that changed; what was locked before had its upcasters told then. */
function upcastsOf({ events }: PullPlan): readonly Upcast[] {
  return events.flatMap(({ subject, kind, after, older }) =>
    kind === 'unchanged' || kind === 'removed' || after === undefined ? [] : [{ subject, newest: after, older }],
  );
}

function changesText(lock: string, { events, store, lockChanges }: PullPlan, { writes }: { readonly writes: boolean }): string {
  const changed = events.filter(({ kind }) => kind !== 'unchanged');
  const isSettled = !lockChanges && store.added.length + store.removed.length === 0;
  if (isSettled) return `${lock}: ${events.length} ${events.length === 1 ? 'event' : 'events'}, up to date`;
  return [
    `${lock}: ${writes ? '' : 'would be '}${lockChanges ? 'changed' : 'unchanged'}`,
    ...changed.map(changeLine),
    ...(lockChanges && changed.length === 0 ? ['  ~ generator'] : []),
    ...store.added.map((fingerprint) => `  + .sluice/store/${fingerprint}.json`),
    ...store.removed.map((fingerprint) => `  - .sluice/store/${fingerprint}.json`),
  ].join('\n');
}

function changeLine({ subject, kind, before, after, older }: LockChange): string {
  const versions = kind === 'changed' && before !== after ? `${before} → ${after}` : (after ?? before);
  const kept = older.length === 0 || kind === 'removed' ? '' : `  (for upcasting: ${older.join(', ')})`;
  return `  ${SIGNS[kind]} ${printable(subject)}  ${versions}${kept}`;
}

function beyondText({ subject, version, semver, locked, ranges }: Beyond): string {
  const name = printable(subject);
  const members = (['produces', 'consumes'] as const).flatMap((role) => (ranges[role] === undefined ? [] : [`"${ranges[role]}" under ${role}`]));
  return [
    `  ${name}  ${semver} is there, outside of the range; locked is ${locked.semver}`,
    `    what it changes: sluice diff ${name}@${locked.version} ${name}@${version}`,
    `    to take it: ${members.join(' and ')} in sluice.config.json, then \`sluice pull\``,
  ].join('\n');
}
