import { RegistryError } from '../core/errors.ts';
import { isStrayPattern, parseScopeName, startOf } from '../core/subject.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

/** Read what is configured: "" is the registry. Throws `subject_invalid`. */
export function readScopeName(name: string): string {
  return name === '' ? name : parseScopeName(name);
}

/**
 * The same for what is about to be set. A name such as `com.shop*` looks like a pattern and is none: it is taken for a
 * subject that is really called so only where there is one. Clients of Confluent's name subjects only. Throws `subject_invalid`.
 */
export async function readWrittenName(context: Context, text: string, { face }: WriteContext): Promise<string> {
  const name = readScopeName(text);
  if (face === 'confluent' || !isStrayPattern(name) || (await isKnown(context, name))) return name;
  throw new RegistryError(
    'subject_invalid',
    `${JSON.stringify(name)}: expected a subject, or a prefix such as com.shop.*; a "*" elsewhere than in ".*" at the end is no pattern, and there is no subject of that name`,
  );
}

async function isKnown({ store }: Context, name: string): Promise<boolean> {
  const prefix = startOf(name);
  if (prefix === undefined) return (await store.readSubject(name)) !== undefined;
  return (await store.listSubjects({ prefix, limit: 1 })).length > 0;
}
