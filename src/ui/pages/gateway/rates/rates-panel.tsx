import type { JSX } from 'preact';
import type { GatewayRatesResource, GatewayTally } from '../../../../core/gateway-resources.ts';
import { Empty } from '../../../kit/empty.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { Time } from '../../../kit/time.tsx';
import { Waiting } from '../../../kit/waiting.tsx';
import { RateChart } from './rate-chart.tsx';
import { OTHER, pointsOf, rejectedOf } from './rate-series.ts';
import { Findings, SubjectTable, type Row } from './rates-by-subject.tsx';
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

/** Busiest in refusals first: they are what somebody looks for. */
function rowsOf({ subjects, other }: GatewayRatesResource): Row[] {
  const rows = subjects.map(({ subject, ...tally }) => ({ subject, tally }));
  const all = other === undefined || weight(other) === 0 ? rows : [...rows, { subject: OTHER, tally: other }];
  return all
    .filter(({ tally }) => weight(tally) > 0)
    .toSorted((a, b) => rejectedOf(b.tally) - rejectedOf(a.tally) || b.tally.accepted - a.tally.accepted);
}

function weight(tally: GatewayTally): number {
  return tally.accepted + rejectedOf(tally) + tally.held + tally.retried + tally.parked + tally.dead;
}

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
