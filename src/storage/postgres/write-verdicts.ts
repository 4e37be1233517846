import type { VerdictEntry } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { insert, type Columns } from './insert.ts';
import { VERDICT_KEY } from './read-verdicts.ts';

const VERDICTS: Columns<VerdictEntry> = {
  writer: ['text', ({ key }) => key.writer],
  reader: ['text', ({ key }) => key.reader],
  question: ['text', ({ key }) => key.question],
  profile: ['text', ({ key }) => key.profile],
  formats: ['text', ({ key }) => key.formats],
  engine: ['text', ({ key }) => key.engine],
  kind: ['text', ({ verdict }) => verdict.kind],
  verdict: ['text', ({ verdict }) => JSON.stringify(verdict)],
};
const OTHERWISE = `ON CONFLICT (${VERDICT_KEY.join(', ')}) DO UPDATE SET kind = excluded.kind, verdict = excluded.verdict`;

/** @internal Of several with one key the last counts. Under the lock of the writer: two who wrote the same ones in another order would wait for each other. */
export async function writeVerdicts(session: Session, all: readonly VerdictEntry[]): Promise<void> {
  const entries = [...new Map(all.map((entry) => [JSON.stringify(VERDICT_KEY.map((name) => entry.key[name])), entry])).values()];
  await insert(session, 'verdicts', VERDICTS, entries, OTHERWISE);
}
