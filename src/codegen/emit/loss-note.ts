import type { Loss } from '../model/losses.ts';
import { byFirst } from '../../core/text-order.ts';

/** Comment lines that say how much the types of a file leave to its validator; empty if nothing. */
export function lossNote(losses: readonly Loss[], validator: string): string {
  if (losses.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { keyword } of losses) counts.set(keyword, (counts.get(keyword) ?? 0) + 1);
  const told = [...counts].toSorted(byFirst).map(([keyword, count]) => (count === 1 ? keyword : `${keyword} (${count})`));
  return `// What types cannot say is checked by ${validator}: ${told.join(', ')}.\n`;
}
