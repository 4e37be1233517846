import type { QueueFile } from './file.ts';
import type { GroupCommit } from './group-commit.ts';
import { FIRST_STUCK } from '../states.ts';

/** A clock that is corrected a little now and then is not one that was set back. */
const AHEAD_MS = 1_000;

// So many deliveries are looked at in one transaction, that nobody waits for long.
const SLICE = 2_000;

interface Placed {
  readonly id: number;
  readonly state: number;
  readonly since: number;
}

/**
 * @internal What waits since a time that is yet to come was put there before the clock was set back; it is due now, since how much of its
 * pause is left nobody knows. As a rule that is a look at a delivery for each target; where the clock was set back, linear in what the
 * queue holds, in slices with others' work between them.
 */
export async function hasten(file: QueueFile, group: GroupCommit, now: number): Promise<void> {
  if (!isAhead(file, now)) return;
  let after: number | undefined = -1;
  while (after !== undefined) {
    const from: number = after;
    after = await group.write(() => hastenSlice(file, { after: from, now }));
  }
}

// What is due last was put there before the clock was set back, if anything was, or else is due after the longest pause at the latest. What
// waits behind another one of its key is not due, but was accepted.
function isAhead({ statements }: QueueFile, now: number): boolean {
  const { since } = statements.latest.get() as { readonly since: number | null };
  return since !== null && since > now + AHEAD_MS;
}

/** Gives after which one to go on; undefined at the end. */
function hastenSlice(file: QueueFile, { after, now }: { readonly after: number; readonly now: number }): number | undefined {
  const { statements } = file;
  const rows = statements.deliverySlice.all(after, SLICE) as Placed[];
  const ahead = rows.filter(({ state, since }) => state < FIRST_STUCK && since > now + AHEAD_MS);
  for (const { id } of ahead) statements.hasten.run(now, now, id);
  if (ahead.length > 0) file.isWoken = true;
  return rows.length < SLICE ? undefined : rows.at(-1)?.id;
}
