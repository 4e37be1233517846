import { compilePattern, type SchemaNode } from '../../containment/index.ts';

/** What holds for the members whose names match a pattern. */
export interface NamePattern {
  readonly node: SchemaNode;
  readonly matches: (name: string) => boolean;
  /** How every matching name begins, as far as a type can say it; '' if it cannot. */
  readonly prefix: string;
  /** Whether every name that begins so matches. */
  readonly isExact: boolean;
}

/** Reads the patterns of one schema, each text once. */
export class NamePatterns {
  readonly #known = new Map<string, Omit<NamePattern, 'node'>>();

  /** Throws `schema_invalid` for what is no pattern. */
  read(source: string, node: SchemaNode): NamePattern {
    const known = this.#known.get(source);
    if (known !== undefined) return { node, ...known };
    const matches = compilePattern(source);
    const fresh = { matches: (name: string): boolean => matches(name), ...prefixOf(source) };
    this.#known.set(source, fresh);
    return { node, ...fresh };
  }
}

// "^", then characters that mean themselves, then the rest.
const PREFIXED = /^\^((?:[A-Za-z0-9 _:@-]|\\[./-])+)(.*)$/s;

function prefixOf(source: string): Pick<NamePattern, 'prefix' | 'isExact'> {
  const [, text = '', rest = ''] = PREFIXED.exec(source) ?? [];
  if (source.includes('|')) return { prefix: '', isExact: false };
  const literal = text.replaceAll('\\', '');
  // A quantifier is about the last character only.
  const prefix = /^[*?{]/.test(rest) ? literal.slice(0, -1) : literal;
  return { prefix, isExact: prefix !== '' && (rest === '' || rest === '.*') };
}
