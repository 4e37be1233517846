import { connect, type Socket } from 'node:net';
import type { Message } from './message.ts';
import { RequestReader } from './request-reader.ts';

export interface LoadResult {
  readonly answers: number;
  readonly failures: number;
  readonly seconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly spread; absent: as fast as answers come. */
  readonly rate?: number;
}

/** Send the message again and again over connections that stay open, the next on each when the last was answered. */
export async function load(port: number, message: Message, { connections, seconds, rate }: LoadOptions): Promise<LoadResult> {
  const bytes = requestBytes(message, port);
  const start = performance.now();
  const end = start + seconds * 1_000;
  const latencies: number[] = [];
  let failures = 0;
  let due = start;
  const step = rate === undefined ? 0 : 1_000 / rate;

  async function run(): Promise<void> {
    const line = await open(port);
    while (performance.now() < end) {
      const at = step === 0 ? performance.now() : (due += step);
      if (step > 0) await until(at);
      const isGood = await line.ask(bytes);
      latencies.push(performance.now() - at);
      if (!isGood) failures += 1;
    }
    line.socket.destroy();
  }

  await Promise.all(Array.from({ length: connections }, run));
  return { answers: latencies.length, failures, seconds: (performance.now() - start) / 1_000, latencies };
}

function until(time: number): Promise<void> {
  const wait = time - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}

function requestBytes({ headers, body }: Message, port: number): Buffer {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

interface Line {
  readonly socket: Socket;
  /** Whether the answer was 2xx. */
  ask(bytes: Buffer): Promise<boolean>;
}

function open(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const reader = new RequestReader();
    let settle: (isGood: boolean) => void = () => {};
    let isGood = true;
    socket.on('data', (chunk) => {
      if (chunk.length > 12 && chunk.subarray(0, 5).toString('latin1') === 'HTTP/') isGood = chunk[9] === 0x32;
      if (reader.take(chunk) > 0) settle(isGood);
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => settle(false));
      socket.on('close', () => settle(false));
      resolve({
        socket,
        ask: (bytes) =>
          new Promise((done) => {
            settle = done;
            socket.write(bytes);
          }),
      });
    });
  });
}
