import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RegistryError } from '../../core/errors.ts';
import { createFanOut, type Door } from '../../gateway/fleet/fan-out.ts';
import type { FromWorker, ToWorker } from './fleet-protocol.ts';
import type { Running } from '../lifetime.ts';
import type { FleetSeat } from './start-gateway.ts';

/** Be one of several gateways on a port, until the process that started it says stop, or is gone, or SIGTERM. */
export async function runFleetWorker(start: (seat: FleetSeat) => Promise<Running & { readonly url: string }>): Promise<never> {
  const orders = listenForOrders();
  const seat: FleetSeat = {
    front: () => createFanOut({ doors: () => orders.doors, onChange: (request) => tell({ kind: 'changed', request }) }),
    async open(admin) {
      const door = await openDoor(admin);
      tell({ kind: 'door', port: door.port });
      await orders.go;
      return door;
    },
  };
  try {
    // Who is told to stop before anything was taken has nothing to finish.
    const server = await Promise.race([start(seat), orders.stop]);
    if (server !== undefined) {
      tell({ kind: 'ready', url: server.url });
      await orders.stop;
      await server.close();
    }
  } catch (thrown) {
    const { code, message } = RegistryError.from(thrown);
    tell({ kind: 'failed', code, message });
    await orders.stop;
  }
  // The channel to the process that started us would keep this one alive, and a port that was refused keeps the channel.
  process.exit(0);
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

interface Orders {
  readonly doors: readonly Door[];
  readonly go: Promise<void>;
  readonly stop: Promise<void>;
}

function listenForOrders(): Orders {
  const orders: { doors: readonly Door[]; go?: () => void; stop?: () => void } = { doors: [] };
  const go = new Promise<void>((resolve) => (orders.go = resolve));
  const stop = new Promise<void>((resolve) => (orders.stop = resolve));
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'doors') orders.doors = message.doors;
    else orders[message.kind]?.();
  });
  process.on('disconnect', () => orders.stop?.());
  process.on('SIGTERM', () => orders.stop?.());
  // Ctrl-C and the end of a terminal reach all of them; the one that started us says when.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return {
    get doors() {
      return orders.doors;
    },
    go,
    stop,
  };
}

async function openDoor(admin: RequestListener): Promise<Running & { readonly port: number }> {
  const server = createServer(admin);
  // Of this worker alone: else all of them would share the port.
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
