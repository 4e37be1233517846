import { USER } from '../routes.ts';
import { command, gatewaysFollow, listEvents, settle, type World } from '../world.ts';

const LANGUAGE = '"language": { "description": "Of the mails.", "enum": ["de", "en", "fr"] }';
const SCHEMA = `schemas/${USER}.json`;
const HOPELESS = 'old-hopeless';

/** A program that nobody generated sends what the contract does not know; it is held, the contract mended, and what fits let in. */
export async function held(world: World): Promise<void> {
  const { narrator, sender, ledger, counts, workspace } = world;
  narrator.say('\n7. An old program sends users with a plan, of which the contract knows nothing, and one without an address');
  const send = (id: string, data: object) => sender.send({ specversion: '1.0', id, source: '/old', type: USER, data });
  for (let n = 0; n < counts.orders; n += 1) await send(`old-${n}`, { userId: `usr_old${n}`, email: `old${n}@example.com`, plan: 'gold' });
  const said = await send(HOPELESS, { userId: 'usr_nobody', email: 'nowhere', plan: 'gold' });
  narrator.claim(said.state === 'held' && ledger.held === counts.orders + 1, `${ledger.held} of them are answered with 202, and held`);
  narrator.claim(
    [...ledger.handledBy('mail')].every((id) => !id.startsWith('old-')),
    'none of them came to a function',
  );

  workspace.edit([
    { file: `accounts/${SCHEMA}`, from: LANGUAGE, to: `${LANGUAGE},\n    "plan": { "description": "What they pay for.", "enum": ["free", "gold"] }` },
  ]);
  await command(world, `events rejudge --schema ${SCHEMA}`, {
    what: 'with a plan in the contract all but one would pass',
    team: 'accounts',
    code: 1,
  });
  await command(world, 'publish', { what: 'the contract is mended', team: 'accounts' });
  narrator.claim(await gatewaysFollow(world), 'and every gateway has it');
  const replayed = await command(world, 'events replay --state held --yes', { what: 'what passes is let in, and one is left', code: 1 });
  narrator.claim(replayed.output.includes('still_invalid'), 'which is still not valid');
  ledger.discard([HOPELESS]);
  ledger.admitHeld();
  await settle(world);
  const kept = await listEvents(world, 'held');
  narrator.claim(kept.length === 1, 'one event is held');
  await command(world, `events discard ${kept[0]?.id ?? ''} --reason no-address`, { what: 'and is discarded, with a reason' });
}
