import type { ExactObject } from '../../core/json/value.ts';
import type { Run } from './run.ts';

// Of so few, looking each up costs less than to ask how many members there are.
const FEW = 16;

// A name that is looked up, in the object or among the rules.
const NAME_UNITS = 3;

// To count the members and list them, of however small an object.
const WALK_UNITS = 5;

const NONE: readonly never[] = [];

/** Rules that are each about the objects which have a member of one name: `dependentSchemas` and its kin. */
export class RulesByName<Rule> {
  readonly #names: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(rules: readonly (readonly [name: string, rule: Rule])[]) {
    this.#names = rules.map(([name]) => name);
    this.#rules = rules.map(([, rule]) => rule);
    this.#places = new Map(this.#names.map((name, index) => [name, index]));
  }

  get all(): readonly Rule[] {
    return this.#rules;
  }

  /** Those of an object, in their own order. It takes as many steps as there are rules or members, whichever is fewer. */
  of(object: ExactObject, run: Run): readonly Rule[] {
    const count = this.#names.length;
    if (count <= FEW || run.countMembers(object) >= count) {
      run.effort.spend(1 + count * NAME_UNITS);
      return this.#rules.filter((_, index) => Object.hasOwn(object, this.#names[index] ?? ''));
    }
    const names = Object.keys(object);
    run.effort.spend(WALK_UNITS + names.length * NAME_UNITS);
    const places = names.flatMap((name) => this.#places.get(name) ?? NONE);
    return places.length === 0 ? NONE : places.toSorted((a, b) => a - b).flatMap((index) => this.#rules.slice(index, index + 1));
  }
}
