interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

// RFC 3986, appendix B; [^] where a text may hold line breaks, so that every text matches.
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/;

/**
 * Resolve a URI reference against a base (RFC 3986 §5.2). Works for URNs and for relative bases too: without a base a
 * reference stays as it is. Nothing is normalised but dot segments.
 */
export function resolveUri(base: string, reference: string): string {
  const ref = parseUri(reference);
  if (ref.scheme !== undefined) return printUri({ ...ref, path: removeDots(ref.path) });
  const from = parseUri(base);
  if (ref.authority !== undefined) return printUri({ ...ref, scheme: from.scheme, path: removeDots(ref.path) });
  const authority = { scheme: from.scheme, authority: from.authority };
  if (ref.path === '') return printUri({ ...authority, path: from.path, query: ref.query ?? from.query, fragment: ref.fragment });
  const path = ref.path.startsWith('/') ? ref.path : mergePaths(from, ref.path);
  return printUri({ ...authority, path: removeDots(path), query: ref.query, fragment: ref.fragment });
}

/** Split at the first `#`; the fragment is percent-decoded, undefined if there is none or it cannot be decoded. */
export function splitFragment(uri: string): { readonly uri: string; readonly fragment: string | undefined } {
  const at = uri.indexOf('#');
  if (at === -1) return { uri, fragment: '' };
  return { uri: uri.slice(0, at), fragment: decode(uri.slice(at + 1)) };
}

function decode(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

function parseUri(text: string): UriParts {
  const [, scheme, authority, path = '', query, fragment] = PARTS.exec(text) ?? [];
  return { scheme, authority, path, query, fragment };
}

function printUri({ scheme, authority, path, query, fragment }: UriParts): string {
  const head = (scheme === undefined ? '' : `${scheme}:`) + (authority === undefined ? '' : `//${authority}`);
  return head + path + (query === undefined ? '' : `?${query}`) + (fragment === undefined ? '' : `#${fragment}`);
}

function mergePaths(base: UriParts, path: string): string {
  if (base.authority !== undefined && base.path === '') return `/${path}`;
  return base.path.slice(0, base.path.lastIndexOf('/') + 1) + path;
}

function removeDots(path: string): string {
  if (!/(^|\/)\.\.?(\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..' && kept.length > (path.startsWith('/') ? 1 : 0)) kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (isLast) kept.push('');
  }
  return kept.join('/');
}
