import { useEffect, useState } from 'preact/hooks';

/** Where the pages are mounted. */
const BASE = '/ui';

/** An address below `/ui`: what the address bar shows is all the state that a page needs to be opened again. */
export interface Location {
  /** Decoded segments: `/ui/subjects/a%2Fb` is `['subjects', 'a/b']`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();

/** How the reader came here: "back" and "forward" of the browser are `history`. */
export type Step = 'link' | 'history';
let step: Step = 'link';

export function lastStep(): Step {
  return step;
}

/** The address of a page; segments are percent-encoded, members of the query that are undefined or empty are left out. */
export function href(segments: readonly (string | number)[], query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '');
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  // The URL standard takes `.` and `..` for steps even where they are percent-encoded; `~.` stands for them, as `~~` does for `~`.
  const path = segments.map((segment) => `/${encodeURIComponent(escapeDots(String(segment)))}`).join('');
  return `${BASE}${path === '' ? '/' : path}${search === '' ? '' : `?${search}`}`;
}

/** The page to sign in at, which leads back to where one is. */
export function signInHref(): string {
  return href(['sign-in'], { from: window.location.pathname + window.location.search });
}

function readLocation({ pathname, search }: { readonly pathname: string; readonly search: string }): Location {
  const segments = pathname.slice(BASE.length).split('/').filter(Boolean).map(decodeSegment);
  return { segments, query: new URLSearchParams(search) };
}

export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  step = 'link';
  for (const listener of listeners) listener();
}

/** The current address; renders again when it changes. */
export function useLocation(): Location {
  const [location, setLocation] = useState(() => readLocation(window.location));
  useEffect(() => {
    const update = (): void => setLocation(readLocation(window.location));
    const goBack = (): void => {
      step = 'history';
      update();
    };
    listeners.add(update);
    window.addEventListener('popstate', goBack);
    return () => {
      listeners.delete(update);
      window.removeEventListener('popstate', goBack);
    };
  }, []);
  return location;
}

/** Change members of the query and stay on the page; what becomes empty goes. Typing replaces, so that "back" leaves the page. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>, options: { readonly replace?: boolean } = { replace: true }): void {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const search = query.toString();
  navigate(`${window.location.pathname}${search === '' ? '' : `?${search}`}`, options);
}

function escapeDots(segment: string): string {
  if (segment === '.' || segment === '..') return `~${segment}`;
  return segment.startsWith('~') ? `~${segment}` : segment;
}

function decodeSegment(encoded: string): string {
  let segment: string;
  try {
    segment = decodeURIComponent(encoded);
  } catch {
    segment = encoded;
  }
  return segment.startsWith('~') ? segment.slice(1) : segment;
}
