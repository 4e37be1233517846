import type { RegistryError } from '../core/errors.ts';
import type { RegisterRequest, RegisterResource, RegistrationResource } from '../core/resources.ts';
import type { WriteOptions } from './if-match.ts';
import { withoutUndefined, type Transport } from './transport.ts';
import { misfit, unavailable } from './unavailable.ts';

/** One of several registrations. */
export interface RegisterItem extends RegisterRequest, WriteOptions {
  readonly subject: string;
}

/** What became of it: what `register` would give, or throw. */
export type RegisterOutcome =
  | { readonly kind: 'registered'; readonly answer: RegisterResource }
  | { readonly kind: 'refused'; readonly error: RegistryError };

const PATH = '/registrations';

/** @internal */
export async function registerAll(transport: Transport, items: readonly RegisterItem[]): Promise<readonly RegisterOutcome[]> {
  const body = { items: items.map((item) => withoutUndefined(item)) };
  const call = { method: 'POST', path: PATH, body, expects: { items: [{ status: 'number' }] } } as const;
  const answer = await transport.sendJson<{ readonly items: readonly RegistrationResource[] }>(call);
  if (answer.items.length !== items.length) throw misfit(transport.url, PATH, '/items');
  return answer.items.map((item) => outcomeOf(transport, item));
}

function outcomeOf(transport: Transport, item: RegistrationResource): RegisterOutcome {
  if ('answer' in item) return { kind: 'registered', answer: item.answer };
  const error = transport.errorOf(Object(item.problem) as object);
  return { kind: 'refused', error: error ?? unavailable(transport.url, `answered ${item.status} with a problem that this client does not know`) };
}
