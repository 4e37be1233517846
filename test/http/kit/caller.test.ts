import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { principalOf } from '../../../src/http/kit/caller.ts';

test('a request of which nobody has asked who sends it gets nowhere', () => {
  expect(() => principalOf({ state: {} } as Context)).toThrow(/nobody has asked/);
});
