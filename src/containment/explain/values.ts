import { valueKey } from '../evaluate/equality.ts';
import { typeName } from '../evaluate/report.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { Contrast, Wording } from './contrast.ts';
import { anyOrFound, list, listing, show, typeOfFound, typesSentence, typesText } from './words.ts';

/** A value that the reader does not list. */
export function describeValues(contrast: Contrast): Wording {
  const { keyword, writer, reader, found } = contrast;
  const allowed = reader.values ?? [];
  const word = allowed.length === 1 ? 'const' : 'enum';
  if (writer.values === undefined) {
    return {
      message: `takes only ${allowed.length === 1 ? `${show(allowed[0])} here` : `${allowed.length} listed values`}; the writer may send ${anyOrFound(contrast)}`,
      change: `${typesText(writer)} → ${listing(word, allowed)}`,
      remedy: `drop the ${word} in the reader or give the writer the same one, whichever is new`,
    };
  }
  const lost = without(writer.values, allowed);
  const isSwap = allowed.length === 1 && writer.values.length === 1;
  const isOnly = isSwap || keyword === 'const' || typeof found === 'boolean';
  return {
    message: isOnly
      ? `takes only ${list(allowed)} here; the writer may send ${show(found)}`
      : `does not know ${show(found)}, which the writer may send`,
    change: isSwap ? `const ${show(writer.values[0])} → ${show(allowed[0])}` : `enum lost ${list(lost)}`,
    remedy: `let the reader take ${show(found)} or the writer not send it, whichever is new`,
  };
}

/** A value of the member by which the branches of the reader are told apart. */
export function describeBranchMissing({ name = '', keyword, writer, reader, found }: Contrast): Wording {
  const lost = without(writer.values ?? [], reader.values ?? []);
  return {
    message: `has no branch that takes ${name} ${show(found)}, which the writer may send`,
    change:
      lost.length === 0
        ? `${keyword} without a branch for other values of ${name}`
        : `${keyword} lost the ${lost.length === 1 ? 'branch' : 'branches'} for ${name} ${list(lost)}`,
    remedy: `give the reader a branch for ${show(found)} or let the writer not send it, whichever is new`,
  };
}

function without(values: readonly JsonValue[], others: readonly JsonValue[]): readonly JsonValue[] {
  const known = new Set(others.map(valueKey));
  return values.filter((value) => !known.has(valueKey(value)));
}

/** A value of a type that the reader does not take. */
export function describeType({ writer, reader, found }: Contrast): Wording {
  return {
    message: `takes ${typesSentence(reader.types ?? new Set())} here; the writer may send ${typeOfFound(found, reader)}`,
    change: `type ${typesText(writer)} → ${typesText(reader)}`,
    remedy: 'let the reader take every type that the writer may send, or the writer send fewer, whichever is new',
  };
}

/** A value that no branch of a union takes. */
export function describeUnion(contrast: Contrast): Wording {
  const { keyword, reader, found } = contrast;
  if (reader.types?.has(typeName(found ?? null)) === false) return describeType(contrast);
  if (reader.values !== undefined) return describeValues(contrast);
  return {
    message: `has no branch of ${keyword} that fits what the writer may send`,
    change: `${keyword} narrowed`,
    remedy: 'add the missing branch to the reader or take it out of the writer, whichever is new',
  };
}

/** A value that several branches take, where one should. */
export function describeAmbiguous({ branches }: Contrast): Wording {
  const which = `${branches.slice(0, -1).join(', ')} and ${branches.at(-1)}`;
  return {
    message: `takes exactly one branch of oneOf; the event fits branches ${which}`,
    change: 'oneOf: branches overlap',
    remedy: 'make the branches of the reader exclusive, or use anyOf',
  };
}
