import type { Effort } from '../../../core/effort.ts';
import type { ExactValue, JsonObject, JsonValue } from '../../../core/json/value.ts';
import { compareNumbers } from '../../number/exact.ts';
import type { SchemaGraph } from '../../resolve/graph.ts';
import { childList, childMap, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Check, PlanContext, PlanKeyword } from '../check.ts';
import { isArray } from '../equality.ts';
import { planConst, planEnum } from '../keywords/any.ts';
import { containsBounds } from '../keywords/items.ts';
import { namesIfPresent } from '../keywords/names.ts';
import * as scalars from '../keywords/scalars.ts';
import * as sizes from '../keywords/sizes.ts';
import { Run } from '../run.ts';
import { testItems } from './items.ts';
import { testMembers } from './members.ts';
import { ALWAYS, every, NEVER, type Test } from './test.ts';
import { dispatch, restrict } from './by-type.ts';

/** Undefined: the question was given up, and the plan is to answer it. */
export type QuickTest = (instance: ExactValue, effort: Effort) => boolean | undefined;

// A recursive schema and an event may nest further, and branches that overlap may ask exponentially often; the plan
// counts the one exactly and remembers against the other.
const MAX_NESTED_REFERENCES = 100;
const MAX_REFERENCES = 100_000;

class GivenUp extends Error {}

/**
 * The same answers as the plan's `test`, a few times faster: every subschema becomes one function for each type of value,
 * without marks and without a scope. Undefined for a graph with references whose target depends on the way in; subschemas
 * with `unevaluated…` ask their plan. Linear in the size of the graph, and never deeper than the document nests.
 */
export function createQuickTest(graph: SchemaGraph, planner: PlanContext): QuickTest | undefined {
  const isDynamic = graph.nodes.some(({ references }) =>
    references.some(({ target, dynamicAnchor }) => target === undefined || dynamicAnchor !== undefined),
  );
  if (isDynamic) return undefined;
  const compiler = new Compiler(planner);
  const test = compiler.compileAll(graph.root);
  return (instance, effort) => {
    // Whoever added to the prototype of all objects has made walks over members find what is not there.
    for (const _ in PLAIN) return undefined;
    try {
      compiler.begin(effort);
      return test(instance);
    } catch (error) {
      if (error instanceof GivenUp) return undefined;
      throw error;
    }
  };
}

const PLAIN = {};

type Of = 'string' | 'number' | 'array' | 'object' | 'rest';

/** Keywords that judge a value by itself, with the type that they are about: asked as the plan asks them. */
const ASSERTIONS: readonly (readonly [keyword: string, of: Of, plan: PlanKeyword])[] = [
  ['maximum', 'number', scalars.planMaximum],
  ['exclusiveMaximum', 'number', scalars.planExclusiveMaximum],
  ['minimum', 'number', scalars.planMinimum],
  ['exclusiveMinimum', 'number', scalars.planExclusiveMinimum],
  ['multipleOf', 'number', scalars.planMultipleOf],
  ['maxLength', 'string', scalars.planMaxLength],
  ['minLength', 'string', scalars.planMinLength],
  ['pattern', 'string', scalars.planPattern],
  ['format', 'string', scalars.planFormat],
  ['maxItems', 'array', sizes.planMaxItems],
  ['minItems', 'array', sizes.planMinItems],
  ['uniqueItems', 'array', sizes.planUniqueItems],
  ['maxProperties', 'object', sizes.planMaxProperties],
  ['minProperties', 'object', sizes.planMinProperties],
];

class Compiler {
  readonly #planner: PlanContext;
  readonly #tests = new Map<SchemaNode, Test>();
  readonly #waiting: (() => void)[] = [];
  /** Of the instance that is being judged. */
  #run = new Run();
  #nested = 0;
  #references = 0;

  constructor(planner: PlanContext) {
    this.#planner = planner;
  }

  /** What references lead to is compiled one after the other: a chain of them may be longer than the stack. */
  compileAll(root: SchemaNode): Test {
    const test = this.#testOf(root);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next();
    return test;
  }

  begin(effort: Effort): void {
    this.#run = new Run(effort);
    this.#nested = 0;
    this.#references = 0;
  }

