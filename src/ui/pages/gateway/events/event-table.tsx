import type { JSX } from 'preact';
import type { JsonObject } from '../../../../core/json/value.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { Badge, type BadgeTone } from '../../../kit/badge.tsx';
import { Name } from '../../../kit/name.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { numberOf, objectOf, textOf } from '../members.ts';

interface EventTableProps {
  readonly gateway: string;
  readonly items: readonly JsonObject[];
  readonly ticked: ReadonlySet<number>;
  readonly onTick: (ticked: ReadonlySet<number>) => void;
  readonly more: (() => void) | undefined;
}

const TONES: Readonly<Record<string, BadgeTone>> = { held: 'unsure', parked: 'accent', dead: 'bad' };

export function EventState({ state }: { readonly state: string }): JSX.Element {
  return <Badge tone={TONES[state] ?? 'plain'}>{state}</Badge>;
}

/** Oldest first, as they would be replayed. A row is an event that is held, or a delivery to one target. */
export function EventTable({ gateway, items, ticked, onTick, more }: EventTableProps): JSX.Element {
  const ids = [...new Set(items.map((item) => numberOf(item, 'id') ?? 0))];
  const toggle = (id: number): void => onTick(new Set(ticked.has(id) ? [...ticked].filter((other) => other !== id) : [...ticked, id]));
  const isAll = ids.every((id) => ticked.has(id));
  return (
    <div class="stack">
      <Table
        label="Events"
        caption="Events that wait for a person, oldest first"
        columns={[
          <input type="checkbox" aria-label="Tick all that are shown" checked={isAll} onChange={() => onTick(new Set(isAll ? [] : ids))} />,
          'Event',
          'State',
          'Type',
          'Why',
          'Route',
          'Key',
          'Received',
          'Tries',
        ]}
      >
        {items.map((item) => {
          const [id, reason] = [numberOf(item, 'id') ?? 0, objectOf(item, 'reason')];
          const target = textOf(item, 'target');
          return (
            <tr key={`${id} ${target ?? ''}`}>
              <td>
                <input type="checkbox" aria-label={`Tick event ${id}`} checked={ticked.has(id)} onChange={() => toggle(id)} />
              </td>
              <th scope="row">
                <Link to={href(['gateways', gateway, 'events', id])} label={`Event ${id}`}>
                  {id}
                </Link>
              </th>
              <td>
                <EventState state={textOf(item, 'state') ?? ''} />
              </td>
              <td>
                <Name text={textOf(item, 'type') ?? '–'} />
              </td>
              <td>
                <code>{reason === undefined ? '–' : textOf(reason, 'code')}</code>
              </td>
              <td>
                <Name text={`${textOf(item, 'route') ?? ''}${target === undefined ? '' : ` → ${target}`}`} />
              </td>
              <td>
                <Name text={textOf(item, 'key') ?? ''} />
              </td>
              <td>
                <Time at={textOf(item, 'receivedAt') ?? ''} />
              </td>
              <td>{numberOf(item, 'attempts') ?? 0}</td>
            </tr>
          );
        })}
      </Table>
      {more !== undefined && (
        <button type="button" class="button" onClick={more}>
          Show more
        </button>
      )}
    </div>
  );
}
