import type { JSX } from 'preact';
import type { GatewayResource } from '../../../core/gateway-resources.ts';
import { Link } from '../../app/link.tsx';
import type { PageProps } from '../../app/pages.tsx';
import { readNumber } from '../../app/read-number.ts';
import { href } from '../../app/address.ts';
import { setQuery } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { Tabs } from '../../kit/tabs.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { EventView } from './events/event-view.tsx';
import { EventsPanel } from './events/events-panel.tsx';
import { GatewayList, GatewayState } from './gateway-list.tsx';
import { RatesPanel } from './rates/rates-panel.tsx';
import { RoutesPanel } from './routes-panel.tsx';

/** `gateways`, `gateways/NAME?tab=`, `gateways/NAME/events/ID`. */
export function GatewayPage({ segments, query }: PageProps): JSX.Element {
  const answer = useAnswer('gateways', async () => registry().listGateways());
  const [name, part, id] = segments;
  return (
    <Answered answer={answer} what="the gateways">
      {({ items }) => {
        if (name === undefined) return <AllGateways gateways={items} />;
        const gateway = items.find((item) => item.name === name);
        if (gateway === undefined) return <NoSuchGateway name={name} />;
        const event = part === 'events' ? readNumber(id ?? null) : undefined;
        if (event !== undefined && gateway.reachable) return <EventView key={event} gateway={gateway} id={event} />;
        return <OneGateway key={name} gateway={gateway} tab={query.get('tab') ?? 'rates'} query={query} />;
      }}
    </Answered>
  );
}

function AllGateways({ gateways }: { readonly gateways: readonly GatewayResource[] }): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Gateways" />
      <GatewayList gateways={gateways} />
    </div>
  );
}

const TABS = [
  { id: 'rates', label: 'Rates' },
  { id: 'events', label: 'Held, parked, dead' },
  { id: 'routes', label: 'Routes' },
];

function OneGateway({
  gateway,
  tab,
  query,
}: {
  readonly gateway: GatewayResource;
  readonly tab: string;
  readonly query: URLSearchParams;
}): JSX.Element {
  const chosen = TABS.some(({ id }) => id === tab) ? tab : 'rates';
  return (
    <div class="stack">
      <PageHead title={gateway.name} above={<Link to={href(['gateways'])}>Gateways</Link>}>
        <GatewayState gateway={gateway} />
      </PageHead>
      {gateway.reachable ? (
        <Tabs label="What of the gateway" tabs={TABS} chosen={chosen} onChoose={(id) => setQuery({ tab: id, state: undefined, type: undefined }, {})}>
          {chosen === 'rates' && <RatesPanel gateway={gateway.name} />}
          {chosen === 'events' && <EventsPanel gateway={gateway} query={query} />}
          {chosen === 'routes' && <RoutesPanel gateway={gateway} />}
        </Tabs>
      ) : (
        <Notice tone="bad" title="The gateway does not answer" announce>
          <p>{visibleProse(gateway.problem.detail)}</p>
          <p>Events are judged and kept there all the same, as long as it runs. Its log, and its own address under /-/readyz, say more.</p>
        </Notice>
      )}
    </div>
  );
}

function NoSuchGateway({ name }: { readonly name: string }): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Gateways" />
      <Empty title="This registry knows no such gateway">
        <p>
          It was told of none by the name <Name text={name} />, or was told anew without it.
        </p>
        <Link class="button" to={href(['gateways'])}>
          To those that it knows
        </Link>
      </Empty>
    </div>
  );
}
