import { startWorld, TOKEN, type EventsSetup, type EventsWorld } from '../gateway/events/events-gateway.ts';
import { objectSchema } from '../gateway/registry-server.ts';
import type { GatewayPlace } from '../../src/http/gateways/exchange.ts';

export const GATE = 'gate';
export const ORDER = 'com.shop.order';

export interface GatewayBehind extends EventsWorld {
  /** As a registry is told of it. */
  readonly place: GatewayPlace;
}

/** A real gateway on a durable queue, which follows a registry of its own; its event 1 is held. */
export async function startGatewayBehind(setup: Partial<EventsSetup> = {}): Promise<GatewayBehind> {
  const world = await startWorld({
    routes: (url) => [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'fn', url }] }],
    ...setup,
  });
  await world.registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await world.gateway.reached(1);
  await world.send('/', { type: ORDER, data: { n: 'no number' } });
  return { ...world, place: placeOf(world.gateway.url) };
}

export function placeOf(url: string, token: string | undefined = TOKEN): GatewayPlace {
  return { name: GATE, url: () => url, token: () => token };
}
