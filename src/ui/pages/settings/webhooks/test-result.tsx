import type { JSX } from 'preact';
import type { WebhookAttempt } from '../../../../core/webhook.ts';
import { Notice } from '../../../kit/notice.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { Waiting } from '../../../kit/waiting.tsx';

/** What became of a test. */
export function TestResult({ test }: { readonly test: WebhookAttempt | 'sending' }): JSX.Element {
  if (test === 'sending') return <Waiting what="what the receiver says" />;
  const isGood = test.outcome === 'delivered';
  return (
    <Notice tone={isGood ? 'good' : 'bad'} title={isGood ? 'The receiver took the test' : 'The receiver did not take the test'} announce>
      <p>
        {test.status === undefined ? 'It gave no answer' : `It answered ${test.status}`} after {test.durationMs} ms
        {test.error === undefined ? '' : `: ${visibleProse(test.error)}`}.
      </p>
    </Notice>
  );
}
