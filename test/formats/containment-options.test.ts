import { expect, test } from 'vitest';
import { checkCertificate, contains, evaluate } from '../../src/formats/json-schema/containment.ts';

const CALLS = [
  { name: 'contains()', call: (options: object) => contains({}, {}, options) },
  { name: 'evaluate()', call: (options: object) => evaluate({ format: 'date' }, 'x', options) },
  { name: 'checkCertificate()', call: (options: object) => checkCertificate({}, {}, null, options) },
];

const REFUSED: readonly (readonly [title: string, options: object | null, code: string, message: string, by?: readonly string[]])[] = [
  ['null', null, 'request_invalid', 'options: expected an object, found null'],
  ['documents that are none', { documents: null }, 'request_invalid', 'documents: expected an object, found null'],
  ['a dialect that there is not', { dialect: 'draft-03' }, 'dialect_unknown', 'dialect: expected one of draft-04, '],
  [
    'formats that are misspelt',
    { formats: 'asserts' },
    'request_invalid',
    'formats: expected one of annotate, assert, found "asserts"',
    ['contains()', 'evaluate()'],
  ],
];

for (const [title, options, code, message, by] of REFUSED) {
  for (const { name, call } of CALLS.filter(({ name: each }) => by === undefined || by.includes(each))) {
    test(`${name} refuses ${title}`, () => {
      expect(() => call(options as object)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as unknown }));
    });
  }
}
