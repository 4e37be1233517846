import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { listen } from '../../gateway/listen.ts';
import type { ExchangeLimits } from '../../../src/http/gateways/exchange.ts';
import { placeOf } from '../gateway-behind.ts';
import { startGuardedServer, type GuardedOptions, type GuardedServer } from '../security/guarded-server.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LyingWorld {
  readonly server: GuardedServer;
  /** Keys with these scopes. */
  readonly admin: string;
  readonly reader: string;
  /** What the gateway was asked, in order. */
  readonly asked: Asked[];
}

export interface LyingSetup extends Omit<GuardedOptions, 'gateways' | 'limits'> {
  readonly limits?: Partial<ExchangeLimits>;
  readonly mayDecide?: boolean;
  /** Instead of where the gateway is. */
  readonly url?: string;
  /** After its address. */
  readonly below?: string;
}

/** A registry that asks for keys, before a gateway that answers as it likes. */
export async function startLyingWorld(answer: RequestListener, setup: LyingSetup = {}): Promise<LyingWorld> {
  const { limits, mayDecide = true, url, below = '', ...options } = setup;
  const asked: Asked[] = [];
  const gateway = await listen(
    createServer((request, response) => {
      void buffer(request).then((bytes) => {
        asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: bytes.toString('utf8') });
        answer(request, response);
      });
    }),
  );
  const place = placeOf(url ?? `${gateway.url}${below}`);
  const server = await startGuardedServer({ ...options, gateways: { places: [place], mayDecide, ...(limits && { limits }) } });
  onTestFinished(async () => {
    await server.close();
    await gateway.close();
  });
  return { server, asked, admin: await server.makeKey('admin'), reader: await server.makeKey('read') };
}
