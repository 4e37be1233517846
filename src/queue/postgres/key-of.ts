import { hash } from 'node:crypto';

/** @internal A key of whatever length as the `uuid` that stands for it in indexes: half of SHA-256, so nothing of the sender's is in it. */
export function keyOf(text: string): string {
  return hash('sha256', JSON.stringify(text), 'hex').slice(0, 32);
}
