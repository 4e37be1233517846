/**
 * Whether `text` is a URI-reference (RFC 3986 §4.1): its characters, the percent-encoding, one `#`, square brackets around
 * an IP literal only, and no colon in the first segment of a relative one. What schemes demand is not looked at. Linear.
 */
export function isUriReference(text: string): boolean {
  if (FOREIGN.test(text) || text.indexOf('#') !== text.lastIndexOf('#') || !areBracketsFit(text)) return false;
  return SCHEME.test(text) || !COLON_FIRST.test(text);
}

/** Whether `text` is a URI, which begins with its scheme (RFC 3986 §3). A fragment is let through. */
export function isUri(text: string): boolean {
  return SCHEME.test(text) && isUriReference(text);
}

// Each test looks at a character once: nothing here goes back.
const FOREIGN = /[^\w.~!$&'()*+,;=:@/?#[\]%-]|%(?![0-9A-Fa-f]{2})/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const COLON_FIRST = /^[^/?#]*:/;
const IP_LITERAL = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/(?:[^/?#@[\]]*@)?\[[\w.~!$&'()*+,;=:-]+\](?=[:/?#]|$)/;

function areBracketsFit(text: string): boolean {
  if (!text.includes('[') && !text.includes(']')) return true;
  const literal = IP_LITERAL.exec(text)?.[0];
  return literal !== undefined && !/[[\]]/.test(text.slice(literal.length));
}
