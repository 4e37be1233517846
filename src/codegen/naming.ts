import { createHash } from 'node:crypto';
import { FORMATS } from '../containment/index.ts';
import { ADAPTERS } from '../core/adapter-names.ts';

// First labels of reversed domain names, which say nothing about an event.
const DOMAIN_LABELS = new Set(['app', 'biz', 'com', 'dev', 'edu', 'gov', 'info', 'int', 'io', 'mil', 'net', 'org']);

/** Names that mean something else in TypeScript, in JavaScript or in the generated files. */
const TAKEN = new Set(
  `Any Array Boolean Date Error Function Infinity JSON Map Math NaN Never Null Number Object Omit Partial Pick Promise Proxy Readonly
  ReadonlyArray Record Reflect RegExp Required Set String Check CheckError Contract DeclarationsOfOneFile Locations Symbol Undefined
  Unknown Void WeakMap WeakSet CloudEvent Consumer ConsumerOptions ContractError Finding EventAttributes Handlers Outcome Producer
  ProducerOptions StandardIssue StandardResult Upcasters Validation Validator`.split(/\s+/),
);

const BRANDS = new Map(
  Object.keys(FORMATS).map((format) => [format, `${format.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}String`]),
);
for (const brand of BRANDS.values()) TAKEN.add(brand);

// A longer name makes no good file.
const MAX_NAME = 80;

/** Words that cannot name a method or variable of generated code. */
const RESERVED_WORDS = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if
  implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof
  undefined var void while with yield then constructor`.split(/\s+/),
);

/**
 * A type's name from any text: letters and digits of ASCII, the first of each word raised (accents are dropped; a
 * letter after a digit counts as a first one). A name that is taken gets the suffix `Type`, the end of a very long one is
 * replaced by a digest. Undefined if nothing is left.
 */
export function typeName(text: string): string | undefined {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const name = words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^\d+/, '')
    .replace(/\d[a-z]/g, (match) => match.toUpperCase());
  const raised = name.charAt(0).toUpperCase() + name.slice(1);
  if (raised === '') return undefined;
  if (raised.length > MAX_NAME) return `${raised.slice(0, MAX_NAME - 9)}X${nameDigest(text)}`;
  return TAKEN.has(raised) ? `${raised}Type` : raised;
}

/** The name of the branded type for strings of a format; undefined for formats that nobody defines. */
export function brandName(format: string): string | undefined {
  return BRANDS.get(format);
}

/** The name for an event type: a leading label of a reversed domain is dropped if two more labels follow. */
export function subjectName(subject: string): string | undefined {
  const labels = subject.split('.');
  const isDomain = labels.length > 2 && DOMAIN_LABELS.has(labels[0] ?? '');
  return typeName((isDomain ? labels.slice(1) : labels).join('.'));
}

/** The method that sends events of this type. */
export function methodName(name: string): string {
  const lowered = name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (head) => head.toLowerCase());
  return RESERVED_WORDS.has(lowered) ? `${lowered}Event` : lowered;
}

// Of modules that are not events'. No name of a type has a dot.
const TAKEN_FILES: ReadonlySet<string> = new Set(['index', ...ADAPTERS]);

// Windows opens a device where one of these stands before the first dot, so a checkout with such a file fails there. No name of a type has a `_`.
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)\d)$/;

/** The name of a type's file, without extension. */
export function fileName(name: string): string {
  const file = kebab(name);
  if (DEVICE.test(file)) return `${file}_`;
  return TAKEN_FILES.has(file) ? `${file}.event` : file;
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** Eight digits that tell texts apart that would share a name. */
export function nameDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

/** The first candidate that nobody has, which is taken thereby; else the last one with a digest of `identity`. */
export function claimName(candidates: readonly (string | undefined)[], identity: string, taken: Set<string>): string {
  const wanted = candidates.filter((name) => name !== undefined);
  const free = wanted.find((name) => !taken.has(name)) ?? `${wanted.at(-1) ?? 'Schema'}X${nameDigest(identity)}`;
  taken.add(free);
  return free;
}
