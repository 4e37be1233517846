import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const { PORT = '0', JOURNAL = '' } = process.env;

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** Serve a generated handler at PORT. What it throws is a 500, so that the event comes again. */
export function serveFunction(handler: Handler): void {
  const server = createServer((request, response) => {
    handler(request, response, () => response.writeHead(500).end());
  });
  // Longer than the gateway keeps a connection that nobody uses.
  server.keepAliveTimeout = 60_000;
  server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
}

/** What a function did, in its file, before it answers: the only memory that the example trusts. */
export function appendLine(line: Readonly<Record<string, unknown>>): void {
  appendFileSync(JOURNAL, `${JSON.stringify(line)}\n`);
}
