import { startFunction, type FunctionServer } from '../function-server.ts';
import { structured, STRUCTURED } from '../gateway-server.ts';
import { startDurableGateway, type DurableGateway, type DurableSetup } from '../durable/durable-gateway.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';
import type { RawAnswer } from '../send-raw.ts';

export const TOKEN = 'let-me-in';
const AUTH = [`Authorization: Bearer ${TOKEN}`];

/** The world around kept events: a registry, a function, and a gateway whose admin asks for a token. */
export interface EventsWorld {
  readonly registry: RegistryServer;
  readonly fn: FunctionServer;
  readonly gateway: DurableGateway;
  /** What the log was told, as data and text. */
  readonly logged: object[];
  /** Ask `/-/api/v1/events…` with the token. */
  ask(method: string, path: string, body?: object, headers?: readonly string[]): Promise<RawAnswer>;
  /** The lines of a streamed answer. */
  lines(path: string, body: object): Promise<readonly Record<string, unknown>[]>;
  /** Send a structured event; gives the number of a 202, and the status otherwise. */
  send(path: string, event: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export interface EventsSetup extends Omit<DurableSetup, 'registryUrl' | 'config'> {
  /** By the function's address. */
  readonly routes: (url: string) => readonly object[];
  readonly answer?: Parameters<typeof startFunction>[0];
  readonly hasToken?: boolean;
}

export async function startWorld({ routes, answer, hasToken = true, ...setup }: EventsSetup): Promise<EventsWorld> {
  const [registry, fn] = await Promise.all([startRegistry(), startFunction(answer)]);
  const logged: object[] = [];
  const tell = (data: object, text: string): void => void logged.push({ ...data, text });
  const gateway = await startDurableGateway({
    registryUrl: registry.url,
    config: { routes: routes(fn.url), ...(hasToken ? { admin: { tokenEnv: 'ADMIN' } } : {}) },
    env: { ADMIN: TOKEN },
    log: { debug: tell, info: tell, warn: tell, error: tell },
    ...setup,
  });
  const ask: EventsWorld['ask'] = (method, path, body, headers = AUTH) =>
    gateway.send({
      method,
      path: `/-/api/v1/events${path}`,
      headers: [...headers, ...(body === undefined ? [] : ['Content-Type: application/json'])],
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    registry,
    fn,
    gateway,
    logged,
    ask,
    async lines(path, body) {
      const answered = await ask('POST', path, body);
      if (answered.status !== 200) throw new Error(`${answered.status} ${answered.body}`);
      return answered.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async send(path, event) {
      const { status, body } = await gateway.send({ path, headers: STRUCTURED, body: structured(event) });
      return { status, body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>) };
    },
    async close() {
      await gateway.close();
      await Promise.all([registry.close(), fn.close()]);
    },
  };
}
