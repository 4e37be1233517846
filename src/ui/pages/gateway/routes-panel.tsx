import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../core/json/value.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice, Problem } from '../../kit/notice.tsx';
import { Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { useMayDecide, WhyNot, type ReachableGateway } from './may-decide.tsx';
import { objectsOf, textOf } from './members.ts';

/** The routes and what they do with events that are not valid; `observe` for an hour lets them pass and counts. */
export function RoutesPanel({ gateway }: { readonly gateway: ReachableGateway }): JSX.Element {
  const { name } = gateway;
  const may = useMayDecide(gateway);
  const answer = useAnswer(`gateway routes ${name}`, async () => registry().listGatewayRoutes(name));
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
          <div class="stack">
            <Table
              label="Routes"
              caption="Routes of the gateway and their modes"
              columns={['Route', 'Events as', 'Mode', ...(may === 'yes' ? ['Change'] : [])]}
            >
              {items.map((route) => (
                <RouteRow
                  key={textOf(route, 'path')}
                  route={route}
                  change={may === 'yes' ? <ModeChange gateway={name} route={route} onChanged={answer.reload} /> : undefined}
                />
              ))}
            </Table>
            {items.map((route) => (
              <RouteWarnings key={textOf(route, 'path')} route={route} />
            ))}
            {(may === 'no_admin' || may === 'not_through_here') && (
              <div class="small soft">
                <p>You may look, not change.</p>
                <WhyNot name={name} because={may} />
              </div>
            )}
          </div>
        )
      }
    </Answered>
  );
}

interface RouteRowProps {
  readonly route: JsonObject;
  /** Absent where nothing can be changed. */
  readonly change: JSX.Element | undefined;
}

function RouteRow({ route, change }: RouteRowProps): JSX.Element {
  const [mode, until] = [textOf(route, 'mode'), textOf(route, 'until')];
  return (
    <tr>
      <th scope="row">
        <code>
          <Name text={textOf(route, 'path') ?? ''} />
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
      {change !== undefined && <td>{change}</td>}
    </tr>
  );
}

/** What of its configuration no live contract bears out. */
function RouteWarnings({ route }: { readonly route: JsonObject }): JSX.Element | null {
  const warnings = objectsOf(route, 'warnings');
  if (warnings.length === 0) return null;
  return (
    <Notice
      tone={warnings.some((warning) => textOf(warning, 'severity') === 'warning') ? 'unsure' : 'plain'}
      title={
        <>
          The contracts do not bear out what <Name text={textOf(route, 'path') ?? ''} /> is configured with
        </>
      }
    >
      <ul>
        {warnings.map((warning) => (
          <li key={textOf(warning, 'at')}>
            <code>{textOf(warning, 'at')}</code>: <Name text={textOf(warning, 'message') ?? ''} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface ModeChangeProps {
  readonly gateway: string;
  readonly route: JsonObject;
  readonly onChanged: () => void;
}

function ModeChange({ gateway, route, onChanged }: ModeChangeProps): JSX.Element {
  const [problem, setProblem] = useState<unknown>();
  const [path, mode] = [textOf(route, 'path') ?? '', textOf(route, 'mode')];
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
    <>
      <button type="button" class="button" onClick={() => void change()}>
        {isAsConfigured ? (mode === 'observe' ? 'Enforce for an hour' : 'Only observe for an hour') : 'As configured again'}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}
