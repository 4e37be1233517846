import type { JSX } from 'preact';
import type { GatewayRatesResource, GatewayTally } from '../../../../core/gateway-resources.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { Empty } from '../../../kit/empty.tsx';
import { Name } from '../../../kit/name.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { Waiting } from '../../../kit/waiting.tsx';
import { RateChart, Sparkline } from './rate-chart.tsx';
import { OTHER, pointsOf, rateText, rejectedOf, type Reading } from './rate-series.ts';
import { useReadings } from './use-readings.ts';

/** What goes through the gateway right now, and what it has refused since its start. */
export function RatesPanel({ gateway }: { readonly gateway: string }): JSX.Element {
  const { readings, latest, problem } = useReadings(gateway);
  if (latest === undefined) return problem === undefined ? <Waiting what="what the gateway counts" /> : <Problem problem={problem} />;
  const rows = rowsOf(latest);
  return (
    <div class="stack">
      {problem !== undefined && <Problem problem={problem} />}
      <section class="panel stack" aria-labelledby="flow">
        <h2 id="flow">Right now</h2>
        <RateChart points={pointsOf(readings)} />
      </section>
      <section class="panel stack" aria-labelledby="by-subject">
        <div class="row spread">
          <h2 id="by-subject">By subject</h2>
          <span class="small soft">
            counted since <Time at={latest.since} />
          </span>
        </div>
        {rows.length === 0 ? <NoEvents /> : <SubjectTable gateway={gateway} rows={rows} readings={readings} />}
      </section>
      <Findings rows={rows} />
    </div>
  );
}

interface Row {
  readonly subject: string;
  readonly tally: GatewayTally;
}

/** Busiest in refusals first: they are what somebody looks for. */
function rowsOf({ subjects, other }: GatewayRatesResource): Row[] {
  const rows = subjects.map(({ subject, ...tally }) => ({ subject, tally }));
  const all = other === undefined || weight(other) === 0 ? rows : [...rows, { subject: OTHER, tally: other }];
  return all
    .filter(({ tally }) => weight(tally) > 0)
    .toSorted((a, b) => rejectedOf(b.tally) - rejectedOf(a.tally) || b.tally.accepted - a.tally.accepted);
}

function weight(tally: GatewayTally): number {
  return tally.accepted + rejectedOf(tally) + tally.retried + tally.parked + tally.dead;
}

function SubjectTable({
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

function Findings({ rows }: { readonly rows: readonly Row[] }): JSX.Element | null {
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

function NoEvents(): JSX.Element {
  return (
    <Empty title="No event came through yet">
      <p>
        Send one to a route of the gateway, as its senders do: a POST with a CloudEvent. Its numbers show here within two seconds. How is in the
        section “Produce and consume” of each subject.
      </p>
    </Empty>
  );
}
