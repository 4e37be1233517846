import type { Client } from '../src/client/client.ts';
import { nearest } from '../src/core/nearest.ts';
import { printable } from './report/printable.ts';

const LOOKED_AT = 1_000;
const MAX_NAMED = 5;

/**
 * Why the audit log has nothing of an actor: undefined where it has, under other filters; else whom it may be that was meant, from the
 * newest 1,000 entries. At most two requests.
 */
export async function explainNoEntries(client: Client, actor: string): Promise<string | undefined> {
  if ((await client.listAudit({ actor, limit: 1 })).items.length > 0) return undefined;
  const { items } = await client.listAudit({ order: 'newest', limit: LOOKED_AT });
  const known = [...new Set(items.map((entry) => entry.actor))];
  const near = nearNames(actor, known);
  const shown = (near.length > 0 ? near : known).slice(0, MAX_NAMED).map(printable).join(', ');
  const whom = shown === '' ? '' : near.length > 0 ? `; did you mean ${shown}?` : `; those who wrote lately: ${shown}`;
  return `nobody called ${printable(actor)} has written anything${whom}`;
}

/** Those that have the name in theirs, as `key:shop-ci:0f3a…` has `shop-ci`, or are one or two slips away. */
function nearNames(actor: string, known: readonly string[]): readonly string[] {
  const inIt = known.filter((name) => name.toLowerCase().includes(actor.toLowerCase()));
  if (inIt.length > 0) return inIt;
  const parts = known.flatMap((name) => [name, ...name.split(':')]);
  const slip = nearest(actor, parts);
  return slip === undefined ? [] : known.filter((name) => name === slip || name.split(':').includes(slip));
}
