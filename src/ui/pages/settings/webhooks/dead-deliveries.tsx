import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeadDeliveryResource } from '../../../../core/resources.ts';
import { registry } from '../../../app/session.ts';
import { Badge } from '../../../kit/badge.tsx';
import { Notice, Problem } from '../../../kit/notice.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { ScopeLabel } from '../tree/scope-label.tsx';
import { shortType } from './webhook-words.ts';

/** Rows that are drawn; there may be a thousand. */
const SHOWN = 100;

interface DeadDeliveriesProps {
  readonly id: string;
  readonly items: readonly DeadDeliveryResource[];
  readonly isActive: boolean;
  readonly onAsked: () => void;
}

/** What was given up, and how to send it again, one or all. */
export function DeadDeliveries({ id, items, isActive, onAsked }: DeadDeliveriesProps): JSX.Element | null {
  const [problem, setProblem] = useState<unknown>();
  const [said, setSaid] = useState('');
  const retry = async (sequences?: readonly number[]): Promise<void> => {
    setProblem(undefined);
    try {
      const answer = await registry().retryWebhook(id, sequences === undefined ? {} : { sequences });
      setSaid(`${answer.sequences.length} of them ${answer.sequences.length === 1 ? 'is' : 'are'} sent again, once each.`);
    } catch (thrown) {
      setProblem(thrown);
    }
    onAsked();
  };
  const waiting = items.filter(({ resending }) => !resending);
  if (items.length === 0 && said === '') return null;
  return (
    <section class="stack" aria-labelledby="dead">
      <div class="row spread">
        <h3 id="dead">Given up</h3>
        {waiting.length > 0 && (
          <button type="button" class="button" disabled={!isActive} onClick={() => void retry()}>
            Send all {waiting.length} again
          </button>
        )}
      </div>
      <p role="status" class="small">
        {said}
      </p>
      {!isActive && <Notice title="Make it active again first, then what was given up can be sent." />}
      {problem !== undefined && <Problem problem={problem} />}
      {items.length > 0 && <DeadTable items={items} isActive={isActive} onRetry={(sequence) => void retry([sequence])} />}
      {items.length > SHOWN && (
        <p class="soft small">
          The first {SHOWN} of {items.length}.
        </p>
      )}
    </section>
  );
}

interface DeadTableProps {
  readonly items: readonly DeadDeliveryResource[];
  readonly isActive: boolean;
  readonly onRetry: (sequence: number) => void;
}

function DeadTable({ items, isActive, onRetry }: DeadTableProps): JSX.Element {
  return (
    <Table label="Given up" caption="Deliveries that were given up, oldest first" columns={['Change', 'Of', 'Given up', 'Because', 'Again']}>
      {items.slice(0, SHOWN).map(({ sequence, type, name, attempts, diedAt, error, resending }) => (
        <tr key={sequence}>
          <th scope="row">
            {sequence} <span class="soft">{shortType(type)}</span>
          </th>
          <td>
            <ScopeLabel name={name} />
          </td>
          <td>
            <Time at={diedAt} /> <span class="soft">after {attempts} attempts</span>
          </td>
          <td>{visibleProse(error)}</td>
          <td>
            {resending ? (
              <Badge tone="accent">is sent again</Badge>
            ) : (
              <button
                type="button"
                class="button"
                disabled={!isActive}
                aria-label={`Send again: change ${sequence}`}
                onClick={() => onRetry(sequence)}
              >
                Send again
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
