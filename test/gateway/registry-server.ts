import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createClient, type Client } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createApp } from '../../src/http/app.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { listen, type Running } from './listen.ts';

export interface RegistryServer extends Running {
  readonly client: Client;
  readonly registry: Registry;
  /** Serve the same registry again on the same port, after `close`. */
  reopen(): Promise<void>;
}

/** A real registry on a real port, in memory. */
export async function startRegistry(): Promise<RegistryServer> {
  const registry = createRegistry({ store: createMemoryStore(), formats: [jsonSchemaFormat], now: Date.now, random: randomBytes });
  const handle = createApp({ registry }).callback();
  const serve = (port = 0): Promise<Running> =>
    listen(
      createServer((request, response) => void handle(request, response)),
      port,
    );
  let running = await serve();
  const { url, port } = running;
  return {
    url,
    port,
    registry,
    client: createClient({ url }),
    close: () => running.close(),
    async reopen() {
      running = await serve(port);
    },
  };
}

/** An object schema whose members are declared; `required` ones by name. */
export function objectSchema(properties: Readonly<Record<string, object>>, required: readonly string[] = []): { readonly [name: string]: never } {
  return { type: 'object', properties, required } as never;
}
