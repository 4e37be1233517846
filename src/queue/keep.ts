import type { ExpireQuery } from './queue.ts';

/** @internal What of a type came before this is too old; undefined where nothing is. */
export function keptSince(type: string, keep: ExpireQuery['keep']): number | undefined {
  return keep.find((rule) => (rule.type.endsWith('*') ? type.startsWith(rule.type.slice(0, -1)) : type === rule.type))?.receivedBefore;
}
