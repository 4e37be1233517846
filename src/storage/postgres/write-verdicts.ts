import type { VerdictEntry } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { VERDICT_KEY } from './read-verdicts.ts';

/** @internal Of several with one key the last counts. Under the lock of the writer: two who wrote the same ones in another order would wait for each other. */
export async function writeVerdicts(session: Session, all: readonly VerdictEntry[]): Promise<void> {
  if (all.length === 0) return;
  const entries = [...new Map(all.map((entry) => [JSON.stringify(VERDICT_KEY.map((name) => entry.key[name])), entry])).values()];
  await session.query(
    `INSERT INTO verdicts (writer, reader, question, profile, formats, engine, kind, verdict)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      ON CONFLICT (writer, reader, question, profile, formats, engine) DO UPDATE SET kind = excluded.kind, verdict = excluded.verdict`,
    [
      ...VERDICT_KEY.map((name) => entries.map(({ key }) => key[name])),
      entries.map(({ verdict }) => verdict.kind),
      entries.map(({ verdict }) => JSON.stringify(verdict)),
    ],
  );
}
