import type { Client } from '../src/client/client.ts';
import type { RegisterItem } from '../src/client/registrations.ts';
import { RegistryError } from '../src/core/errors.ts';
import { stringifyExact } from '../src/core/json/stringify.ts';
import { MAX_REGISTRATIONS, type RegisterResource } from '../src/core/resources.ts';

/** Of one request. More save little of what each costs, and their answers come later. */
const MAX_TOGETHER = Math.min(32, MAX_REGISTRATIONS);
/** At a time: one is answered while the next is made. */
const MAX_REQUESTS = 2;
/** How many are to be asked for at a time. */
export const REGISTERED_TOGETHER: number = MAX_TOGETHER * MAX_REQUESTS;

/** Of the schemas of one request; registries take 2 MiB unless they are told otherwise. */
const MAX_CHARACTERS = 500_000;

interface Waiting {
  readonly item: RegisterItem;
  readonly resolve: (answer: RegisterResource) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * `client.register` for many: each call has its own answer or error, in the same words, but what is asked for at the same time goes in a few
 * requests. What a registry does not take together, because it is earlier, or because its limits are lower, is sent alone.
 */
export function registerTogether(client: Client): Client['register'] {
  const waiting: Waiting[] = [];
  let requests = 0;
  let isPlanned = false;

  // After all that is asked for in this turn.
  const plan = (): void => {
    if (isPlanned || requests >= MAX_REQUESTS || waiting.length === 0) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      requests += 1;
      void exchange(client, nextOf(waiting)).finally(() => {
        requests -= 1;
        plan();
      });
      plan();
    });
  };
  return (subject, request, options = {}) =>
    new Promise((resolve, reject) => {
      waiting.push({ item: { subject, ...request, ...options }, resolve, reject });
      plan();
    });
}

/** Takes what fits into one request from the front; one at least. */
function nextOf(waiting: Waiting[]): readonly Waiting[] {
  let characters = 0;
  const end = waiting.slice(0, MAX_TOGETHER).findIndex(({ item }, index) => {
    characters += sizeOf(item);
    return index > 0 && characters > MAX_CHARACTERS;
  });
  return waiting.splice(0, end === -1 ? MAX_TOGETHER : end);
}

function sizeOf({ schema }: RegisterItem): number {
  return typeof schema === 'string' ? schema.length : stringifyExact(schema).length;
}

async function exchange(client: Client, sent: readonly Waiting[]): Promise<void> {
  const [only] = sent;
  if (only !== undefined && sent.length === 1) return alone(client, only);
  try {
    const outcomes = await client.registerAll(sent.map(({ item }) => item));
    await Promise.all(
      outcomes.map(async (outcome, index) => {
        const asked = sent[index];
        if (asked === undefined) return;
        if (outcome.kind === 'registered') asked.resolve(outcome.answer);
        // Alone it waits for its turn.
        else if (outcome.error.code === 'rate_limited') await alone(client, asked);
        else asked.reject(outcome.error);
      }),
    );
  } catch (thrown) {
    const isAway = !(thrown instanceof RegistryError) || thrown.code === 'registry_unavailable';
    for (const asked of sent) {
      if (isAway) asked.reject(thrown);
      else await alone(client, asked);
    }
  }
}

async function alone(client: Client, { item, resolve, reject }: Waiting): Promise<void> {
  const { subject, ifMatch, ...request } = item;
  await client.register(subject, request, ifMatch === undefined ? {} : { ifMatch }).then(resolve, reject);
}
