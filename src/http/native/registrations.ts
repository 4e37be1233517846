import { RegistryError } from '../../core/errors.ts';
import { MAX_REGISTRATIONS, type RegistrationResource } from '../../core/resources.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireAccess } from '../kit/principal.ts';
import { toProblem } from '../kit/problem.ts';
import { some } from './access.ts';
import { ok } from './answers.ts';
import { REGISTRATIONS, type RegistrationItem } from './bodies.ts';
import { registerOne, statusOf } from './register-one.ts';
import { defineRoute, type Incoming, type Route } from './route.ts';

// Of one request at a time, so that others get their turn.
const WIDTH = 8;

export function registrationRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/registrations',
      operationId: 'registerAll',
      summary: `Register up to ${MAX_REGISTRATIONS} versions, or rehearse it, each as if it had come alone.`,
      access: some('register', 'and for each what registering it alone needs, else that one is refused'),
      body: REGISTRATIONS,
      answers: [ok('Registrations', 'For each in the order of the request the status that it would have alone, with the answer or the problem.')],
      handle: async ({ body, incoming }) => ({ kind: 'json', value: { items: await registerEach(registry, incoming, body.items) } }),
    }),
  ];
}

type Read = () => RegistrationItem;

/** Begins in the order of the request, which those of one subject keep; begins no more where nobody waits for the answer. */
async function registerEach(registry: Registry, incoming: Incoming, items: readonly Read[]): Promise<readonly RegistrationResource[]> {
  const { gone } = incoming;
  const answers: RegistrationResource[] = [];
  const pending = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, read] of pending) {
      if (gone.aborted) return;
      answers[index] = await answerOne(registry, incoming, { read, isFirst: index === 0 });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  return answers;
}

async function answerOne(
  registry: Registry,
  incoming: Incoming,
  { read, isFirst }: { readonly read: Read; readonly isFirst: boolean },
): Promise<RegistrationResource> {
  try {
    // The request has paid for the first.
    if (!isFirst) incoming.spend();
    const { subject, ifMatch, ...request } = read();
    requireAccess(incoming.principal, 'register', subject);
    const answer = await registerOne(registry, incoming, { subject, request, ifMatch });
    return { status: statusOf(answer), answer };
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    incoming.report(error);
    return { status: error.status, problem: toProblem(error) };
  }
}
