/** Where the pages are mounted. */
const BASE = '/ui';

/** An address below `/ui`: what the address bar shows is all the state that a page needs to be opened again. */
export interface Location {
  /** Decoded segments: `/ui/subjects/a%2Fb` is `['subjects', 'a/b']`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** The address of a page; segments, none of them empty, are percent-encoded, members of the query that are undefined or empty are left out. */
export function href(segments: readonly (string | number)[], query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '');
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString();
  // The URL standard takes `.` and `..` for steps even where they are percent-encoded; `~.` stands for them, as `~~` does for `~`.
  const path = segments.map((segment) => `/${encodeURIComponent(escapeDots(String(segment)))}`).join('');
  return `${BASE}${path === '' ? '/' : path}${search === '' ? '' : `?${search}`}`;
}

/** The way back. What nobody can have encoded so is taken as it stands. */
export function readLocation({ pathname, search }: { readonly pathname: string; readonly search: string }): Location {
  const segments = pathname.slice(BASE.length).split('/').filter(Boolean).map(decodeSegment);
  return { segments, query: new URLSearchParams(search) };
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
