import { expect, test } from 'vitest';
import { checkTemplate, subjectOf, templatePrefix } from '../../src/project/subject-template.ts';

const SCHEMA = { $id: 'com.shop.by-id', title: 'Order', 'x-subject': 'com.shop.order.placed' };

for (const { template, path, subject } of [
  { template: 'com.shop.{name}', path: 'schemas/order.placed.json', subject: 'com.shop.order.placed' },
  { template: 'com.shop.{name}', path: 'order.schema.json', subject: 'com.shop.order' },
  { template: 'com.{dir}.{name}', path: 'schemas/shop/order.JSON', subject: 'com.shop.order' },
  { template: '{$id}', path: 'a.json', subject: 'com.shop.by-id' },
  { template: 'x.{title}', path: 'a.json', subject: 'x.Order' },
  { template: '{x-subject}', path: 'a.json', subject: 'com.shop.order.placed' },
  { template: 'com.shop.order', path: 'a.json', subject: 'com.shop.order' },
]) {
  test(`${template} over ${path} is ${subject}`, () => expect(subjectOf(template, { path, label: path, schema: SCHEMA })).toBe(subject));
}

for (const { title, template, schema, says } of [
  { title: 'a schema without the member', template: '{x-subject}', schema: {}, says: 'expected a text as "x-subject" of the schema; found null' },
  { title: 'a member that is no text', template: '{title}', schema: { title: 3 }, says: 'found 3' },
  { title: 'a schema that is no object', template: '{title}', schema: true, says: 'found null' },
  { title: 'what is no subject', template: '{title}', schema: { title: 'a.*' }, says: 'is a prefix' },
]) {
  test(`${title} is refused with the file`, () => {
    const file = { path: 'schemas/a.json', label: 'packages/a/schemas/a.json', schema };
    expect(() => subjectOf(template, file)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^packages\/a\/schemas\/a\.json: /) as unknown,
        data: expect.objectContaining({ file: file.label }) as unknown,
      }),
    );
    expect(() => subjectOf(template, file)).toThrow(says);
  });
}

test('a template is checked before there are files', () => {
  expect(['{name}', 'a.{dir}', 'plain'].map(checkTemplate)).toEqual([undefined, undefined, undefined]);
  expect(checkTemplate('{file}')).toContain('found {file}; there are {name}');
  expect(checkTemplate('a.{name')).toContain('not closed');
});

test('the subjects of a template begin with what is before its first variable', () => {
  expect([templatePrefix('com.shop.{name}'), templatePrefix('{name}'), templatePrefix('plain')]).toEqual(['com.shop.', '', 'plain']);
});
