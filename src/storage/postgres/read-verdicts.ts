import type { Verdict } from '../../core/verdict.ts';
import type { VerdictKey } from '../store.ts';
import type { Session } from './connect.ts';

/** @internal */
export const VERDICT_KEY: readonly (keyof VerdictKey)[] = ['writer', 'reader', 'question', 'profile', 'formats', 'engine'];

interface Asked {
  readonly key: VerdictKey;
  readonly resolve: (verdict: Verdict | undefined) => void;
  readonly reject: (thrown: unknown) => void;
}

interface FoundRow {
  readonly place: number;
  readonly verdict: string;
}

const MAX_TOGETHER = 1_000;

/**
 * @internal One statement for all that are asked for in one turn of the event loop: a registration asks for those of all versions of
 * its line at once, and a thousand statements would wait for each other.
 */
export function createVerdictReader(session: Session): (key: VerdictKey) => Promise<Verdict | undefined> {
  let waiting: Asked[] = [];
  const readAll = (): void => {
    const asked = waiting;
    waiting = [];
    for (let start = 0; start < asked.length; start += MAX_TOGETHER) void answer(session, asked.slice(start, start + MAX_TOGETHER));
  };
  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(readAll);
      waiting.push({ key, resolve, reject });
    });
}

async function answer(session: Session, asked: readonly Asked[]): Promise<void> {
  try {
    const rows = await session.query<FoundRow>(
      `SELECT asked.place, v.verdict
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
          WITH ORDINALITY AS asked (${VERDICT_KEY.join(', ')}, place)
        JOIN verdicts v USING (${VERDICT_KEY.join(', ')})`,
      VERDICT_KEY.map((name) => asked.map(({ key }) => key[name])),
    );
    const found = new Map(rows.map(({ place, verdict }) => [place - 1, verdict]));
    for (const [place, { resolve }] of asked.entries()) {
      const text = found.get(place);
      resolve(text === undefined ? undefined : (JSON.parse(text) as Verdict));
    }
  } catch (thrown) {
    for (const { reject } of asked) reject(thrown);
  }
}
