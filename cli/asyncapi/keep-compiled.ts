import type { Parser } from '@asyncapi/parser';

// Those by which the parser holds a document against the schema of its version, as it stands and with its references followed.
const RULES = ['asyncapi-document-resolved', 'asyncapi-document-unresolved'];

// Stands for the inventory of every document, so that what was compiled for one is found for all.
const ONE = {};

/** What Spectral gives a function of a rule; it finds what it has compiled for a document by its inventory. */
interface Context {
  readonly documentInventory: object;
}
interface Then {
  readonly function: (target: unknown, options: unknown, context: Context) => unknown;
}
interface Rule {
  then: readonly Then[];
}

/**
 * Let a parser hold all documents of one version against what it compiled for the first: it compiles the schema of the version, of which two
 * forms are asked, anew for each document, which takes longer than all that it does with one of ordinary size. The schemas have an `$id` each,
 * by which what is compiled is found again. Gives the names of the rules that it found; a parser without them does all as before.
 */
export function keepCompiled(parser: Parser): readonly string[] {
  // Nothing that it exports leads there.
  const { spectral } = parser as unknown as { readonly spectral?: { readonly ruleset?: { readonly rules?: Readonly<Record<string, Rule>> } } };
  return RULES.filter((name) => {
    const rule = spectral?.ruleset?.rules?.[name];
    if (rule === undefined) return false;
    // oxlint-disable-next-line unicorn/no-thenable -- what Spectral calls the members of a rule
    rule.then = rule.then.map((then) => ({
      ...then,
      function: (target, options, context) => then.function(target, options, { ...context, documentInventory: ONE }),
    }));
    return true;
  });
}
