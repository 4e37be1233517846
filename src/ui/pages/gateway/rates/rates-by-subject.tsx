import type { JSX } from 'preact';
import type { GatewayTally } from '../../../../core/gateway-resources.ts';
import { href } from '../../../app/address.ts';
import { Link } from '../../../app/link.tsx';
import { Name } from '../../../kit/name.tsx';
import { Table } from '../../../kit/table.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { Sparkline } from './rate-chart.tsx';
import { OTHER, pointsOf, rateText, rejectedOf, type Reading } from './rate-series.ts';

/** What a gateway has counted for one subject, or for `OTHER`. */
export interface Row {
  readonly subject: string;
  readonly tally: GatewayTally;
}

/** The subjects with what they do now, and all that was counted. */
export function SubjectTable({
  gateway,
  rows,
  readings,
}: {
  readonly gateway: string;
  readonly rows: readonly Row[];
  readonly readings: readonly Reading[];
}): JSX.Element {
  return (
    <Table
      label="Events by subject"
      caption="Events by subject, those with most refusals first"
      columns={['Subject', 'Last minutes', 'A second', 'Accepted', 'Rejected', 'Held', 'Retried', 'Parked', 'Dead']}
      class="numbers"
    >
      {rows.map(({ subject, tally }) => {
        const points = pointsOf(readings, subject);
        const last = points.at(-1);
        return (
          <tr key={subject}>
            <th scope="row">
              {subject === OTHER ? (
                <span class="soft">no subject of the registry</span>
              ) : (
                <Link to={href(['subjects', subject])}>
                  <Name text={subject} />
                </Link>
              )}
            </th>
            <td>
              <Sparkline points={points} />
            </td>
            <td>{last === undefined ? '–' : rateText(last.accepted + last.rejected)}</td>
            <td>{tally.accepted.toLocaleString('en')}</td>
            <td class={rejectedOf(tally) > 0 ? 'bad-text' : ''}>{rejectedOf(tally).toLocaleString('en')}</td>
            {(['held', 'retried', 'parked', 'dead'] as const).map((name) => (
              <td key={name}>
                {name !== 'retried' && tally[name] > 0 && subject !== OTHER ? (
                  <Link
                    to={href(['gateways', gateway], { tab: 'events', state: name, type: subject })}
                    label={`${tally[name]} ${name} of ${visibleName(subject)}`}
                  >
                    {tally[name].toLocaleString('en')}
                  </Link>
                ) : (
                  tally[name].toLocaleString('en')
                )}
              </td>
            ))}
          </tr>
        );
      })}
    </Table>
  );
}

/** The first findings of what was refused. */
export function Findings({ rows }: { readonly rows: readonly Row[] }): JSX.Element | null {
  const found = rows
    .flatMap(({ subject, tally }) => Object.entries(tally.rejected).map(([code, count]) => ({ subject, code, count })))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_FINDINGS);
  if (found.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="findings">
      <h2 id="findings">Why events were refused</h2>
      <Table
        label="Refusals by finding"
        caption="Refusals by subject and first finding, most frequent first"
        columns={['Finding', 'Subject', 'Events']}
      >
        {found.map(({ subject, code, count }) => (
          <tr key={`${subject} ${code}`}>
            <td>
              <code>{code}</code>
            </td>
            <td>
              <Name text={subject} />
            </td>
            <td>{count.toLocaleString('en')}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

const MOST_FINDINGS = 30;
