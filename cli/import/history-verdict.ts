import type { Client } from '../../src/client/client.ts';
import { HISTORY_QUESTION } from '../audit/history-question.ts';
import { auditHistory, type Audit } from '../audit/audit-history.ts';
import { readSubjectHistories } from '../audit/registry-history.ts';
import type { EngineLanes } from '../audit/engine-lanes.ts';
import { withEngines } from '../audit/with-engines.ts';
import type { Io } from '../io.ts';

/** The engine's verdict on the history of some subjects, as it stands at the target now. `lent` are somebody's, who closes them. */
export function judgeHistory(io: Io, client: Client, subjects: readonly string[], lent?: EngineLanes): Promise<Audit> {
  return withEngines(
    io,
    'step',
    ({ format, engines, onProgress }) =>
      auditHistory(readSubjectHistories(client, subjects, format), {
        ...HISTORY_QUESTION,
        engines,
        onStep: ({ steps, releases }) => onProgress(steps, `${steps} steps judged, version ${releases}`),
      }),
    lent,
  );
}
