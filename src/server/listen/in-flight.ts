import type { ServerResponse } from 'node:http';

/**
 * The answers under way, as many as a server has at a time. A list and no `Set`: one that takes and loses thousands a second is made anew all the
 * time, and V8's old ones, which lead to the newer ones, keep every answer that was under way alive until the next full collection. That took as
 * long as all else that is done for a short answer.
 */
export class InFlight implements Iterable<ServerResponse> {
  readonly #all: Place[] = [];

  /** Until it is over, in whatever way; one that has its connection, since else it may never hear of its end. */
  add(response: ServerResponse): void {
    const place = { response, at: this.#all.length };
    this.#all.push(place);
    response.once('close', () => this.#remove(place));
  }

  *[Symbol.iterator](): IterableIterator<ServerResponse> {
    for (const { response } of this.#all.slice()) yield response;
  }

  // The last one takes its place.
  #remove(place: Place): void {
    const { at } = place;
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
