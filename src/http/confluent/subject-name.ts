import { isContext, parseScopeName, parseSubject } from '../../core/subject.ts';

/** The context of subjects that name none. */
export const DEFAULT_CONTEXT = '.';

const QUALIFIED = /^:(\.[^:]*):(.*)$/su;

/** The context that a name stands in: `.` or `.name`. */
export function contextOf(name: string): string {
  return QUALIFIED.exec(name)?.[1] ?? DEFAULT_CONTEXT;
}

/** The name as it is stored: `:.name:subject`, or without a context in the default one. A name without a context gets `context`. */
export function qualify(name: string, context: string = DEFAULT_CONTEXT): string {
  const [, own, rest] = QUALIFIED.exec(name) ?? [];
  if (own === undefined) return context === DEFAULT_CONTEXT ? name : `:${context}:${name}`;
  return own === DEFAULT_CONTEXT ? (rest ?? '') : name;
}

/** A context as `.name`, however it is written: `name`, `.name` or `:.name:`. */
export function readContext(text: string): string {
  const bare = text.replace(/^:(.*):$/su, '$1');
  return bare.startsWith('.') ? bare : `.${bare}`;
}

/** Read a subject. Throws `subject_invalid`. */
export function readSubjectName(text: string, context: string): string {
  return parseSubject(qualify(text, context));
}

/** Read what a configuration or mode is set for: a subject, a context, a prefix; `:.:` is the registry, "". Throws `subject_invalid`. */
export function readScopeName(text: string, context: string): string {
  const name = text === '' ? text : qualify(text, context);
  // A name that is missing must not become the whole registry.
  return name === '' && text !== '' ? name : parseScopeName(name);
}

/** Which subjects a list is of. */
export interface SubjectFilter {
  /** What names in the store begin with. */
  readonly prefix: string;
  readonly has: (name: string) => boolean;
}

/** Read `subjectPrefix`: a prefix in one context, or after `:*:` in all of them, which is the default. */
export function readFilter(text: string | undefined, context: string): SubjectFilter {
  if (text === undefined ? context === DEFAULT_CONTEXT : text.startsWith(':*:')) {
    const rest = text?.slice(3) ?? '';
    return { prefix: '', has: (name) => unqualified(name).startsWith(rest) };
  }
  const prefix = qualify(text ?? '', context);
  const own = contextOf(prefix);
  return { prefix, has: (name) => name.startsWith(prefix) && contextOf(name) === own };
}

/** What `subject` of an address means: one subject, or a whole context. */
export function readSubjectFilter(text: string, context: string): SubjectFilter {
  const name = qualify(text, context);
  if (name !== '' && !isContext(name)) return { prefix: name, has: (candidate) => candidate === name };
  const own = contextOf(name);
  return { prefix: name, has: (candidate) => contextOf(candidate) === own };
}

function unqualified(name: string): string {
  return QUALIFIED.exec(name)?.[2] ?? name;
}
