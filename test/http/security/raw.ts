import { connect } from 'node:net';

/** What a server sends back for these bytes, until it closes the connection. */
export function exchangeRaw(url: string, ...parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
    for (const part of parts) socket.write(part, 'latin1');
  });
}

/** The status codes of all answers in a reply. */
export function statusesOf(reply: string): number[] {
  return [...reply.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}

/** A request as text; `Connection: close` makes the server end the exchange. */
export function requestText(line: string, headers: readonly string[] = [], body = ''): string {
  return [line, 'Host: registry', 'Connection: close', ...headers, '', body].join('\r\n');
}
