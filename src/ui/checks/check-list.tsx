import { Fragment, type ComponentChildren, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Check } from '../../core/compatibility.ts';
import { sideName } from './words.ts';

interface CheckListProps {
  readonly checks: readonly Check[];
  readonly card: (check: Check) => ComponentChildren;
}

/** Cards that are drawn before the rest is asked for. */
const FIRST = 5;

/** What fails, then what is open, each with its card; what holds in a list that can be opened. */
export function CheckList({ checks, card }: CheckListProps): JSX.Element {
  const [most, setMost] = useState(FIRST);
  const open = [...ofKind(checks, 'not_contained'), ...ofKind(checks, 'undecided')];
  const holding = ofKind(checks, 'contained');
  return (
    <>
      {open.slice(0, most).map((check) => (
        <Fragment key={nameOf(check)}>{card(check)}</Fragment>
      ))}
      {open.length > most && (
        <div class="row">
          <button type="button" class="button" onClick={() => setMost(most + FIRST)}>
            Show {Math.min(FIRST, open.length - most)} more of {open.length - most}
          </button>
        </div>
      )}
      {holding.length > 0 && (
        <details>
          <summary>
            {holding.length} {holding.length === 1 ? 'check holds' : 'checks hold'}
          </summary>
          <ul class="findings holding">
            {holding.slice(0, 200).map((check) => (
              <li key={nameOf(check)}>
                <span>
                  <bdi>{sideName(check.writer)}</bdi> writes, <bdi>{sideName(check.reader)}</bdi> reads
                  {check.strongest !== undefined && check.strongest !== null && <span class="soft">: holds under {check.strongest}</span>}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ofKind(checks: readonly Check[], kind: Check['verdict']['kind']): Check[] {
  return checks.filter(({ verdict }) => verdict.kind === kind);
}

function nameOf({ writer, reader }: Check): string {
  return `${writer.label} ${reader.label}`;
}
