import type { AdminRequest } from '../gateway/fleet/fan-out.ts';

interface Change {
  readonly request: AdminRequest;
  readonly at: number;
}

const DEFAULT_FOR_MS = 3_600_000;

/** What was changed at run time and has not ended: for workers that start later. */
export class RunTimeChanges {
  readonly #now: () => number;
  readonly #byUrl = new Map<string, Change>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A PUT stays until its end, a DELETE or another PUT; what is done once is not repeated. */
  note(request: AdminRequest): void {
    if (request.method === 'PUT') this.#byUrl.set(request.url, { request, at: this.#now() });
    if (request.method === 'DELETE') this.#byUrl.delete(request.url);
  }

  /** Each with the time that is left of it. */
  list(): AdminRequest[] {
    return [...this.#byUrl.values()].flatMap(({ request, at }) => {
      const body = JSON.parse(request.body) as { readonly forMs?: number };
      const forMs = (body.forMs ?? DEFAULT_FOR_MS) - (this.#now() - at);
      return forMs <= 0 ? [] : [{ ...request, body: JSON.stringify({ ...body, forMs }) }];
    });
  }
}
