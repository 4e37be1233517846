import { createClient, type Client } from '../../client/index.ts';
import { RegistryError } from '../../core/errors.ts';
import { clearAnswers } from '../data/answers.ts';
import { createShared, type Shared } from '../data/shared.ts';
import { watchedFetch } from './contact.ts';

const KEY = 'sluice.key';

let key: string | undefined = readKey();
let client: Client | undefined;

/**
 * Whose answers are shown. Another `person` sees nothing of what the one before read; another `turn` asks again, and what was known stays
 * to be seen meanwhile, with all that is typed: after a key that was over, or a registry that was away.
 */
export interface Session {
  readonly person: number;
  readonly turn: number;
  /** The key of this tab was good, and is refused now. */
  readonly isRefused: boolean;
}

export const session: Shared<Session> = createShared<Session>({ person: 0, turn: 0, isRefused: false });

/** The registry that serves this page, asked with the key of this tab. */
export function registry(): Client {
  client ??= createClient({ url: window.location.origin, fetch: send, ...(key === undefined ? {} : { token: key }) });
  return client;
}

/** A request to the native API with the key of this tab, for what no method of the client does. `path` is below `/api/v1`. */
export function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return send(`${window.location.origin}/api/v1${path}`, { ...init, headers: { ...(init.headers as Record<string, string>), ...authorization } });
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const asked = key;
  const response = await watchedFetch(url, init);
  if (response.status === 401 && asked !== undefined && asked === key) change({ isRefused: true });
  return response;
}

export function isSignedIn(): boolean {
  return key !== undefined;
}

/** A key is kept for this tab only, and goes with it. Nothing that was read with another key stays. Undefined signs out. */
export function takeKey(next: string | undefined): void {
  replaceKey(next);
  clearAnswers();
  const { person, turn } = session.read();
  change({ person: person + 1, turn: turn + 1, isRefused: false });
}

/** Another key of the same person in the middle of work: everything is asked again, and nothing of what is shown or typed goes. */
export function renewKey(next: string): void {
  replaceKey(next);
  clearAnswers();
  askAgain();
  change({ isRefused: false });
}

export function askAgain(): void {
  change({ turn: session.read().turn + 1 });
}

/** Whether signing in, or signing in as somebody else, may help. */
export function asksForKey(thrown: unknown): boolean {
  return thrown instanceof RegistryError && thrown.code === 'unauthenticated';
}

function change(part: Partial<Session>): void {
  const before = session.read();
  const after = { ...before, ...part };
  if (Object.entries(part).some(([name, value]) => before[name as keyof Session] !== value)) session.write(after);
}

function replaceKey(next: string | undefined): void {
  key = next;
  client = undefined;
  try {
    if (next === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing: the key lasts as long as the page.
  }
}

function readKey(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
