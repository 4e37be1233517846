import type { Effort } from '../../core/effort.ts';
import { type Matcher, PatternCache, patternFault } from '../language/pattern.ts';

/** A format as a set of texts: those that match `pattern` (flag u, anchored) and are no longer than `maxLength`. */
export interface FormatDefinition {
  readonly pattern: string;
  /** Of texts in ASCII, as those of every format with a limit are. */
  readonly maxLength?: number;
}

const DATE = `(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)`;
// A leap second only where the text itself says UTC; RFC 3339 also allows it shifted by the offset.
const TIME = `(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:[zZ]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)|23:59:60(?:\\.\\d+)?(?:[zZ]|[+-]00:00))`;
const DURATION_TIME = `T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S)`;
const DURATION = `P(?:\\d+W|(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)(?:${DURATION_TIME})?|${DURATION_TIME})`;

const LABEL = `[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?`;
const HOSTNAME = `${LABEL}(?:\\.${LABEL})*`;
const OCTET = `(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)`;
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const H16 = `[0-9A-Fa-f]{1,4}`;
const LS32 = `(?:${H16}:${H16}|${IPV4})`;
// RFC 3986 §3.2.2, one line per number of groups after "::".
const IPV6 = `(?:(?:${H16}:){6}${LS32}|::(?:${H16}:){5}${LS32}|(?:${H16})?::(?:${H16}:){4}${LS32}|(?:(?:${H16}:){0,1}${H16})?::(?:${H16}:){3}${LS32}|(?:(?:${H16}:){0,2}${H16})?::(?:${H16}:){2}${LS32}|(?:(?:${H16}:){0,3}${H16})?::${H16}:${LS32}|(?:(?:${H16}:){0,4}${H16})?::${LS32}|(?:(?:${H16}:){0,5}${H16})?::${H16}|(?:(?:${H16}:){0,6}${H16})?::)`;

const ATOM = "[A-Za-z0-9!#$%&'*+\\/=?^_`\\{\\|\\}~\\-]+";
const LOCAL_PART = `(?:${ATOM}(?:\\.${ATOM})*|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*")`;
const EMAIL = `${LOCAL_PART}@(?:${HOSTNAME}|\\[(?:${IPV4}|IPv6:${IPV6})\\])`;

const ENCODED = `%[0-9A-Fa-f]{2}`;
const ASCII_URI = uriPatterns("A-Za-z0-9\\-._~!$&'()*+,;=");
// RFC 3987: the characters beyond ASCII, without private use, surrogates and non-characters of the first plane.
const INTERNATIONAL_URI = uriPatterns(
  "A-Za-z0-9\\-._~!$&'()*+,;=\\u00a0-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\uffef\\u{10000}-\\u{efffd}",
  '\\ue000-\\uf8ff\\u{f0000}-\\u{10fffd}',
);

function uriPatterns(plain: string, privateUse = ''): { readonly absolute: string; readonly reference: string } {
  const char = (extra: string): string => `(?:[${plain}${extra}]|${ENCODED})`;
  const authority = `(?:${char(':')}*@)?(?:\\[(?:${IPV6}|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9\\-._~!$&'()*+,;=:]+)\\]|${char('')}*)(?::\\d*)?`;
  const segments = `(?:\\/${char(':@')}*)*`;
  const rooted = `\\/(?:${char(':@')}+${segments})?`;
  const tail = `(?:\\?${char(`:@\\/?${privateUse}`)}*)?(?:#${char(':@\\/?')}*)?`;
  const absolute = `[A-Za-z][A-Za-z0-9+\\-.]*:(?:\\/\\/${authority}${segments}|${rooted}|${char(':@')}+${segments})?${tail}`;
  const relative = `(?:\\/\\/${authority}${segments}|${rooted}|${char('@')}+${segments})?${tail}`;
  return { absolute, reference: `(?:${absolute}|${relative})` };
}

const POINTER = `(?:\\/(?:[^~\\/]|~[01])*)*`;
const VARIABLE = `(?:[A-Za-z0-9_]|${ENCODED})+(?:\\.(?:[A-Za-z0-9_]|${ENCODED})+)*(?::[1-9]\\d{0,3}|\\*)?`;

/** The formats that are asserted, all of them regular languages; others are annotations. */
export const FORMATS: Readonly<Record<string, FormatDefinition>> = {
  date: { pattern: `^${DATE}$` },
  time: { pattern: `^${TIME}$` },
  'date-time': { pattern: `^${DATE}[tT]${TIME}$` },
  duration: { pattern: `^${DURATION}$` },
  email: { pattern: `^${EMAIL}$` },
  hostname: { pattern: `^${HOSTNAME}$`, maxLength: 253 },
  ipv4: { pattern: `^${IPV4}$` },
  ipv6: { pattern: `^${IPV6}$` },
  uri: { pattern: `^${ASCII_URI.absolute}$` },
  'uri-reference': { pattern: `^${ASCII_URI.reference}$` },
  iri: { pattern: `^${INTERNATIONAL_URI.absolute}$` },
  'iri-reference': { pattern: `^${INTERNATIONAL_URI.reference}$` },
  'uri-template': { pattern: `^(?:[^\\u0000- \\u007f"%<>\\\\^\`\\{\\|\\}]|${ENCODED}|\\{[+#.\\/;?&=,!@\\|]?${VARIABLE}(?:,${VARIABLE})*\\})*$` },
  uuid: { pattern: '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' },
  'json-pointer': { pattern: `^${POINTER}$` },
  'relative-json-pointer': { pattern: `^(?:0|[1-9]\\d*)(?:#|${POINTER})$` },
};

/** Whether a format is tested where formats are asserted; else it is an annotation. */
export function isAsserted(name: string): boolean {
  return name === 'regex' || Object.hasOwn(FORMATS, name);
}

/** Of formats only, of which there are few, and each is the same for all. */
const SHARED = new PatternCache();

/** The test of a format; undefined for one that is not asserted. `regex` is the only one that is no regular language. */
export function formatTest(name: string, patterns: PatternCache = SHARED): Matcher | undefined {
  if (name === 'regex') return isRegex;
  const definition = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (definition === undefined) return undefined;
  const matches = patterns.get(definition.pattern);
  const maxLength = definition.maxLength ?? Number.POSITIVE_INFINITY;
  return (text, effort) => text.length <= maxLength && matches(text, effort);
}

// The host reads it; a property of characters takes it longest.
const REGEX_UNITS = 64;

function isRegex(text: string, effort?: Effort): boolean {
  effort?.spend(1 + text.length * REGEX_UNITS);
  return patternFault(text) === undefined;
}
