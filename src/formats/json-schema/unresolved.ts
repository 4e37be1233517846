import type { SchemaGraph } from '../../containment/index.ts';
import { RegistryError } from '../../core/errors.ts';

/**
 * A `$ref` that leads nowhere, with the reference that would answer it (`missing`), and those that were given and that no `$ref` writes,
 * of which one may be misspelt. `names`: of what was given.
 */
export function unresolvedError(graph: SchemaGraph, names: readonly string[]): RegistryError | undefined {
  const [unresolved] = graph.unresolved;
  if (unresolved === undefined) return undefined;
  const { reference, location } = unresolved;
  const name = withoutFragment(reference.text);
  const what = `${reference.keyword} ${JSON.stringify(reference.text)} at ${JSON.stringify(location)} leads nowhere in the document`;
  const isGiven = names.some((given) => plain(given) === plain(name));
  const unused = unusedOf(graph, names);
  const message =
    name === ''
      ? `${what}; mend what follows the #`
      : isGiven
        ? `${what} that the reference ${JSON.stringify(name)} names; mend what follows the #`
        : `${what} or its references; nothing is fetched: register the other schema and give it as the reference ${JSON.stringify(name)}, or bundle it${unusedText(unused)}`;
  const missing = name === '' || isGiven ? {} : { missing: name };
  return new RegistryError('reference_unresolved', message, {
    data: { pointer: location, reference: reference.text, ...missing, ...(unused.length === 0 ? {} : { unused }) },
  });
}

/** A name is used where a `$ref` writes it, or what it writes resolves to it. */
function unusedOf({ nodes }: SchemaGraph, names: readonly string[]): string[] {
  const written = new Set(nodes.flatMap(({ references }) => references.flatMap(({ text, uri }) => [plain(text), plain(uri)])));
  return names.filter((name) => !written.has(plain(name)));
}

function unusedText(unused: readonly string[]): string {
  if (unused.length === 0) return '';
  const shown = unused.slice(0, 5).map((name) => JSON.stringify(name));
  const rest = unused.length > shown.length ? ` and ${unused.length - shown.length} others` : '';
  return `. No $ref writes the given ${unused.length === 1 ? 'reference' : 'references'} ${shown.join(', ')}${rest}`;
}

function plain(name: string): string {
  return withoutFragment(name).replace(/^(?:\.\/)+/, '');
}

function withoutFragment(uri: string): string {
  return uri.replace(/#.*$/s, '');
}
