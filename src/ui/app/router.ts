import { useEffect, useState } from 'preact/hooks';
import { href, readLocation, type Location } from './address.ts';

const listeners = new Set<() => void>();

/** How the reader came here: "back" and "forward" of the browser are `history`. */
export type Step = 'link' | 'history';
let step: Step = 'link';

export function lastStep(): Step {
  return step;
}

/** The page to sign in at, which leads back to where one is. */
export function signInHref(): string {
  return href(['sign-in'], { from: window.location.pathname + window.location.search });
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
