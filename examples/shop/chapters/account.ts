import { FUNCTIONS } from '../routes.ts';
import { command, type World } from '../world.ts';

/** Every 202 against what the functions wrote. */
export async function account(world: World): Promise<void> {
  const { narrator, ledger } = world;
  narrator.say('\n10. What became of it all');
  narrator.claim(ledger.owed().length === 0 && ledger.held === 0, `${ledger.accepted} events were accepted, and none is lost`);
  for (const name of FUNCTIONS) narrator.say(`         ${name.padEnd(9)} ${String(ledger.handledBy(name).size).padStart(6)} handled`);
  narrator.say(`         ${ledger.discarded} were discarded by somebody, with a reason`);
  const left = await command(world, 'events list --state waiting,taken,held,parked,dead --limit all --format ndjson', {
    what: 'the gateway lists what it has',
  });
  narrator.claim(!left.output.includes('"kind":"event"') && !/"id"/.test(left.output), 'which is nothing');
}
