import { createHash } from 'node:crypto';
import type { OutlineFinding } from '../outline.ts';

/**
 * Gives a finding the same identity in every run, so that a system can tell a new one from one that was there: by command,
 * rule, file and sentence, not by line. Equal ones of a run are told apart by their order.
 */
export function createIdentities(): (command: string, finding: OutlineFinding) => string {
  const seen = new Map<string, number>();
  return (command, { rule, message, place }) => {
    const key = JSON.stringify([command, rule, place?.file ?? '', message]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256').update(`${key}${count}`).digest('hex');
  };
}
