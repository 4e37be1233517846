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
import { RegistryError } from '../../../core/errors.ts';
import { RulesByName } from '../rules-by-name.ts';
import { MAX_DEPTH, Run } from '../run.ts';
import { testItems } from './items.ts';
import { testMembers } from './members.ts';
import { Meter } from './meter.ts';
import { type Nesting, nestingOf } from './nesting.ts';
import { ALWAYS, every, NEVER, type Test } from './test.ts';
import { dispatch, restrict } from './by-type.ts';

/** Undefined: the question was given up, and the plan is to answer it. */
export type QuickTest = (instance: ExactValue, effort: Effort) => boolean | undefined;

// A recursive schema and an event may nest further, and branches that overlap may ask exponentially often; the plan
// counts the one exactly and remembers against the other. What the plan might call too deep is left to it, too.
const MAX_NESTED_REFERENCES = 100;
const MAX_REFERENCES = 100_000;

const REFERENCE_UNITS = 1;

class GivenUp extends Error {}

/**
 * The same answers as the plan's `test`, a few times faster: every subschema becomes one function for each type of value,
 * without marks and without a scope. Undefined for a graph with references whose target depends on the way in; subschemas
 * with `unevaluated…` ask their plan. Linear in the size of the graph, and never deeper than the document nests.
 */
export function createQuickTest(graph: SchemaGraph, planner: PlanContext): QuickTest | undefined {
  const compiler = compilerOf(graph, planner);
  return compiler && startQuickTest(compiler, graph.root);
}

/** The same in slices of a few milliseconds. */
export function* prepareQuickTest(graph: SchemaGraph, planner: PlanContext): Generator<undefined, QuickTest | undefined> {
  const compiler = compilerOf(graph, planner);
  if (compiler === undefined) return undefined;
  // From below, so that whoever holds others finds them made.
  for (const [index, node] of graph.nodes.toReversed().entries()) {
    compiler.compile(node);
    if (index % NODES_A_SLICE === 0) yield;
  }
  return startQuickTest(compiler, graph.root);
}

const NODES_A_SLICE = 30;

function compilerOf(graph: SchemaGraph, planner: PlanContext): Compiler | undefined {
  const isDynamic = graph.nodes.some(({ references }) =>
    references.some(({ target, dynamicAnchor }) => target === undefined || dynamicAnchor !== undefined),
  );
  if (isDynamic) return undefined;
  const nesting = nestingOf(graph.nodes);
  if ((nesting.get(graph.root)?.height ?? 0) >= MAX_DEPTH) return undefined;
  return new Compiler(planner, nesting);
}

