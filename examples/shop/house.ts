import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, startNode, type Ended, type Environment, type RunSluice, type Service } from './program.ts';
import { routesOf, type Addresses, type Reads } from './routes.ts';

const TOKEN = 'only-an-example';

/** A registry or a gateway that may be killed and comes back where it was. */
export interface Place {
  readonly name: string;
  readonly url: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The registries and gateways of the shop: one each on SQLite, two each on PostgreSQL. */
export interface House {
  readonly registries: readonly Place[];
  readonly gateways: readonly Place[];
  /** Run a command line at the first registry and gateway, or at others. */
  sluice(parameters: readonly string[], folder: string, env?: Environment): Promise<Ended>;
  /** Which versions functions read; the gateways are started anew, one after the other. */
  configure(reads: Reads): Promise<void>;
  stop(): Promise<void>;
}

export interface HouseOptions {
  /** Where data, logs and configurations go. */
  readonly folder: string;
  readonly functions: Addresses;
  /** The address of a database; without it files in the folder. */
  readonly postgres: string | undefined;
  /** The file of `sluice`, for what serves. */
  readonly program: string;
  /** For what ends. */
  readonly run: RunSluice;
}

/** Start them. */
export async function startHouse({ folder, functions, postgres, program, run }: HouseOptions): Promise<House> {
  const count = postgres === undefined ? 1 : 2;
  const ports = await freePorts(2 * count);
  const file = join(folder, 'sluice.gateway.json');
  const configure = (reads: Reads): void => {
    const queue = postgres === undefined ? {} : { queue: { store: `${postgres}?schema=events`, leaseMs: 3_000 } };
    writeFileSync(file, JSON.stringify({ admin: { tokenEnv: 'ADMIN_TOKEN' }, ...queue, routes: routesOf(functions, reads) }, null, 2));
  };
  configure({});
  const registries: Place[] = [];
  const gateways: Place[] = [];
  const url = (index: number): string => `http://127.0.0.1:${ports[index]}`;
  for (let index = 0; index < count; index += 1) {
    const registry = `registry-${index + 1}`;
    const serve = [program, 'serve', '--port', String(ports[index]), '--gateway', `shop=${url(count + index)}`];
    const where = ['--store', postgres === undefined ? `sqlite:${join(folder, 'registry.sqlite')}` : `${postgres}?schema=registry`];
    registries.push(await open(folder, registry, url(index), [...serve, ...where], { SLUICE_GATEWAY_TOKEN: TOKEN }));
    const gateway = `gateway-${index + 1}`;
    const parameters = [program, 'gateway', '--config', file, '--registry', url(index), '--port', String(ports[count + index])];
    gateways.push(await open(folder, gateway, url(count + index), parameters, { ADMIN_TOKEN: TOKEN }));
  }
  const env = { SLUICE_REGISTRY: url(0), SLUICE_GATEWAY: url(count), SLUICE_GATEWAY_TOKEN: TOKEN };
  return {
    registries,
    gateways,
    sluice: (parameters, cwd, more = {}) => run(parameters, cwd, { ...env, ...more }),
    configure: async (reads) => {
      configure(reads);
      for (const gateway of gateways) {
        await gateway.stop();
        await gateway.start();
      }
    },
    stop: async () => {
      for (const place of [...gateways, ...registries]) await place.stop();
    },
  };
}

async function open(folder: string, name: string, url: string, parameters: readonly string[], env: Environment): Promise<Place> {
  const data = join(folder, name);
  mkdirSync(data);
  const start = (): Promise<Service> =>
    startNode([...parameters, '--dir', data], folder, { SLUICE_LOG_LEVEL: 'warn', ...env }, join(folder, `${name}.log`));
  let service: Service | undefined = await start();
  const end = async (how: 'kill' | 'stop'): Promise<void> => {
    await service?.[how]();
    service = undefined;
  };
  return {
    name,
    url,
    kill: () => end('kill'),
    stop: () => end('stop'),
    start: async () => {
      service ??= await start();
    },
  };
}
