import { canonicalJson } from '../../core/json/canonical.ts';
import { keySetText } from './key-set.ts';
import type { Term } from './term.ts';

/**
 * Names terms by what they say, whatever else was made before: an id depends on that. Two terms that say different things
 * may share a name, though that is as good as impossible by chance.
 */
export class TermKeys {
  readonly #known = new Map<number, string>();

  of(term: Term): string {
    const known = this.#known.get(term.id);
    if (known !== undefined) return known;
    const key = digestOf(this.#textOf(term));
    this.#known.set(term.id, key);
    return key;
  }

  #textOf(term: Term): string {
    switch (term.kind) {
      case 'and':
      case 'or':
      case 'one':
        return `${term.kind} ${term.of
          .map((part) => this.of(part))
          .toSorted()
          .join(' ')}`;
      case 'members':
        return `members ${keySetText(term.keys)} ${this.of(term.of)}`;
      case 'enum':
        return `enum ${term.values.map(canonicalJson).toSorted().join(' ')}`;
      default: {
        const { id: _, ...content } = term;
        return JSON.stringify('of' in content ? { ...content, of: this.of(content.of) } : content, infinite);
      }
    }
  }
}

function infinite(_: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}

/** 64 bits in two halves. Source: FNV-1a, with the standard and another offset. */
function digestOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code ^ (a >>> 15), 0x01000193);
  }
  return [a, b].map((half) => (half >>> 0).toString(36)).join('');
}
