import type { GatewayEventChoice, GatewayEventQuery, GatewayEventState } from '../../../../core/gateway-resources.ts';
import { visibleName } from '../../../kit/visible-text.ts';

/** What waits for a person. */
export const STUCK = ['held', 'parked', 'dead'] as const satisfies readonly GatewayEventState[];

export const FILTERS = ['type', 'route', 'target', 'code', 'key'] as const;

/** What the address says of which events are meant. */
export interface Choice {
  readonly state?: GatewayEventState | undefined;
  readonly filters: Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;
}

export function choiceIn(query: URLSearchParams): Choice {
  const named = query.get('state');
  const state = STUCK.find((one) => one === named);
  const filters = FILTERS.flatMap((name) => {
    const value = query.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return { state, filters: Object.fromEntries(filters) };
}

export function queryOf({ state, filters }: Choice): GatewayEventQuery {
  return { ...filters, ...(state === undefined ? {} : { state }) };
}

/** What a deed is about: the events that are ticked, or all that the filter means. */
export function requestOf({ state, filters }: Choice, ids: readonly number[]): GatewayEventChoice {
  if (ids.length > 0) return { ids, ...(state === undefined ? {} : { state: [state] }) };
  const isAll = state === undefined && Object.keys(filters).length === 0;
  return { ...filters, ...(state === undefined ? {} : { state: [state] }), ...(isAll ? { all: true } : {}) };
}

/** "2 events that are ticked", "all that is held of type a": what somebody is about to do something with. */
export function choiceText({ state, filters }: Choice, ids: readonly number[]): string {
  if (ids.length > 0) return ids.length === 1 ? `event ${ids[0]}` : `${ids.length} ticked events`;
  const narrowed = Object.entries(filters).map(([name, value]) => `${name} ${visibleName(value)}`);
  return [`everything that is ${state ?? 'held, parked or dead'}`, ...(narrowed.length === 0 ? [] : [`with ${narrowed.join(', ')}`])].join(' ');
}
