/** Where to go after signing in: only places of these pages, since an address that somebody sent leads nowhere else. Undefined: no such place. */
export function returnTo(from: string | null, origin: string): string | undefined {
  if (from === null || !URL.canParse(from, origin)) return undefined;
  const url = new URL(from, origin);
  return url.origin === origin && url.pathname.startsWith('/ui/') && url.pathname !== '/ui/sign-in' ? url.pathname + url.search : undefined;
}
