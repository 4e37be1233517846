import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, type Running } from '../../gateway/listen.ts';

/** What the function is told of an event. */
export interface EventData {
  readonly id: string;
  /** Events without one are in no order. */
  readonly key?: string;
  /** Counts up within the key. */
  readonly n: number;
}

/** One request that the function got. */
export interface Visit {
  readonly event: EventData;
  readonly delivery: string;
  readonly attempt: number;
  /** `done`: answered with 200. `refused`: answered 422, which makes a delivery dead. `failed`: anything else, or nothing. */
  outcome: 'done' | 'refused' | 'failed';
}

export interface MoodyFunction extends Running {
  /** In order of arrival. */
  readonly visits: readonly Visit[];
}

/** Every so many events are refused for good. */
const REFUSED_EACH = 13;

/** A function that errors, hangs, resets and is slow, as `random` says; one in thirteen events it never takes. */
export async function startMoodyFunction(random: () => number): Promise<MoodyFunction> {
  const visits: Visit[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const event = eventOf(request.headers);
    const { 'sluice-delivery': delivery = '', 'sluice-attempt': attempt = '' } = request.headers;
    const visit: Visit = { event, delivery: String(delivery), attempt: Number(attempt), outcome: 'failed' };
    visits.push(visit);
    const end = (outcome: Visit['outcome'], status: number): void => {
      visit.outcome = outcome;
      response.writeHead(status).end();
    };
    const mood = random();
    if (mood < 0.03) return; // Hangs.
    if (mood < 0.06) return void request.socket.destroy();
    if (mood < 0.12) return end('failed', 500);
    if (mood < 0.15) return void response.writeHead(503, { 'retry-after': '0' }).end();
    const [outcome, status] = event.n % REFUSED_EACH === 0 ? (['refused', 422] as const) : (['done', 200] as const);
    if (mood < 0.25) setTimeout(() => end(outcome, status), random() * 50);
    else end(outcome, status);
  };
  const running = await listen(createServer(answer));
  return { ...running, visits };
}

// From the headers, which are there at once: what is noted is the order of arrival.
function eventOf(headers: IncomingMessage['headers']): EventData {
  const { 'ce-id': id = '', 'ce-partitionkey': key } = headers;
  return { id: String(id), n: Number(String(id).split('-')[1]), ...(key === undefined ? {} : { key: String(key) }) };
}