function startQuickTest(compiler: Compiler, root: SchemaNode): QuickTest {
  const test = compiler.compileAll(root);
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
  readonly #meter = new Meter();
  readonly #nesting: ReadonlyMap<SchemaNode, Nesting>;
  /** What is to be added to the level of a subschema in work for its depth, in the sense of `Run`. */
  #offset = 1;
  #start = 1;
  #nested = 0;
  #references = 0;

  constructor(planner: PlanContext, nesting: ReadonlyMap<SchemaNode, Nesting>) {
    this.#planner = planner;
    this.#nesting = nesting;
  }

  /** One subschema, before it is asked for. */
  compile(node: SchemaNode): void {
    this.#testOf(node);
  }

  /** What references lead to is compiled one after the other: a chain of them may be longer than the stack. */
  compileAll(root: SchemaNode): Test {
    const test = this.#testOf(root);
    this.#start = 1 - this.#nestingOf(root).level;
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next();
    return test;
  }

  begin(effort: Effort): void {
    this.#meter.begin(effort);
    this.#offset = this.#start;
    this.#nested = 0;
    this.#references = 0;
  }

  #nestingOf(node: SchemaNode): Nesting {
    return this.#nesting.get(node) ?? { level: 0, height: 0 };
  }

  readonly #testOf = (node: SchemaNode): Test => {
    const known = this.#tests.get(node);
    if (known !== undefined) return known;
    const test = typeof node.schema === 'boolean' ? (node.schema ? ALWAYS : NEVER) : this.#compile(node, node.schema);
    this.#tests.set(node, test);
    return test;
  };

  #compile(node: SchemaNode, schema: JsonObject): Test {
    if (Object.hasOwn(schema, 'unevaluatedProperties') || Object.hasOwn(schema, 'unevaluatedItems')) return this.#planned(node);
    const asked: Record<Of, Test[]> = { string: [], number: [], array: [], object: [], rest: [] };
    for (const [keyword, of, plan] of ASSERTIONS) asked[of].push(this.#assertion(node, schema, keyword, plan));
    asked.array.push(testItems(node, this.#testOf, this.#meter), this.#contains(node));
    asked.object.push(
      testMembers(node, { testOf: this.#testOf, patterns: this.#planner.patterns, meter: this.#meter }),
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
    const { level } = this.#nestingOf(node);
    return (instance) => {
      try {
        return plan.test(instance, new Run(this.#meter.effort, this.#offset + level - 1), undefined);
      } catch (error) {
        throw error instanceof RegistryError && error.code === 'too_deep' ? new GivenUp() : error;
      }
    };
  }

  #assertion(node: SchemaNode, schema: JsonObject, keyword: string, plan: PlanKeyword): Test {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    return value === undefined ? ALWAYS : this.#asTest(plan(node, value, this.#planner));
  }

  #asTest(check: Check | undefined): Test {
    if (check === undefined) return ALWAYS;
    const meter = this.#meter;
    return (instance) => check.test(instance, meter.run, undefined);
  }

  #fixed(node: SchemaNode, schema: JsonObject): Test {
    return every([this.#assertion(node, schema, 'const', constTest), this.#assertion(node, schema, 'enum', enumTest)]);
  }

  #referred(node: SchemaNode): Test[] {
    return node.references.map(({ target }) => (target === undefined ? NEVER : this.#reference(this.#nestingOf(node).level + 1, target)));
  }

  #reference(level: number, target: SchemaNode): Test {
    const { level: targetLevel, height } = this.#nestingOf(target);
    let test: Test = NEVER;
    this.#waiting.push(() => (test = this.#testOf(target)));
    return (instance) => {
      const offset = this.#offset;
      const depth = offset + level;
      this.#meter.spend(REFERENCE_UNITS);
      this.#references += 1;
      this.#nested += 1;
      if (this.#nested > MAX_NESTED_REFERENCES || this.#references > MAX_REFERENCES || depth + height > MAX_DEPTH) throw new GivenUp();
      this.#offset = depth - targetLevel;
      const isValid = test(instance);
      this.#offset = offset;
      this.#nested -= 1;
      return isValid;
    };
  }

  #logic(node: SchemaNode): Test[] {
    const meter = this.#meter;
    const [condition, yes, no, negated] = (['if', 'then', 'else', 'not'] as const).map((keyword) => this.#optional(node, keyword));
    const any = childList(node, 'anyOf').map(this.#testOf);
    const one = childList(node, 'oneOf').map(this.#testOf);
    return [
      allTest(childList(node, 'allOf').map(this.#testOf), meter),
      ...(node.children.has('anyOf') ? [anyTest(any, meter)] : []),
      ...(node.children.has('oneOf') ? [oneTest(one, meter)] : []),
      ...(negated === undefined ? [] : [notTest(negated, meter)]),
      ...(condition === undefined ? [] : [ifTest({ condition, yes, no }, meter)]),
    ];
  }

  #optional(node: SchemaNode, keyword: string): Test | undefined {
    const child = childSchema(node, keyword);
    return child === undefined ? undefined : this.#testOf(child);
  }

  #aboutMembers(node: SchemaNode, schema: JsonObject): Test[] {
    const names = this.#optional(node, 'propertyNames');
    const meter = this.#meter;
    return [
      ...(['dependentRequired', 'dependencies'] as const).map((keyword) =>
        this.#assertion(node, schema, keyword, (at, value) => namesIfPresent(at, value, keyword)),
      ),
      ...(['dependentSchemas', 'dependencies'] as const)
        .filter((keyword) => node.children.has(keyword))
        .map((keyword): Test => {
          const tests = new RulesByName([...childMap(node, keyword)].map(([name, child]) => [name, this.#testOf(child)]));
          return (instance) => tests.of(instance as JsonObject, meter.run).every((test) => test(instance));
        }),
      ...(names === undefined ? [] : [namesTest(names, meter)]),
    ];
  }

  #contains(node: SchemaNode): Test {
    const child = childSchema(node, 'contains');
    if (child === undefined) return ALWAYS;
    const test = this.#testOf(child);
    const { min, max } = containsBounds(node);
    const meter = this.#meter;
    return (instance) => {
      meter.spend(1 + (instance as readonly ExactValue[]).length);
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

/** Each part of it is asked about, until one fails. */
function allTest(tests: readonly Test[], meter: Meter): Test {
  const test = every(tests);
  if (test === ALWAYS || test === NEVER) return test;
  return (instance) => {
    meter.spend(tests.length);
    return test(instance);
  };
}

function notTest(negated: Test, meter: Meter): Test {
  return (instance) => {
    meter.spend(1);
    return !negated(instance);
  };
}

interface Conditional {
  readonly condition: Test;
  readonly yes: Test | undefined;
  readonly no: Test | undefined;
}

function ifTest({ condition, yes = ALWAYS, no = ALWAYS }: Conditional, meter: Meter): Test {
  return (instance) => {
    meter.spend(2);
    return (condition(instance) ? yes : no)(instance);
  };
}

function namesTest(names: Test, meter: Meter): Test {
  return (instance) => {
    meter.spendMembers(meter.countMembers(instance as JsonObject));
    for (const name in instance as JsonObject) if (!names(name)) return false;
    return true;
  };
}

function anyTest(tests: readonly Test[], meter: Meter): Test {
  return (instance) => {
    let asked = 0;
    for (const test of tests) {
      asked += 1;
      if (!test(instance)) continue;
      meter.spend(asked);
      return true;
    }
    meter.spend(asked);
    return false;
  };
}

function oneTest(tests: readonly Test[], meter: Meter): Test {
  return (instance) => {
    meter.spend(tests.length);
    let found = 0;
    for (const test of tests) {
      if (!test(instance)) continue;
      found += 1;
      if (found > 1) return false;
    }
    return found === 1;
  };
}
