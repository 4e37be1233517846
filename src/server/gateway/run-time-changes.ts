import type { AdminRequest } from '../../gateway/fleet/fan-out.ts';

interface Change {
  readonly request: AdminRequest;
  readonly at: number;
}

const DEFAULT_FOR_MS = 3_600_000;

/** What was changed at run time and has not ended: for workers that start later. */
export class RunTimeChanges {
  readonly #now: () => number;
  readonly #byUrl = new Map<string, Change>();
  /** What those who are being told are still to be told. */
  readonly #untold = new Set<AdminRequest[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Tell all of it, and what is noted while it is told: who is told has missed nothing when this is over. `tell` never rejects. */
  async tellAll(tell: (request: AdminRequest) => Promise<unknown>): Promise<void> {
    const untold = this.list();
    this.#untold.add(untold);
    for (let next = untold.shift(); next !== undefined; next = untold.shift()) await tell(next);
    this.#untold.delete(untold);
  }

  /** A PUT stays until its end, a DELETE or another PUT; what is done once is not repeated. */
  note(request: AdminRequest): void {
    for (const untold of this.#untold) untold.push(request);
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
