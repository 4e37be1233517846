import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

// More than Node reads at once of small requests, and some megabytes.
const MAX_WAITING = 2_000;

interface Line {
  /** The answer behind which the next request waits. */
  latest: ServerResponse;
  waiting: number;
}

/**
 * The requests that are pipelined on a connection one after the other, each when the answer before it is over and others had their turn.
 * Node hands on all that it has read at once: thousands of them would be worked on together, while nobody else is answered, and the
 * first answer is sent when the last is made. A connection with too many that wait is closed.
 */
export function inTurn(listener: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  return (request, response) => {
    const { socket } = request;
    const line = lines.get(socket);
    // An answer has the socket when there is none before it.
    if (line === undefined || response.socket !== null || line.latest.closed) {
      if (line === undefined) lines.set(socket, { latest: response, waiting: 0 });
      else line.latest = response;
      return listener(request, response);
    }
    const before = line.latest;
    line.latest = response;
    line.waiting += 1;
    if (line.waiting > MAX_WAITING) return void socket.destroy();
    before.once('close', () => {
      line.waiting -= 1;
      setImmediate(() => {
        if (response.socket !== null) listener(request, response); // Else nobody could be answered: the connection is over.
      });
    });
  };
}
