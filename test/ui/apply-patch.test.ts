import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { PatchOperation } from '../../src/core/schema-change.ts';
import { applyPatch } from '../../src/ui/pages/try/apply-patch.ts';

const cases: readonly { readonly title: string; readonly patch: readonly PatchOperation[]; readonly result: JsonValue | undefined }[] = [
  { title: 'add a member', patch: [{ op: 'add', path: '/b', value: 1 }], result: { a: { x: [1, 2] }, b: 1 } },
  { title: 'replace a member', patch: [{ op: 'replace', path: '/a', value: 1 }], result: { a: 1 } },
  { title: 'remove a member', patch: [{ op: 'remove', path: '/a/x' }], result: { a: {} } },
  { title: 'insert an item', patch: [{ op: 'add', path: '/a/x/0', value: 0 }], result: { a: { x: [0, 1, 2] } } },
  { title: 'append an item', patch: [{ op: 'add', path: '/a/x/-', value: 3 }], result: { a: { x: [1, 2, 3] } } },
  { title: 'remove an item', patch: [{ op: 'remove', path: '/a/x/0' }], result: { a: { x: [2] } } },
  { title: 'replace the document', patch: [{ op: 'replace', path: '', value: true }], result: true },
  {
    title: 'two in order',
    patch: [
      { op: 'remove', path: '/a/x/0' },
      { op: 'replace', path: '/a/x/0', value: 9 },
    ],
    result: { a: { x: [9] } },
  },
  { title: 'a place that is not there', patch: [{ op: 'replace', path: '/b', value: 1 }], result: undefined },
  { title: 'an index that is none', patch: [{ op: 'remove', path: '/a/x/01' }], result: undefined },
  { title: 'a member of the prototype', patch: [{ op: 'replace', path: '/toString/x', value: 1 }], result: undefined },
];

for (const { title, patch, result } of cases) {
  test(`applyPatch(): ${title}`, () => expect(applyPatch({ a: { x: [1, 2] } }, patch)).toEqual(result));
}
