import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { load } from './folder.ts';

class Shop {
  readonly a: unknown;

  constructor(a: unknown) {
    this.a = a;
  }

  get b(): number {
    return 1;
  }
}

class Secret {
  readonly #a = 'x';

  constructor() {
    Object.defineProperty(this, 'a', { enumerable: true, get: () => this.#a });
  }
}

const A = { properties: { a: { type: 'string' } }, required: ['a'] };
const B = { properties: { b: { type: 'string' } }, minProperties: 0 };
const CLOSED = { properties: { a: { type: 'string' } }, additionalProperties: false };
const INHERITED = { properties: { constructor: { type: 'string' }, toString: { type: 'number' } }, required: ['valueOf', 'a'] };

/** What is no JSON, but may be judged all the same: only members of its own count. */
const rows: readonly (readonly [title: string, schema: object, value: () => unknown, valid: boolean])[] = [
  ['a member of its own', A, () => ({ a: 'x' }), true],
  ['an inherited member', A, () => Object.create({ a: 'x' }) as unknown, false],
  ['an inherited member that would be wrong', { ...A, required: [] }, () => Object.create({ a: 1 }) as unknown, true],
  ['an instance with a field', A, () => new Shop('x'), true],
  ['an instance with a wrong field', A, () => new Shop(1), false],
  ['a getter of a class', B, () => new Shop('x'), true],
  ['a getter of a class that is asked for', { required: ['b'] }, () => new Shop('x'), false],
  [
    'a getter of its own',
    A,
    () => ({
      get a(): string {
        return 'x';
      },
    }),
    true,
  ],
  [
    'a getter of its own that gives something wrong',
    A,
    () => ({
      get a(): number {
        return 1;
      },
    }),
    false,
  ],
  ['a getter of its own with a secret', A, () => new Secret(), true],
  ['no prototype', A, () => Object.assign(Object.create(null) as object, { a: 'x' }), true],
  ['no prototype and no member', A, () => Object.create(null) as unknown, false],
  ['a frozen instance', A, () => Object.freeze(new Shop('x')), true],
  ['a member that is not listed', A, () => Object.defineProperty(new Shop('x'), 'a', { value: 'x', enumerable: false }), true],
  ['a member that is not listed, in a closed object', CLOSED, () => Object.defineProperty({ a: 'x' }, 'b', { value: 1 }), true],
  ['an inherited member too many', CLOSED, () => Object.create({ b: 1 }) as unknown, true],
  ['a member too many of an instance', CLOSED, () => Object.assign(new Shop('x'), { c: 1 }), false],
  ['undefined', A, () => ({ a: undefined }), false],
  ['undefined where nothing is asked for', { ...A, required: [] }, () => ({ a: undefined }), true],
  ['a view of an object', A, () => new Proxy({ a: 'x' }, {}), true],
  ['a view of an instance', A, () => new Proxy(new Shop(1), {}), false],
  ['an object of another world', A, () => runInNewContext('({ a: "x" })') as unknown, true],
  ['an object of another world that lacks a member', A, () => runInNewContext('({ b: "x" })') as unknown, false],
  ['members that all objects inherit', INHERITED, () => ({ a: 1 }), false],
  ['members of its own, named like those', INHERITED, () => ({ a: 1, constructor: 'x', toString: 1, valueOf: 1 }), true],
  ['wrong members, named like those', INHERITED, () => ({ a: 1, constructor: 1, valueOf: 1 }), false],
  ['a member __proto__', { required: ['__proto__'] }, () => JSON.parse('{ "__proto__": 1 }') as unknown, true],
  ['no member __proto__', { required: ['__proto__'] }, () => ({}), false],
  ['no member __proto__, where one error is enough', { not: { required: ['__proto__', 'toString'] } }, () => ({}), true],
  ['an inherited member, where one error is enough', { not: { required: ['a', 'c'] } }, () => Object.create({ a: 1, c: 1 }) as unknown, true],
  ['a member, where one error is enough', { not: { required: ['a', 'c'] } }, () => ({ a: 1, c: 1 }), false],
];

for (const [title, schema, value, valid] of rows) {
  test(`a generated validator counts members of the object itself: ${title}`, async () => {
    const generated = await load([{ schema: { title: 'Row', type: 'object', ...schema } }]);
    expect(generated['validateRow']?.(value()).valid).toBe(valid);
  });
}

test('a generated validator counts members of the object itself: somebody gave one to all objects', async () => {
  const { validateRow } = await load([{ schema: { title: 'Row', type: 'object', ...A } }]);
  const judge = (value: object): boolean | undefined => validateRow?.(value).valid;
  const before = judge({});
  Reflect.set(Object.prototype, 'a', 'x');
  const during = [{}, { a: 'x' }, { a: 1 }].map(judge);
  Reflect.deleteProperty(Object.prototype, 'a');
  expect([before, ...during, judge({ a: 'x' })]).toEqual([false, false, true, false, true]);
});
