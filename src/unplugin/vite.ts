import type { Builder, Turn } from './builder.ts';

/** What of Vite's dev server is used. */
export interface ViteServer {
  readonly watcher: {
    add(paths: readonly string[]): unknown;
    on(event: 'all', listener: (event: string, path: string) => void): unknown;
  };
  readonly ws: {
    on(event: 'connection', listener: () => void): void;
    send(payload: VitePayload): void;
  };
  readonly config: { readonly root: string; readonly logger: { error(text: string): void; warn(text: string): void } };
}

type VitePayload = { type: 'full-reload' } | { type: 'error'; err: { message: string; stack: string; plugin: string } };

/** Generates while a dev server runs. */
export interface DevSession {
  /** At the start of the server. Rejects only where `frozen`: nobody may be there to see the overlay. */
  start(): Promise<void>;
}

// Editors and `sluice pull` write several files at once.
const SETTLE_MS = 50;

/**
 * Generate again when configuration, lock or a vendored schema changes. Vite sees the files that are written and reloads
 * what imports them. An error goes to the log and to the overlay, also of pages that are opened later, until it is mended.
 */
export function watchInVite(server: ViteServer, builder: Builder): DevSession {
  let turn: Turn = { frozen: false, inputs: [], warnings: [] };
  let timer: NodeJS.Timeout | undefined;
  const build = async (): Promise<void> => {
    const before = turn.failure;
    turn = await builder.build(server.config.root);
    server.watcher.add(turn.inputs);
    for (const warning of turn.warnings) server.config.logger.warn(`sluice: ${warning}`);
    if (turn.failure !== undefined) server.config.logger.error(turn.failure.message);
    if (turn.failure !== undefined) showFailure(server, turn.failure);
    else if (before !== undefined) server.ws.send({ type: 'full-reload' });
  };
  server.watcher.on('all', (_event, path) => {
    if (!turn.inputs.includes(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void build(), SETTLE_MS);
  });
  server.ws.on('connection', () => {
    if (turn.failure !== undefined) showFailure(server, turn.failure);
  });
  return {
    async start() {
      await build();
      if (turn.frozen && turn.failure !== undefined) throw turn.failure;
    },
  };
}

function showFailure({ ws }: ViteServer, { message }: Error): void {
  ws.send({ type: 'error', err: { message, stack: '', plugin: 'sluice' } });
}
