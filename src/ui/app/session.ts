import { createClient, type Client } from '../../client/index.ts';
import { RegistryError } from '../../core/errors.ts';
import { clearAnswers } from '../data/answers.ts';

const KEY = 'sluice.key';

let key: string | undefined = readKey();
let client: Client | undefined;

/** The registry that serves this page, asked with the key of this tab. */
export function registry(): Client {
  client ??= createClient({ url: window.location.origin, ...(key === undefined ? {} : { token: key }) });
  return client;
}

export function isSignedIn(): boolean {
  return key !== undefined;
}

/** A key is kept for this tab only, and goes with it. Nothing that was read with another key stays. Undefined signs out. */
export function useKey(next: string | undefined): void {
  key = next;
  client = undefined;
  clearAnswers();
  try {
    if (next === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing: the key lasts as long as the page.
  }
}

/** Whether signing in, or signing in as somebody else, may help. */
export function asksForKey(thrown: unknown): boolean {
  return thrown instanceof RegistryError && thrown.code === 'unauthenticated';
}

function readKey(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
