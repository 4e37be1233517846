import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../core/json/value.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { Problem } from '../../kit/notice.tsx';
import { Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { textOf } from './members.ts';

/** The routes and what they do with events that are not valid; `observe` for an hour lets them pass and counts. */
export function RoutesPanel({ gateway }: { readonly gateway: string }): JSX.Element {
  const answer = useAnswer(`gateway routes ${gateway}`, async () => registry().listGatewayRoutes(gateway));
  return (
    <Answered answer={answer} what="the routes">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="This gateway has no routes">
            <p>
              Every event gets 404. Name a function with <code>--target URL</code>, or routes with <code>--config FILE</code> when it starts.
            </p>
          </Empty>
        ) : (
          <Table label="Routes" caption="Routes of the gateway and their modes" columns={['Route', 'Events as', 'Mode', 'Change']}>
            {items.map((route) => (
              <RouteRow key={textOf(route, 'path')} gateway={gateway} route={route} onChanged={answer.reload} />
            ))}
          </Table>
        )
      }
    </Answered>
  );
}

interface RouteRowProps {
  readonly gateway: string;
  readonly route: JsonObject;
  readonly onChanged: () => void;
}

function RouteRow({ gateway, route, onChanged }: RouteRowProps): JSX.Element {
  const [problem, setProblem] = useState<unknown>();
  const [path, mode, until] = [textOf(route, 'path') ?? '', textOf(route, 'mode'), textOf(route, 'until')];
  const isAsConfigured = mode === textOf(route, 'configuredMode');
  const change = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await (isAsConfigured
        ? registry().setGatewayRouteMode(gateway, path, { mode: mode === 'observe' ? 'enforce' : 'observe' })
        : registry().clearGatewayRouteMode(gateway, path));
      onChanged();
    } catch (thrown) {
      setProblem(thrown);
    }
  };
  return (
    <tr>
      <th scope="row">
        <code>
          <Name>{path}</Name>
        </code>
      </th>
      <td>{textOf(route, 'source')}</td>
      <td>
        <div class="row">
          <Badge tone={mode === 'enforce' ? 'good' : 'unsure'}>{mode}</Badge>
          {until !== undefined && (
            <span class="small soft">
              ends <Time at={until} />
            </span>
          )}
        </div>
      </td>
      <td>
        <button type="button" class="button" onClick={() => void change()}>
          {isAsConfigured ? (mode === 'observe' ? 'Enforce for an hour' : 'Only observe for an hour') : 'As configured again'}
        </button>
        {problem !== undefined && <Problem problem={problem} />}
      </td>
    </tr>
  );
}
