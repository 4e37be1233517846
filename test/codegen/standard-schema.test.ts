import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expect, test } from 'vitest';
import { load } from './folder.ts';

const schema = {
  title: 'Order',
  type: 'object',
  properties: { 'a/b~c': { type: 'object', properties: { '0': { type: 'array', items: { type: 'integer' } } } }, list: { maxItems: 1 } },
  required: ['a/b~c'],
};

async function validate(value: unknown): Promise<StandardSchemaV1.Result<unknown>> {
  const { validateOrder } = (await load([{ schema }])) as unknown as { readonly validateOrder: StandardSchemaV1 };
  return validateOrder['~standard'].validate(value);
}

test('a validator is a Standard Schema of version 1', async () => {
  const { validateOrder } = (await load([{ schema }])) as unknown as { readonly validateOrder: StandardSchemaV1 };
  expect(validateOrder['~standard']).toEqual({ version: 1, vendor: 'sluice', validate: expect.any(Function) });
});

test('what is valid is given back as it is', async () => {
  const value = { 'a/b~c': { '0': [1, 2] }, more: true };
  const result = await validate(value);
  expect(result).toEqual({ value });
  expect(result).toHaveProperty('value', value);
});

test('what is invalid is told by path, with numbers for items', async () => {
  const result = await validate({ 'a/b~c': { '0': [1, 'x'] }, list: [1, 2] });
  expect(result).toEqual({
    issues: expect.arrayContaining([
      { message: '/a~1b~0c/0/1: expected type integer, found a string of 1 character', path: ['a/b~c', '0', 1], code: 'type_mismatch' },
      { message: '/list: expected at most 1 items, found an array of 2 items', path: ['list'], code: 'too_many_items' },
    ]),
  });
});

test('of the whole value the path is empty', async () => {
  expect(await validate(null)).toMatchObject({ issues: [{ path: [], code: 'type_mismatch' }] });
});
