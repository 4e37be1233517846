import type { DeliveryId, EventId, Settlement } from '../queue.ts';
import { countMove, dropLease, type QueueFile } from './file.ts';
import { parkBehind, settleKey } from './order.ts';
import { eventOf, idsOf } from '../delivery-ids.ts';
import { reasonText, type DeliveryRow } from './rows.ts';
import { deadState, STATE } from '../states.ts';

/** @internal Runs inside a transaction. Gives the ids that `owner` had not taken any more. */
export function settleAll(file: QueueFile, owner: string, outcomes: readonly Settlement[]): DeliveryId[] {
  return outcomes.filter((outcome) => !settleOne(file, owner, outcome)).map(({ id }) => id);
}

function settleOne(file: QueueFile, owner: string, outcome: Settlement): boolean {
  const lease = file.leases.get(outcome.id);
  if (lease?.owner !== owner) return false;
  dropLease(file, outcome.id);
  const { row } = lease;
  switch (outcome.kind) {
    case 'delivered':
      remove(file, row);
      break;
    case 'retry':
      retry(file, row, outcome);
      break;
    case 'dead':
    case 'parked':
      setStuck(file, row, outcome);
      break;
  }
  return true;
}

function remove(file: QueueFile, row: DeliveryRow): void {
  removeDelivery(file, row);
  if (row.order_key === null) return;
  markPassed(file, row, row.order_key);
  settleKey(file, row.target, row.order_key);
}

/** @internal With its event, if it was the last of it. The order key is left as it is. */
export function removeDelivery(file: QueueFile, row: DeliveryRow): void {
  file.statements.removeDelivery.run(row.id);
  file.counters.add(row, -1, row.size);
  if (row.alone === 1) file.statements.removeEvent.run(eventOf(row.id));
  else removeIfDone(file, eventOf(row.id));
}

function removeIfDone({ statements }: QueueFile, event: EventId): void {
  if (statements.anyDelivery.get(...idsOf(event)) === undefined) statements.removeEvent.run(event);
}

// What waits for a person has lost its place in the order once a later one was delivered.
function markPassed({ statements, counters, names }: QueueFile, row: DeliveryRow, orderKey: string): void {
  const route = names.target(names.targetRef(row.target).route, '');
  for (const target of [row.target, route]) if (counters.stuckOf(target) > 0) statements.pass.run(target, orderKey, row.id);
}

type Retry = Extract<Settlement, { kind: 'retry' }>;

function retry(file: QueueFile, row: DeliveryRow, { at, due, reason, uncounted }: Retry): void {
  const attempts = row.attempts + (uncounted === true ? 0 : 1);
  const first = row.first_attempt ?? (uncounted === true ? null : at);
  file.statements.retry.run(due, at, attempts, first, reasonText(reason), row.id);
  file.isWoken = true;
  if (row.order_key !== null) settleKey(file, row.target, row.order_key);
}

type Stuck = Extract<Settlement, { kind: 'dead' | 'parked' }>;

function setStuck(file: QueueFile, row: DeliveryRow, { kind, at, reason }: Stuck): void {
  const state = kind === 'parked' ? STATE.parked : deadState(row.after_dead, row.order_key);
  const attempts = row.attempts + (kind === 'dead' ? 1 : 0);
  file.statements.setStuck.run(state, at, attempts, row.first_attempt ?? at, reasonText(reason), row.id);
  countMove(file, row, state);
  if (row.order_key === null) return;
  settleKey(file, row.target, row.order_key);
  if (state === STATE.deadParking) parkBehind(file, { target: row.target, orderKey: row.order_key });
}
