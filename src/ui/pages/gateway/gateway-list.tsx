import type { JSX } from 'preact';
import type { GatewayResource } from '../../../core/gateway-resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { Badge } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { visibleProse } from '../../kit/visible-text.ts';

export function GatewayList({ gateways }: { readonly gateways: readonly GatewayResource[] }): JSX.Element {
  if (gateways.length === 0) return <NoGateways />;
  return (
    <ul class="gateway-list">
      {gateways.map((gateway) => (
        <li key={gateway.name} class="panel stack">
          <div class="row">
            <h2>
              <Link to={href(['gateways', gateway.name])}>
                <Name text={gateway.name} />
              </Link>
            </h2>
            <GatewayState gateway={gateway} />
          </div>
          {!gateway.reachable && <p class="small">{visibleProse(gateway.problem.detail)}</p>}
        </li>
      ))}
    </ul>
  );
}

export function GatewayState({ gateway }: { readonly gateway: GatewayResource }): JSX.Element {
  if (!gateway.reachable) return <Badge tone="bad">does not answer</Badge>;
  return (
    <>
      <Badge tone="good">answers</Badge>
      {gateway.version !== undefined && <Badge>release {gateway.version}</Badge>}
      {gateway.storesEvents && <Badge>keeps events</Badge>}
    </>
  );
}

function NoGateways(): JSX.Element {
  return (
    <Empty title="This registry knows no gateway">
      <p>A gateway judges events before they reach functions. One in the same process is here by itself:</p>
      <pre class="code">
        <code>npx sluice up --target http://127.0.0.1:9000/</code>
      </pre>
      <p>Of gateways elsewhere the registry is told when it starts; their tokens stay with it:</p>
      <pre class="code">
        <code>npx sluice serve --gateway shop=http://gateway.internal:8080</code>
      </pre>
    </Empty>
  );
}
