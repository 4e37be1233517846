import { READING } from '../routes.ts';
import { command, listEvents, loadProducer, settle, settles, type World } from '../world.ts';
import { isAccepted } from './day.ts';

const SCHEMA = `schemas/${READING}.json`;
const CELSIUS = { from: '"type": "number"', to: '"type": ["number", "string"]' };
const LOOK_EVERY_EVENTS = 5_000;

/** A bad version is published, and taken back. */
export async function rollback(world: World): Promise<void> {
  const { narrator, house, sender, ledger, workspace } = world;
  narrator.say('\n8. The sensors team publishes a bad version, and rolls it back');
  workspace.edit([{ file: `sensors/${SCHEMA}`, ...CELSIUS }]);
  await command(world, `register ${SCHEMA} --subject ${READING} --allow-breaking --reason what-could-go-wrong`, {
    what: 'a version whose temperatures may be texts',
    team: 'sensors',
  });
  const bad: string[] = [];
  const sendBad = async (gate: number): Promise<boolean> => {
    const id = `bad-${bad.length}`;
    bad.push(id);
    return isAccepted(
      await sender.send({ specversion: '1.0', id, source: '/sensors', type: READING, data: { sensor: 's-1', celsius: 'cold' } }, '/sensors', gate),
    );
  };
  const everywhere = async (accepted: boolean): Promise<boolean> =>
    (await Promise.all(house.gateways.map((_, gate) => sendBad(gate)))).every((is) => is === accepted);
  narrator.claim(await settles(() => everywhere(true)), 'texts come through every gate');

  const since = performance.now();
  const retired = await command(world, `retire ${READING}@2 --reason bad-publish`, { what: 'retire takes it back' });
  let looks = 0;
  while (looks < LOOK_EVERY_EVENTS && !(await everywhere(false))) looks += 1;
  narrator.claim(looks < LOOK_EVERY_EVENTS, 'no text comes through any gate');
  const ms = Math.round(performance.now() - since);
  narrator.say(`         ${ms} ms from the command to the last gate, of which the command took ${Math.round(retired.ms)} ms`);

  ledger.discard(bad);
  const sensors = await loadProducer(world, 'first', 'sensors', (event) => sender.send(event, '/sensors'));
  const good = await sensors.sensorReading({ sensor: 's-1', celsius: 4 });
  narrator.claim(isAccepted(good), 'and what was right before is right again');
  await settle(world);
  // What came through is on its way to the function; it can be discarded when that has refused it.
  const areRefused = await settles(async () => (await listEvents(world, 'waiting,taken', READING)).length === 0);
  narrator.claim(areRefused && !bad.some((id) => ledger.handledBy('alert').has(id)), 'the function has refused every text');
  await command(world, `events discard --state held,parked,dead --type ${READING} --reason bad-publish --yes`, {
    what: 'what came meanwhile is discarded',
  });
  ledger.dropHeld();
  workspace.edit([{ file: `sensors/${SCHEMA}`, from: CELSIUS.to, to: CELSIUS.from }]);
}
