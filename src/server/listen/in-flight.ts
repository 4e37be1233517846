import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The answers under way, as many as a server has at a time. A list and no `Set`: one that takes and loses thousands a second is made anew all the
 * time, and V8's old ones, which lead to the newer ones, keep every answer that was under way alive until the next full collection. That took as
 * long as all else that is done for a short answer.
 */
export class InFlight implements Iterable<ServerResponse> {
  readonly #all: Place[] = [];
  /** Those that wait for others on their connection: one whose turn never comes is not told when that is cut off. */
  readonly #queued = new WeakMap<Socket, Set<Place>>();

  /** Until it is over, in whatever way. */
  add(response: ServerResponse): void {
    const place = { response, at: this.#all.length };
    this.#all.push(place);
    response.once('close', () => this.#remove(place));
    if (response.socket === null) this.#followSocket(place);
  }

  *[Symbol.iterator](): IterableIterator<ServerResponse> {
    for (const { response } of this.#all.slice()) yield response;
  }

  #followSocket(place: Place): void {
    const { response } = place;
    const { socket } = response.req;
    const queued = this.#queued.get(socket) ?? new Set();
    if (!this.#queued.has(socket)) socket.once('close', () => queued.forEach((one) => this.#remove(one)));
    this.#queued.set(socket, queued.add(place));
    response.once('close', () => queued.delete(place));
  }

  // The last one takes its place.
  #remove(place: Place): void {
    const { at } = place;
    if (this.#all[at] !== place) return; // It was removed before.
    const last = this.#all.pop();
    if (last === undefined || last === place) return;
    last.at = at;
    this.#all[at] = last;
  }
}

interface Place {
  readonly response: ServerResponse;
  at: number;
}
