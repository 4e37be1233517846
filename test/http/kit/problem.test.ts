import { expect, test } from 'vitest';
import { ERROR_CODES, ERRORS, RegistryError } from '../../../src/core/errors.ts';
import { toProblem } from '../../../src/http/kit/problem.ts';
import { requestIdOf } from '../../../src/http/kit/request-id.ts';

for (const code of ERROR_CODES) {
  test(`toProblem() of ${code}`, () => {
    expect(toProblem(new RegistryError(code, 'what happened'), 'r-1')).toEqual({
      type: `urn:sluice:error:${code}`,
      title: ERRORS[code].title,
      status: ERRORS[code].status,
      code,
      detail: 'what happened',
      requestId: 'r-1',
    });
  });
}

test('toProblem() shows the data beside its own members and never the cause', () => {
  const error = new RegistryError('schema_invalid', 'm', { data: { pointer: '/a', code: 'forged', status: 200 }, cause: new Error('secret') });
  const problem = toProblem(error);
  expect(problem).toMatchObject({ pointer: '/a', code: 'schema_invalid', status: 422 });
  expect(JSON.stringify(problem)).not.toContain('secret');
  expect(problem).not.toHaveProperty('requestId');
});

for (const id of ['r-1', 'a.b:c_d', 'x'.repeat(128)]) {
  test(`requestIdOf() keeps ${id.slice(0, 20)}`, () => expect(requestIdOf(id)).toBe(id));
}

for (const id of [undefined, '', 'a b', 'a\u0000', '"', 'x'.repeat(129)]) {
  test(`requestIdOf() replaces ${JSON.stringify(id)?.slice(0, 20)}`, () => {
    expect(requestIdOf(id)).not.toBe(id);
    expect(requestIdOf(id)).toMatch(/^[\w-]{36}$/);
  });
}
