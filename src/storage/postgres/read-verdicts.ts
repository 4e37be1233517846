import type { Verdict } from '../../core/verdict.ts';
import type { VerdictKey } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';

/** @internal */
export const VERDICT_KEY: readonly (keyof VerdictKey)[] = ['writer', 'reader', 'question', 'profile', 'formats', 'engine'];

/** @internal Of each key the verdict that was reached, or undefined; in their order. */
export async function readVerdicts(session: Session, keys: readonly VerdictKey[]): Promise<(Verdict | undefined)[]> {
  const found = await readColumn(session, keys, 'verdict');
  return found.map((text) => (text === undefined ? undefined : (JSON.parse(text) as Verdict)));
}

/** @internal The same, of what kind it is. */
export async function readVerdictKinds(session: Session, keys: readonly VerdictKey[]): Promise<(Verdict['kind'] | undefined)[]> {
  return (await readColumn(session, keys, 'kind')) as (Verdict['kind'] | undefined)[];
}

interface FoundRow {
  readonly place: number;
  readonly found: string;
}

async function readColumn(session: Session, keys: readonly VerdictKey[], column: 'kind' | 'verdict'): Promise<(string | undefined)[]> {
  if (keys.length === 0) return [];
  const columns = VERDICT_KEY.join(', ');
  const rows = await session.query<FoundRow>(
    `SELECT asked.place, v.${column} AS found
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS asked (${columns}, place)
      JOIN verdicts v USING (${columns})`,
    VERDICT_KEY.map((name) => keys.map((key) => key[name])),
  );
  const found = new Map(rows.map((row) => [row.place - 1, row.found]));
  return keys.map((_, place) => found.get(place));
}
