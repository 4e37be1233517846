import type { Narrator } from '../narrator.ts';
import { readExamples } from './releases.ts';
import type { Answer, Send } from './send.ts';

interface Row {
  readonly type: string;
  accepted: number;
  rejected: number;
  ms: number;
  readonly reasons: Map<string, number>;
}

/** Post every payload that GitHub publishes as an example, and tell what became of it, event by event. */
export async function postExamples(narrator: Narrator, send: Send, received: () => number): Promise<void> {
  const examples = readExamples();
  const before = received();
  const rows = new Map<string, Row>();
  for (const [index, { event, data }] of examples.entries()) {
    const row = rows.get(event) ?? { type: event, accepted: 0, rejected: 0, ms: 0, reasons: new Map<string, number>() };
    rows.set(event, row);
    const since = performance.now();
    const answer = await send(event, JSON.stringify(data));
    row.ms += performance.now() - since;
    count(row, answer, typeof data['action'] === 'string' ? data['action'] : '');
    narrator.progress('examples', index + 1, examples.length);
  }
  const table = [...rows.values()];
  const accepted = sum(table, (row) => row.accepted);
  const rejected = sum(table, (row) => row.rejected);
  print(narrator, table, examples.length);
  narrator.say(`  ${examples.length} examples: ${accepted} accepted, ${rejected} rejected, ${received() - before} dispatched`);
  narrator.claim(accepted + rejected === examples.length && accepted > 0, 'every example was answered, and some were accepted');
  narrator.claim(
    table.every(({ reasons }) => !reasons.has('')),
    'every rejection says why',
  );
  narrator.claim(received() - before === accepted, 'the function received what was accepted, and nothing else');
}

function count(row: Row, { status, body }: Answer, action: string): void {
  if (status === 200) {
    row.accepted += 1;
    return;
  }
  row.rejected += 1;
  const why = body.findings?.[0]?.message ?? body.code;
  const reason = why === undefined ? '' : `${status} ${action === '' ? '' : `${action}: `}${why}`.slice(0, 110);
  row.reasons.set(reason, (row.reasons.get(reason) ?? 0) + 1);
}

function print(narrator: Narrator, table: readonly Row[], examples: number): void {
  const width = Math.max(...table.map(({ type }) => type.length));
  narrator.say(`\nthe ${examples} payloads that GitHub publishes as examples, through the gate`);
  narrator.say(`  ${'event'.padEnd(width)}  accepted  rejected  ms each`);
  for (const { type, accepted, rejected, ms, reasons } of table) {
    const each = (ms / (accepted + rejected)).toFixed(1);
    narrator.say(`  ${type.padEnd(width)}  ${String(accepted).padStart(8)}  ${String(rejected).padStart(8)}  ${each.padStart(7)}`);
    for (const [reason, times] of reasons) narrator.say(`  ${''.padEnd(width)}    ${times} × ${reason}`);
  }
}

function sum(table: readonly Row[], of: (row: Row) => number): number {
  return table.reduce((total, row) => total + of(row), 0);
}
