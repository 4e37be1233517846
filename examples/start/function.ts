import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The example function: says what it was given, as a real one would do its work. */
export function startFunction(say: (line: string) => void): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      say(`function received ${String(request.headers['ce-type'] ?? 'an event')}: ${body.slice(0, 200)}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ handled: true }));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo; // Never a pipe: it listens on a port.
      resolve({ url: `http://127.0.0.1:${port}/`, server });
    });
  });
}
