import type { JsonObject, JsonValue } from '../src/core/json/value.ts';

/** The definitions that one of them leads to, itself included, by name. */
export function closureOf(definitions: Readonly<Record<string, JsonValue>>, root: string): JsonObject {
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    visit(definitions[name]);
  };
  const visit = (value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') need(definitionName(member));
      else visit(member);
    }
  };
  need(root);
  return Object.fromEntries([...needed].toSorted().map((name) => [name, definitions[name] ?? true]));
}

/** Of a `$ref` into `definitions`. */
export function definitionName(ref: string): string {
  return ref.slice('#/definitions/'.length);
}
