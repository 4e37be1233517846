import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { referenceTargets } from '../../src/ui/editor/reference-targets.ts';

const cases = [
  { title: 'a definition, its name percent-encoded', schema: { $defs: { 'a b#': {} } }, targets: ['#', '#/$defs/a%20b%23'] },
  {
    title: 'a definition below a property',
    schema: { properties: { a: { definitions: { b: {} } } } },
    targets: ['#', '#/properties/a/definitions/b'],
  },
  { title: 'an anchor', schema: { $defs: { a: { $anchor: 'here' } } }, targets: ['#', '#/$defs/a', '#here'] },
  { title: 'half of a surrogate pair, as it is', schema: { $defs: { '\ud83d é': {} } }, targets: ['#', '#/$defs/\ud83d%20%C3%A9'] },
  { title: 'nothing in data', schema: { default: { $defs: { a: {} } } }, targets: ['#'] },
];

for (const { title, schema, targets } of cases) {
  test(`a $ref can name ${title}`, () =>
    expect(referenceTargets(EditorState.create({ doc: JSON.stringify(schema), extensions: [json()] }))).toEqual(targets));
}
