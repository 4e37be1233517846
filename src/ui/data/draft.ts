import type { Reference } from '../../core/version.ts';

/** What somebody wrote for a subject and did not publish yet. */
export interface Draft {
  readonly schema: string;
  readonly event: string;
  readonly references: readonly Reference[];
  /** The version that it began from; undefined for a subject that was not there. */
  readonly base?: number | undefined;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Kept for this tab, so that a reload, an error or a sign-in loses nothing. Undefined where there is none, or none that can be read. */
export function readDraft(subject: string, store: Store | undefined = tabStore()): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(store?.getItem(keyOf(subject)) ?? 'null');
    return isDraft(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** False where the browser keeps nothing, or has no room left. */
export function keepDraft(subject: string, draft: Draft, store: Store | undefined = tabStore()): boolean {
  try {
    store?.setItem(keyOf(subject), JSON.stringify(draft));
    return store !== undefined;
  } catch {
    return false;
  }
}

export function dropDraft(subject: string, store: Store | undefined = tabStore()): void {
  try {
    store?.removeItem(keyOf(subject));
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

/** Who signs out leaves nothing behind for who comes to this tab next. */
export function dropDrafts(store: Store | undefined = tabStore()): void {
  const names = Array.from({ length: store?.length ?? 0 }, (_, at) => store?.key(at) ?? '');
  for (const name of names.filter((one) => one.startsWith(PREFIX))) store?.removeItem(name);
}

const PREFIX = 'sluice.draft ';

function keyOf(subject: string): string {
  return PREFIX + subject;
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== 'object' || kept === null) return false;
  const { schema, event, references } = kept as Partial<Record<keyof Draft, unknown>>;
  return typeof schema === 'string' && typeof event === 'string' && Array.isArray(references);
}

function tabStore(): Store | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
