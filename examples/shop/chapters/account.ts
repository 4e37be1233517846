import { FUNCTIONS } from '../routes.ts';
import { listEvents, type World } from '../world.ts';

/** Every 202 against what the functions wrote. */
export async function account(world: World): Promise<void> {
  const { narrator, ledger } = world;
  narrator.say('\n10. What became of it all');
  narrator.claim(ledger.owed().length === 0 && ledger.held === 0, `${ledger.accepted} events were accepted, and none is lost`);
  for (const name of FUNCTIONS) narrator.say(`         ${name.padEnd(9)} ${String(ledger.handledBy(name).size).padStart(6)} handled`);
  narrator.say(`         ${ledger.discarded} were discarded by somebody, with a reason`);
  const left = await listEvents(world, 'waiting,taken,held,parked,dead');
  narrator.claim(
    left.length === 0,
    `the gateways have nothing left${left.length === 0 ? '' : `, but for ${left.length}, such as ${JSON.stringify(left[0])}`}`,
  );
}
