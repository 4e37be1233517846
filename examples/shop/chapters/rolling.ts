import { pathToFileURL } from 'node:url';
import { ORDER } from '../routes.ts';
import type { Handler } from '../rolling-function.ts';
import { loadProducer, type Producer, type World } from '../world.ts';

const BUILDS = { old: 'first', new: 'grown' };
const STEPS = ['producer', 'producer', 'consumer', 'consumer'] as const;
type Step = (typeof STEPS)[number];

/** Two producers and two consumers of orders go to the next version one by one, in every order; in every state all send and all get. */
export async function rolling(world: World): Promise<void> {
  const { narrator, counts } = world;
  const orders = [...new Set(permutations(STEPS).map((order) => order.join(' ')))].map((order) => order.split(' ') as Step[]);
  narrator.say(`\n6. Two producers and two consumers of orders are deployed anew, one by one, in each of ${orders.length} orders`);
  const [oldProducer, newProducer] = [await producerOf(world, BUILDS.old), await producerOf(world, BUILDS.new)];
  const handled: string[] = [];
  const [oldConsumer, newConsumer] = [await consumerOf(world, BUILDS.old, handled), await consumerOf(world, BUILDS.new, handled)];
  const refused: number[] = [];
  let sent = 0;
  for (const order of orders)
    for (let done = 0; done <= order.length; done += 1) {
      const isNew = (kind: Step): number => order.slice(0, done).filter((step) => step === kind).length;
      world.rolling.handlers = [isNew('consumer') > 0 ? newConsumer : oldConsumer, isNew('consumer') > 1 ? newConsumer : oldConsumer];
      for (const producer of [isNew('producer') > 0 ? newProducer : oldProducer, isNew('producer') > 1 ? newProducer : oldProducer])
        // An even number, so that either consumer gets its share of either producer.
        for (let n = 0; n < 2 * counts.each; n += 1) {
          const said = await producer.orderPlaced(orderOf(producer === newProducer, sent), { id: `rolling-${sent}` });
          sent += 1;
          if (said.status !== 204) refused.push(said.status);
        }
    }
  narrator.claim(refused.length === 0, `${sent} orders sent on the way, none refused${refused.length === 0 ? '' : `, but for ${refused.join(' ')}`}`);
  narrator.claim(new Set(handled).size === sent, `and ${new Set(handled).size} handled, by whichever consumer got them`);
}

function orderOf(isNew: boolean, n: number): object {
  const order = { orderId: `ord_roll${n}`, lines: [{ sku: 'A-1', quantity: 1 }], total: 100 };
  return isNew ? { ...order, note: 'new', currency: 'USD' } : order;
}

function producerOf(world: World, build: string): Promise<Producer> {
  return loadProducer(world, build, 'orders', (event) => world.sender.send(event, '/rolling'));
}

/** The generated consumer of a build, with a handler that only notes, as a function. */
async function consumerOf({ workspace }: World, build: string, handled: string[]): Promise<Handler> {
  const load = async <Module>(file: string): Promise<Module> =>
    (await import(pathToFileURL(workspace.built(build, `payments/src/events/${file}`)).href)) as Module;
  const { createConsumer } = await load<{ readonly createConsumer: (handlers: object) => object }>('index.js');
  const { expressHandler } = await load<{ readonly expressHandler: (consumer: object) => Handler }>('express.js');
  return expressHandler(createConsumer({ [ORDER]: ({ id }: { readonly id: string }) => handled.push(id) }));
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
