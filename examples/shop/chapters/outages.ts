import { setTimeout as pause } from 'node:timers/promises';
import { PAYMENT, USER } from '../routes.ts';
import { command, settle, settles, type World } from '../world.ts';
import { claimOrder, isAccepted, placeOrders } from './day.ts';

const AT_ONCE = 4;

/** A registry is killed, then a gateway, while orders come in. */
export async function outages(world: World): Promise<void> {
  world.narrator.say('\n9. Servers are killed (SIGKILL) while orders come in, and come back');
  await killRegistry(world);
  await killGateway(world);
  await settle(world);
  claimOrder(world);
}

async function killRegistry(world: World): Promise<void> {
  const { narrator, house, counts } = world;
  const [registry, other] = house.registries;
  if (registry === undefined) throw new Error('no registry runs');
  const before = (await house.sluice(['show', PAYMENT, '--format', 'json'], world.workspace.teams)).output;
  await registry.kill();
  const traffic = startTraffic(world, 'registry');
  await settles(() => traffic.placed >= counts.enough);
  const note = {
    file: `accounts/schemas/${USER}.json`,
    from: '"plan":',
    to: '"since": { "description": "A year.", "type": "integer" },\n    "plan":',
  };
  world.workspace.edit([note]);
  if (other === undefined) await command(world, 'publish', { what: 'nobody publishes without a registry: exit code 3', team: 'accounts', code: 3 });
  else await command(world, 'publish', { what: 'the other registry publishes meanwhile', team: 'accounts', env: { SLUICE_REGISTRY: other.url } });
  await registry.start();
  const placed = await traffic.stop();
  narrator.claim(placed >= counts.enough, `${placed} orders were taken meanwhile, none refused`);
  const after = await house.sluice(['show', PAYMENT, '--format', 'json'], world.workspace.teams);
  narrator.claim(after.output === before, `${registry.name} is back, with what it had`);
  await command(world, 'publish', { what: 'and publishes again', team: 'accounts' });
}

async function killGateway(world: World): Promise<void> {
  const { narrator, house, sender, counts } = world;
  const [gateway, other] = house.gateways;
  if (gateway === undefined) throw new Error('no gateway runs');
  const resent = sender.resent;
  const traffic = startTraffic(world, 'gateway');
  await settles(() => traffic.placed >= counts.enough);
  await gateway.kill();
  const meanwhile = traffic.placed;
  if (other === undefined) await settles(() => sender.resent > resent);
  else await settles(() => traffic.placed >= meanwhile + counts.enough);
  await gateway.start();
  await settles(() => traffic.placed >= meanwhile + 2 * counts.enough);
  const placed = await traffic.stop();
  const how = other === undefined ? 'by producers that asked again' : 'by the other one meanwhile';
  narrator.claim(
    placed >= 2 * counts.enough && sender.resent > resent,
    `${gateway.name} was killed; ${placed} orders were taken before, after, and ${how}`,
  );
}

interface Traffic {
  readonly placed: number;
  /** How many orders were placed; throws where one was refused. */
  stop(): Promise<number>;
}

/** Orders, a few at a time, until it is stopped. */
function startTraffic(world: World, name: string): Traffic {
  let [placed, round] = [0, 0];
  const stopped = new AbortController();
  const place = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const said = await placeOrders(world, 'grown', `${name}x${(round += 1)}x`, AT_ONCE);
      if (!said.every(isAccepted)) throw new Error(`an order was refused: ${JSON.stringify(said)}`);
      placed += AT_ONCE;
      await pause(world.counts.roundMs);
    }
  };
  const ends = place();
  return {
    get placed() {
      return placed;
    },
    stop: async () => {
      stopped.abort();
      await ends;
      return placed;
    },
  };
}
