import type { JSX } from 'preact';
import type { AttemptOutcome, WebhookAttempt } from '../../../../core/webhook.ts';
import { KEPT_ATTEMPTS } from '../../../../core/webhook.ts';
import { Badge, type BadgeTone } from '../../../kit/badge.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { shortType } from './webhook-words.ts';

const OUTCOMES: Readonly<Record<AttemptOutcome, { readonly label: string; readonly tone: BadgeTone }>> = {
  delivered: { label: 'delivered', tone: 'good' },
  failed: { label: 'failed', tone: 'unsure' },
  gave_up: { label: 'given up', tone: 'bad' },
  stopped: { label: 'stopped', tone: 'bad' },
};

/** The log of a webhook, newest first. */
export function Attempts({ items }: { readonly items: readonly WebhookAttempt[] }): JSX.Element {
  return (
    <section class="stack" aria-labelledby="attempts">
      <h3 id="attempts">Attempts</h3>
      {items.length === 0 ? (
        <p class="soft">None yet: the first comes with the first change that it hears of. "Send a test" sends one now, which is in no log.</p>
      ) : (
        <Table
          label="Attempts"
          caption={`The last ${KEPT_ATTEMPTS} attempts, newest first`}
          columns={['When', 'Change', 'Outcome', 'Status', 'Took']}
        >
          {items.map((attempt, at) => (
            <Row key={`${attempt.time} ${attempt.sequence} ${at}`} attempt={attempt} />
          ))}
        </Table>
      )}
    </section>
  );
}

function Row({ attempt }: { readonly attempt: WebhookAttempt }): JSX.Element {
  const { label, tone } = OUTCOMES[attempt.outcome];
  return (
    <tr>
      <td>
        <Time at={attempt.time} />
      </td>
      <td>
        {attempt.sequence} <span class="soft">{shortType(attempt.type)}</span>
      </td>
      <td>
        <Badge tone={tone}>{label}</Badge>
        {attempt.error !== undefined && <div class="small">{visibleProse(attempt.error)}</div>}
        {attempt.nextAttemptAt !== undefined && (
          <div class="small soft">
            next <Time at={attempt.nextAttemptAt} />
          </div>
        )}
      </td>
      <td>{attempt.status ?? <span class="soft">no answer</span>}</td>
      <td>{attempt.durationMs} ms</td>
    </tr>
  );
}
