import type { Client } from 'pg';

/** @internal */
export interface Listening {
  readonly stop: () => Promise<void>;
}

export interface ListenOptions {
  readonly createClient: () => Client;
  /** Tells each new connection what it is there for beside. */
  readonly greet?: (client: Client) => Promise<void>;
  readonly channel: string;
  readonly pollMs: number;
  /** Of another process. */
  readonly isForUs: (payload: string | undefined) => boolean;
  /** On a notice, whenever a connection begins, since one may have been lost before, and every `pollMs`. */
  readonly look: () => void | Promise<void>;
}

const [MIN_WAIT_MS, MAX_WAIT_MS] = [100, 5_000];

/** @internal Listen on a connection of its own, which is made anew when it is lost. */
export function listen({ createClient, greet, channel, pollMs, isForUs, look }: ListenOptions): Listening {
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let waitMs = MIN_WAIT_MS;
  let isStopped = false;
  const poll = setInterval(() => void look(), pollMs).unref();
  const again = (): void => {
    client = undefined;
    clearTimeout(retry);
    if (isStopped) return;
    retry = setTimeout(() => void connect(), waitMs).unref();
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  };
  const connect = async (): Promise<void> => {
    let connecting: Client | undefined;
    try {
      connecting = client = createClient();
      connecting.on('error', () => {});
      connecting.on('notification', ({ payload }) => void (isForUs(payload) && look()));
      await connecting.connect();
      await connecting.query(`LISTEN "${channel}"`);
      await greet?.(connecting);
      connecting.once('end', () => client === connecting && again());
      waitMs = MIN_WAIT_MS;
      await look();
    } catch {
      void connecting?.end().catch(() => {});
      if (client === connecting) again();
    }
  };
  void connect();
  return {
    async stop() {
      isStopped = true;
      clearInterval(poll);
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
