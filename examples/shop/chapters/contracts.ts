import { FUNCTIONS } from '../routes.ts';
import { command, gatewaysFollow, type World } from '../world.ts';

/** Register what the teams own, generate both ends, compile them, and start the functions. */
export async function contracts(world: World): Promise<void> {
  const { narrator } = world;
  narrator.say('\n1. Six teams, five contracts: one in an AsyncAPI document, four in JSON Schemas');
  await command(world, 'import asyncapi orders/asyncapi.yaml --prefix com.shop. --owner orders', {
    what: 'the document of the orders team is registered',
  });
  await command(world, 'publish', { what: 'the schemas of the others are, each under its owner' });
  await command(world, 'pull', { what: 'every team has locked what it sends and handles' });
  await build(world, 'first');
  for (const name of FUNCTIONS) await world.functions.deploy(name, 'first');
  narrator.claim(await gatewaysFollow(world), 'every gateway has the contracts');
  narrator.say(`  ${FUNCTIONS.length} functions run: ${FUNCTIONS.join(', ')}`);
}

/** Generate and compile the code of all teams. */
export async function build(world: World, name: string): Promise<void> {
  await command(world, 'generate', { what: 'producers and consumers are generated' });
  const compiled = await world.workspace.compile(name);
  const found = compiled.code === 0 ? '' : `: ${compiled.output.slice(0, 2_000)}`;
  world.narrator.claim(compiled.code === 0, `they compile under --strict, with the functions, in ${(compiled.ms / 1000).toFixed(1)} s${found}`);
}
