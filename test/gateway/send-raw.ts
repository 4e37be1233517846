import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  /** Sent as they are, one line each, as latin1. */
  readonly headers: readonly string[];
  readonly body?: string | Uint8Array;
}

/** Send a request byte by byte as given, over a socket of its own: fetch would mend or refuse much of it. */
export async function sendRaw(url: string, { method = 'POST', path = '/', headers, body = '' }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const bytes = Buffer.from(body);
  const socket = connect(Number(port), hostname);
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, `Content-Length: ${bytes.length}`, ...withConnection(headers)];
  socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]));
  return parse(await text(socket));
}

function withConnection(headers: readonly string[]): readonly string[] {
  return headers.some((line) => /^connection:/i.test(line)) ? headers : [...headers, 'Connection: close'];
}

function parse(answer: string): RawAnswer {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const body = rest.join('\r\n\r\n');
  return { status: Number(statusLine.split(' ')[1]), headers, body: headers['transfer-encoding'] === 'chunked' ? dechunk(body) : body };
}

function dechunk(body: string): string {
  const [, size = '0'] = /^([0-9a-f]+)\r\n/i.exec(body) ?? [];
  const length = Number.parseInt(size, 16);
  if (length === 0) return '';
  const start = size.length + 2;
  return body.slice(start, start + length) + dechunk(body.slice(start + length + 2));
}
