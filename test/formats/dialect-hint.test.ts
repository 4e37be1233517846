import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { SchemaSource } from '../../src/formats/format.ts';

const TUPLE = { items: [{ type: 'string' }] };

const ROWS: readonly (readonly [title: string, source: SchemaSource, hint: string | undefined])[] = [
  ['a tuple of draft-07', { schema: TUPLE }, 'it has no $schema and is one of draft-07'],
  ['the same as a text', { schema: JSON.stringify(TUPLE) }, 'it has no $schema and is one of draft-07'],
  ['a word of draft-2020-12 where draft-07 is said', { schema: { exclusiveMinimum: true, minimum: 0 }, dialect: 'draft-07' }, 'is one of draft-04'],
  ['what is a schema of no dialect', { schema: { type: 'nothing' } }, undefined],
  ['what leads back to itself in another one', { schema: { items: [{ $ref: '#/items/0' }] } }, undefined],
  ['what names a dialect that nobody knows where most read it', { schema: { items: [{ $id: 'urn:a', $schema: 'urn:x' }] } }, 'is one of draft-04'],
  ['what names its dialect', { schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...TUPLE } }, undefined],
];

for (const [title, source, hint] of ROWS) {
  test(`${title} is refused ${hint === undefined ? 'with no other dialect' : 'with the dialect that it may mean'}`, () => {
    const said = ((): string => {
      try {
        jsonSchemaFormat.parse(source);
        return 'taken';
      } catch (thrown) {
        return (thrown as Error).message;
      }
    })();
    expect(said).toMatch(/^not a schema of draft-/);
    if (hint === undefined) expect(said).not.toContain('$schema');
    else expect(said).toContain(hint);
  });
}
