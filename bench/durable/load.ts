import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MessageName } from '../gateway/message.ts';
import { RequestReader } from '../gateway/request-reader.ts';
import { NUMBER_DIGITS, templates, type Template } from './message.ts';

export interface DurableLoad {
  readonly port: number;
  readonly message: MessageName;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly spread, each late one counted from when it was due; absent: as fast as answers come. */
  readonly rate?: number;
  /** Told of each answer. */
  readonly onAnswer?: (number: number, sentAt: number) => void;
}

export interface Answers {
  readonly count: number;
  readonly perSecond: number;
  /** In milliseconds. */
  readonly latencies: readonly number[];
}

// Never the same again in this process, so that no gate takes an event for one that it has.
let last = 0;

/** Bare sockets, since a client that parses HTTP would be slower than what it measures. Throws where an answer is no 202. */
export async function loadDurably(load: DurableLoad): Promise<Answers> {
  const { port, connections, seconds, rate } = load;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const messages = templates(load.message, port, connections);
  const start = performance.now();
  const end = start + seconds * 1_000;
  const latencies: number[] = [];
  let due = start;

  async function run(socket: Socket, template: Template): Promise<void> {
    const line = new Line(socket);
    while (performance.now() < end) {
      if (rate !== undefined) due += 1_000 / rate;
      const at = rate === undefined ? performance.now() : due;
      if (rate !== undefined) await until(at);
      const number = (last += 1);
      template.bytes.write(String(number).padStart(NUMBER_DIGITS, '0'), template.numberAt, 'latin1');
      await line.ask(template.bytes);
      latencies.push(performance.now() - at);
      load.onAnswer?.(number, at);
    }
    socket.destroy();
  }

  await Promise.all(sockets.map((socket, index) => run(socket, messages[index] as Template)));
  return { count: latencies.length, perSecond: (latencies.length * 1_000) / (performance.now() - start), latencies };
}

function until(time: number): Promise<void> {
  const wait = time - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

class Line {
  readonly #socket: Socket;
  readonly #reader = new RequestReader();
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      const head = chunk.toString('latin1', 0, 12);
      if (head.startsWith('HTTP/') && head !== 'HTTP/1.1 202') this.#reject(new Error(`expected 202; found ${chunk.toString()}`));
      if (this.#reader.take(chunk) > 0) this.#resolve();
    });
    socket.on('error', (error) => this.#reject(error));
    socket.on('close', () => this.#reject(new Error('the gate closed the connection')));
  }

  ask(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
      this.#socket.write(bytes);
    });
  }
}
