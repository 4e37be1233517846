import type { EventLosses } from '../../src/codegen/index.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** What types cannot say, contract by contract, a place a line. */
export function lossesText(events: readonly EventLosses[]): string {
  return events.map(eventText).join('\n');
}

function eventText({ type, losses }: EventLosses): string {
  const name = printable(type);
  if (losses.length === 0) return `${name}: the types say all that the schema says`;
  const rows = losses.map(({ pointer, reason }) => ['', printable(pointer), reason]);
  return `${name}: ${losses.length === 1 ? '1 place' : `${losses.length} places`} that types cannot say; the validator checks\n${table(rows)}`;
}
