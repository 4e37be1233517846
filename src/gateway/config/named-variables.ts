import type { ExactObject, ExactValue } from '../../core/json/value.ts';

// The members of the file that name environment variables; `env` only of the value of a header: a filter may ask for an attribute of that name.
const NAMING: ReadonlySet<string> = new Set(['tokenEnv', 'secretEnv', 'keysEnv']);

/** The environment variables that a configuration names, each once, in the order of the file. */
export function namedVariables(value: ExactValue): readonly string[] {
  return [...new Set(namesIn(value))];
}

function namesIn(value: ExactValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly ExactValue[]).flatMap(namesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (NAMING.has(name)) return textsIn(member);
    if (name === 'headers' && isObject(member)) return Object.values(member).flatMap((header) => (isObject(header) ? textsIn(header['env']) : []));
    return namesIn(member);
  });
}

function isObject(value: ExactValue | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsIn(value: ExactValue | undefined): readonly string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}
