import { oneKey } from '../form/key-set.ts';
import type { Shape } from '../form/shape.ts';
import { NUMBER, TYPE, type Term } from '../form/term.ts';
import type { Prover } from './prover.ts';

const TYPE_GROUPS = [TYPE.null, TYPE.boolean, NUMBER, TYPE.string, TYPE.array, TYPE.object];
const MAX_VALUES = 64;
const MAX_MEMBERS = 3;

/**
 * Ways to write `writer` as a union of smaller terms, most promising first: by its own disjunctions, by type, by the
 * value of a member that tells the reader's branches apart. Each way has every value of the writer.
 */
export function* splitsOf(prover: Prover, writer: Term, shape: Shape, types: number, reader: Term): Generator<readonly Term[]> {
  const { terms } = prover;
  const isUnion = reader.kind === 'or' || reader.kind === 'one' || reader.kind === 'not' || reader.kind === 'none';
  const byType = isUnion ? typeCases(types) : [];
  if (byType.length > 1) {
    yield byType.map((mask) => terms.and([writer, terms.type(mask)]));
    return;
  }
  const [choice] = shape.choices;
  if (choice !== undefined) {
    const rest = [...shape.parts].filter((part) => part !== choice);
    yield choice.of.map((branch) => terms.and([...rest, branch]));
    return;
  }
  if (isUnion && types === TYPE.object) yield* byMember(prover, writer, shape, reader);
}

function typeCases(types: number): number[] {
  const groups = TYPE_GROUPS.filter((group) => (types & group) !== 0).map((group) => types & group);
  return groups.length === 1 && groups[0] === NUMBER ? [TYPE.integer, TYPE.fraction] : groups;
}

function* byMember(prover: Prover, writer: Term, shape: Shape, reader: Term): Generator<readonly Term[]> {
  const { terms } = prover;
  let tried = 0;
  for (const name of tellingNames(prover, reader)) {
    const parts = casesOf(prover, prover.member(shape, name));
    if (parts.length < 2 && (parts.length === 0 || shape.required.has(name))) continue;
    if (tried >= MAX_MEMBERS) return;
    tried += 1;
    const required = terms.atom({ kind: 'required', name });
    const member = (of: Term): Term => terms.atom({ kind: 'members', keys: oneKey(name), of });
    const present = parts.map((part) => terms.and([writer, required, member(part)]));
    yield shape.required.has(name) ? present : [terms.and([writer, member(terms.none)]), ...present];
  }
}

/** Names of members that branches of the reader speak about, those first that the most branches name. */
function tellingNames(prover: Prover, reader: Term): string[] {
  const branches = reader.kind === 'or' || reader.kind === 'one' ? reader.of : reader.kind === 'not' ? [reader.of] : [];
  const counts = new Map<string, number>();
  for (const branch of branches.slice(0, MAX_VALUES)) {
    const shape = prover.shape(branch);
    for (const name of new Set([...shape.named.keys(), ...shape.required])) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}

function casesOf(prover: Prover, term: Term): readonly Term[] {
  const { terms } = prover;
  const values = prover.values(term);
  if (values !== undefined && values.length <= MAX_VALUES) return values.map((value) => terms.enum([value]));
  const shape = prover.shape(term);
  const types = typeCases(prover.types(shape));
  if (types.length > 1) return types.map((mask) => terms.type(mask));
  const [choice] = shape.choices;
  return choice === undefined ? [terms.any] : choice.of;
}
