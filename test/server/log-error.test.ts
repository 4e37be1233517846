import { expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import { serializeErrors, type LoggedError } from '../../src/server/log-error.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const misused = Object.assign(new TypeError('x must be a string'), { code: 'ERR_INVALID_ARG_TYPE' });

for (const { title, thrown, stack } of [
  { title: 'a refused connection', thrown: new TypeError('fetch failed', { cause: refused }), stack: false },
  { title: 'a disk that fails', thrown: Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' }), stack: false },
  { title: 'a certificate that is not trusted', thrown: Object.assign(new Error('x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), stack: false },
  { title: 'an error of ours that is no bug', thrown: new RegistryError('overloaded', 'later'), stack: false },
  { title: 'a bug', thrown: new TypeError('x is not a function'), stack: true },
  { title: 'a wrong use of Node', thrown: misused, stack: true },
  { title: 'a bug that was caught', thrown: new RegistryError('internal', 'no', { cause: new Error('bug') }), stack: true },
]) {
  test(`${title} is logged ${stack ? 'with' : 'without'} its stack, and with it where all are asked for`, () => {
    const { message } = thrown;
    expect(serializeErrors({ stacks: false })(thrown)).toMatchObject({ message });
    expect((serializeErrors({ stacks: false })(thrown) as LoggedError).stack !== undefined).toBe(stack);
    expect(serializeErrors({ stacks: true })(thrown)).toMatchObject({ message, stack: expect.any(String) });
  });
}

test('causes and their codes are kept, but not in a circle', () => {
  expect(serializeErrors({ stacks: false })(new TypeError('fetch failed', { cause: refused }))).toEqual({
    type: 'TypeError',
    message: 'fetch failed',
    cause: { type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
  });
  const circle = new Error('a');
  circle.cause = circle;
  expect(JSON.stringify(serializeErrors({ stacks: false })(circle)).length).toBeLessThan(100_000);
});