  readonly #testOf = (node: SchemaNode): Test => {
    const known = this.#tests.get(node);
    if (known !== undefined) return known;
    const test = typeof node.schema === 'boolean' ? (node.schema ? ALWAYS : NEVER) : this.#compile(node, node.schema);
    this.#tests.set(node, test);
    return test;
  };

  readonly #spend = (units: number): void => this.#run.effort.spend(units);

  #compile(node: SchemaNode, schema: JsonObject): Test {
    if (Object.hasOwn(schema, 'unevaluatedProperties') || Object.hasOwn(schema, 'unevaluatedItems')) return this.#planned(node);
    const asked: Record<Of, Test[]> = { string: [], number: [], array: [], object: [], rest: [] };
    for (const [keyword, of, plan] of ASSERTIONS) asked[of].push(this.#assertion(node, schema, keyword, plan));
    asked.array.push(testItems(node, this.#testOf, this.#spend), this.#contains(node));
    asked.object.push(
      testMembers(node, { testOf: this.#testOf, patterns: this.#planner.patterns, spend: this.#spend }),
      ...this.#aboutMembers(node, schema),
    );
    asked.rest.push(this.#fixed(node, schema), ...this.#referred(node), ...this.#logic(node));
    const byType = {
      string: every(asked.string),
      number: every(asked.number),
      boolean: ALWAYS,
      null: ALWAYS,
      array: every(asked.array),
      object: every(asked.object),
      rest: every(asked.rest),
    };
    return dispatch(restrict(byType, Object.hasOwn(schema, 'type') ? schema['type'] : undefined));
  }

  /** A subschema whose plan needs marks of its own; it sees the whole of them, since marks do not leave `unevaluated…`. */
  #planned(node: SchemaNode): Test {
    const plan = this.#planner.planOf(node);
    return (instance) => plan.test(instance, new Run(this.#run.effort), undefined);
  }

  #assertion(node: SchemaNode, schema: JsonObject, keyword: string, plan: PlanKeyword): Test {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    return value === undefined ? ALWAYS : this.#asTest(plan(node, value, this.#planner));
  }

  #asTest(check: Check | undefined): Test {
    if (check === undefined) return ALWAYS;
    return (instance) => check.test(instance, this.#run, undefined);
  }

  #fixed(node: SchemaNode, schema: JsonObject): Test {
    return every([this.#assertion(node, schema, 'const', constTest), this.#assertion(node, schema, 'enum', enumTest)]);
  }

  #referred(node: SchemaNode): Test[] {
    return node.references.map(({ target }) => {
      let test: Test = NEVER;
      if (target !== undefined) this.#waiting.push(() => (test = this.#testOf(target)));
      return (instance) => {
        this.#run.effort.spend(1);
        this.#references += 1;
        this.#nested += 1;
        if (this.#nested > MAX_NESTED_REFERENCES || this.#references > MAX_REFERENCES) throw new GivenUp();
        const isValid = test(instance);
        this.#nested -= 1;
        return isValid;
      };
    });
  }

  #logic(node: SchemaNode): Test[] {
    const [condition, yes, no, negated] = (['if', 'then', 'else', 'not'] as const).map((keyword) => this.#optional(node, keyword));
    const any = childList(node, 'anyOf').map(this.#testOf);
    const one = childList(node, 'oneOf').map(this.#testOf);
    return [
      ...childList(node, 'allOf').map(this.#testOf),
      ...(node.children.has('anyOf') ? [anyTest(any, this.#spend)] : []),
      ...(node.children.has('oneOf') ? [oneTest(one, this.#spend)] : []),
      ...(negated === undefined ? [] : [(instance: ExactValue) => !negated(instance)]),
      ...(condition === undefined ? [] : [(instance: ExactValue) => (condition(instance) ? (yes ?? ALWAYS) : (no ?? ALWAYS))(instance)]),
    ];
  }

  #optional(node: SchemaNode, keyword: string): Test | undefined {
    const child = childSchema(node, keyword);
    return child === undefined ? undefined : this.#testOf(child);
  }

  #aboutMembers(node: SchemaNode, schema: JsonObject): Test[] {
    const names = this.#optional(node, 'propertyNames');
    return [
      ...(['dependentRequired', 'dependencies'] as const).map((keyword) =>
        this.#assertion(node, schema, keyword, (at, value) => namesIfPresent(at, value, keyword)),
      ),
      ...(['dependentSchemas', 'dependencies'] as const).flatMap((keyword) =>
        [...childMap(node, keyword)].map(([name, child]): Test => {
          const test = this.#testOf(child);
          return (instance) => !Object.hasOwn(instance as JsonObject, name) || test(instance);
        }),
      ),
      ...(names === undefined ? [] : [(instance: ExactValue) => Object.keys(instance as JsonObject).every((name) => names(name))]),
    ];
  }

  #contains(node: SchemaNode): Test {
    const child = childSchema(node, 'contains');
    if (child === undefined) return ALWAYS;
    const test = this.#testOf(child);
    const { min, max } = containsBounds(node);
    return (instance) => {
      this.#spend((instance as readonly ExactValue[]).length);
      const found = (instance as readonly ExactValue[]).reduce<number>((count, item) => count + Number(test(item)), 0);
      return compareNumbers(found, min) >= 0 && (max === undefined || compareNumbers(found, max) <= 0);
    };
  }
}

// Most constants are texts, and those are equal if they are the same.
const constTest: PlanKeyword = (node, value, context) =>
  typeof value === 'string' ? only((instance) => instance === value) : planConst(node, value, context);

const enumTest: PlanKeyword = (node, value, context) => {
  const values: readonly JsonValue[] = isArray(value) ? value : [];
  const texts = new Set<ExactValue>(values.filter((one) => typeof one === 'string'));
  const general = planEnum(node, value, context);
  const hasNull = values.includes(null);
  const isSimple = values.every((one) => typeof one === 'string' || one === null);
  return only((instance, run) => {
    if (typeof instance === 'string') return texts.has(instance);
    return isSimple ? hasNull && instance === null : general?.test(instance, run, undefined) === true;
  });
};

function only(test: (instance: ExactValue, run: Run) => boolean): Check {
  return { test, explain: () => {} };
}

function anyTest(tests: readonly Test[], spend: (units: number) => void): Test {
  return (instance) => {
    spend(tests.length);
    for (const test of tests) if (test(instance)) return true;
    return false;
  };
}

function oneTest(tests: readonly Test[], spend: (units: number) => void): Test {
  return (instance) => {
    spend(tests.length);
    let found = 0;
    for (const test of tests) {
      if (!test(instance)) continue;
      found += 1;
      if (found > 1) return false;
    }
    return found === 1;
  };
}
