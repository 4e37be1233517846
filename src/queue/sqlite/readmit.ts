import type { DeliveryDraft, Readmission, Readmitted } from '../queue.ts';
import { putWaiting, type Common } from './accept.ts';
import { countMove, rowOf, type QueueFile } from './file.ts';
import { settleKey } from './order.ts';
import { IDS, idsOf } from '../delivery-ids.ts';
import { BEHIND_DEAD, STATE } from '../states.ts';
import { type DeliveryRow } from './rows.ts';

/** @internal Runs inside a transaction. */
export function readmit(file: QueueFile, readmission: Readmission): Readmitted {
  if (readmission.kind === 'event') return readmitEvent(file, readmission);
  return readmission.target === undefined ? readmitDelivery(file, readmission) : move(file, readmission, readmission.target);
}

function move(file: QueueFile, { id, now, force }: Extract<Readmission, { kind: 'delivery' }>, name: string): Readmitted {
  const row = rowOf(file, id);
  if (row === undefined || row.state === STATE.held || file.leases.has(id)) return 'gone';
  const { order_key: orderKey } = row;
  if (orderKey !== null && force !== true) return 'moved_on';
  const target = file.names.target(file.names.targetRef(row.target).route, name);
  const state = orderKey === null ? STATE.ready : STATE.behind;
  file.statements.moveTo.run(target, state, now, now, id);
  file.counters.add(row, -1, row.size);
  file.counters.add({ ...row, target, state }, 1, row.size);
  if (orderKey === null) file.isWoken = true;
  else for (const each of [row.target, target]) settleKey(file, each, orderKey);
  return 'readmitted';
}

function readmitDelivery(file: QueueFile, { id, now, force }: Extract<Readmission, { kind: 'delivery' }>): Readmitted {
  const row = rowOf(file, id);
  if (row === undefined || row.state < STATE.parked) return 'gone';
  const { order_key: orderKey, target } = row;
  if (force !== true && hasMovedOn(file, row, [target])) return 'moved_on';
  const state = orderKey === null ? STATE.ready : STATE.behind;
  file.statements.setWaiting.run(state, now, now, id);
  countMove(file, row, state);
  if (orderKey === null) file.isWoken = true;
  else settleKey(file, target, orderKey);
  return 'readmitted';
}

function readmitEvent(file: QueueFile, { id, version, deliveries, now, force }: Extract<Readmission, { kind: 'event' }>): Readmitted {
  const held = rowOf(file, id * IDS);
  if (held === undefined) return 'gone';
  const { route } = file.names.targetRef(held.target);
  const targets = deliveries.map(({ target }) => file.names.target(route, target));
  if (force !== true && hasMovedOn(file, held, targets)) return 'moved_on';
  file.statements.removeDelivery.run(held.id);
  file.counters.add(held, -1, held.size);
  file.statements.setVersion.run(version, id);
  const common: Common = { event: id, route, type: held.type, at: now, size: held.size, orderKey: held.order_key, isAlone: deliveries.length === 1 };
  deliveries.forEach((draft, index) => putAtItsPlace(file, common, draft, index + 1));
  // What is parked of it has lost its place as well.
  if (held.passed === 1) file.statements.passParked.run(...idsOf(id));
  if (deliveries.length === 0) file.statements.removeEvent.run(id);
  return 'readmitted';
}

function putAtItsPlace(file: QueueFile, common: Common, draft: DeliveryDraft, place: number): void {
  const target = file.names.target(common.route, draft.target);
  const { orderKey, event } = common;
  const blocker = orderKey === null ? undefined : (file.statements.blockerOfKey.get(target, orderKey) as { id: number; state: number } | undefined);
  const isParked = blocker !== undefined && blocker.state === STATE.deadParking && blocker.id < event * IDS;
  putWaiting(file, common, isParked ? { parked: BEHIND_DEAD, ...draft } : draft, place);
  if (orderKey !== null) settleKey(file, target, orderKey);
}

// What is under way counts: it may be delivered already, and the answer still to come.
function hasMovedOn({ statements, leases }: QueueFile, row: DeliveryRow, targets: readonly number[]): boolean {
  if (row.order_key === null) return false;
  if (row.passed === 1) return true;
  return targets.some((target) => {
    const ready = statements.readyOfKey.get(target, row.order_key) as { id: number } | undefined;
    return ready !== undefined && ready.id > row.id && leases.has(ready.id);
  });
}
