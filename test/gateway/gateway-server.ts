import { createServer } from 'node:http';
import { createClient } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { startGateway, type GatewayOptions } from '../../src/gateway/server.ts';
import { SILENT_LOG } from '../../src/http/kit/log.ts';
import { listen, type Running } from './listen.ts';
import { until } from '../until.ts';
import { sendRaw, type RawAnswer, type RawRequest } from './send-raw.ts';

export interface GatewayServer extends Running {
  send(request: RawRequest): Promise<RawAnswer>;
  /** What `/-/readyz` says. */
  readiness(): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** Resolves when the gate has taken in all changes up to `position`. */
  reached(position: number): Promise<void>;
  /** Nothing more is taken from the queue. */
  drain(): void;
}

export interface GatewaySetup extends Partial<Omit<GatewayOptions, 'config'>> {
  readonly registryUrl: string;
  /** The configuration as a file would have it. */
  readonly config: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** A real gateway on a real port. */
export async function startTestGateway({ config, env = {}, ...options }: GatewaySetup): Promise<GatewayServer> {
  const parsed = await parseGatewayConfig({ file: 'gateway.json', text: JSON.stringify(config), env, format: jsonSchemaFormat });
  const gate = await startGateway({
    source: createClient({ url: options.registryUrl }),
    format: jsonSchemaFormat,
    log: SILENT_LOG,
    ...options,
    config: parsed,
  });
  const running = await listen(createServer(gate.listener));
  const readiness: GatewayServer['readiness'] = async () => {
    const answer = await sendRaw(running.url, { method: 'GET', path: '/-/readyz', headers: [] });
    return { status: answer.status, body: problemOf(answer) };
  };
  return {
    ...running,
    send: (request) => sendRaw(running.url, request),
    readiness,
    async reached(position) {
      await until(async () => Number((await readiness()).body['position'] ?? -1) >= position);
    },
    drain: () => gate.drain(),
    async close() {
      await running.close();
      await gate.close();
    },
  };
}

/** The headers of an event in binary mode. */
export function binary(attributes: Readonly<Record<string, string>>, contentType = 'application/json'): string[] {
  const all = { specversion: '1.0', id: '1', source: '/test', ...attributes };
  return [...Object.entries(all).map(([name, value]) => `ce-${name}: ${value}`), ...(contentType === '' ? [] : [`Content-Type: ${contentType}`])];
}

export const STRUCTURED: readonly string[] = ['Content-Type: application/cloudevents+json'];

/** The text of an event in structured mode. */
export function structured(members: object): string {
  return JSON.stringify({ specversion: '1.0', id: '1', source: '/test', ...members });
}

/** What of a problem document tests look at. */
export function problemOf(answer: RawAnswer): Record<string, unknown> {
  return JSON.parse(answer.body) as Record<string, unknown>;
}
