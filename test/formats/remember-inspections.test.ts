import { expect, test } from 'vitest';
import type { Format, FingerprintedReference, SchemaSource } from '../../src/formats/format.ts';
import { inspectHere } from '../../src/formats/inspect.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { rememberInspections } from '../../src/formats/remember-inspections.ts';

/** The real format, and which schemas it checked. */
function listening(): { readonly format: Format; readonly checked: unknown[] } {
  const checked: unknown[] = [];
  const inspect: Format['inspect'] = async (source, references) => {
    checked.push(source.schema);
    return inspectHere(jsonSchemaFormat, source, references);
  };
  return { format: { ...jsonSchemaFormat, inspect }, checked };
}

const OTHER = { schema: { type: 'integer' }, dialect: 'draft-07' } as const;
const SOURCE: SchemaSource = { schema: { properties: { b: { $ref: 'x' }, a: { pattern: '^(a)\\1$' } }, requird: [] }, documents: { x: OTHER } };
const REFERENCES: readonly FingerprintedReference[] = [{ name: 'x', fingerprint: jsonSchemaFormat.fingerprint(OTHER, []) }];
const AS_TEXT: SchemaSource = { ...SOURCE, schema: JSON.stringify(SOURCE.schema) };

async function said(format: Format, source: SchemaSource, references: readonly FingerprintedReference[] = REFERENCES): Promise<unknown> {
  const { parsed, fingerprint, warnings, fields } = await format.inspect(source, references);
  return { parsed, fingerprint, warnings: [warnings(), warnings()], fields: [fields(), fields()] };
}

for (const [first, second] of [
  [SOURCE, SOURCE],
  [SOURCE, AS_TEXT],
  [AS_TEXT, SOURCE],
] as const) {
  test(`a ${typeof second.schema} that came as a ${typeof first.schema} is not checked again, and as much is said of it`, async () => {
    const { format, checked } = listening();
    const remembering = rememberInspections(format);
    await said(remembering, first);
    expect(await said(remembering, second)).toEqual(await said(jsonSchemaFormat, second));
    expect(checked).toEqual([first.schema]);
  });
}

test('what nobody asked for the first time is said the second time', async () => {
  const remembering = rememberInspections(jsonSchemaFormat);
  await remembering.inspect(SOURCE, REFERENCES);
  expect(await said(remembering, SOURCE)).toEqual(await said(jsonSchemaFormat, SOURCE));
});

const OTHERS: readonly (readonly [title: string, source: SchemaSource, references: readonly FingerprintedReference[]])[] = [
  ['another text', { ...SOURCE, schema: `${AS_TEXT.schema as string} ` }, REFERENCES],
  ['another dialect', { ...SOURCE, dialect: 'draft-2019-09' }, REFERENCES],
  ['a name that means something else', SOURCE, [{ name: 'x', fingerprint: 'other' }]],
  ['one reference more', SOURCE, [...REFERENCES, { name: 'y', fingerprint: 'other' }]],
];
for (const [title, source, references] of OTHERS) {
  test(`${title} is checked`, async () => {
    const { format, checked } = listening();
    const remembering = rememberInspections(format);
    await said(remembering, SOURCE);
    expect(await said(remembering, source, references)).toEqual(await said(jsonSchemaFormat, source, references));
    expect(checked).toEqual([SOURCE.schema, source.schema]);
  });
}

test('what was refused is refused again, with the place in what was sent', async () => {
  const { format, checked } = listening();
  const remembering = rememberInspections(format);
  const faulty = { minLength: -1 };
  await expect(remembering.inspect({ schema: faulty }, [])).rejects.toMatchObject({ code: 'schema_invalid' });
  await expect(remembering.inspect({ schema: JSON.stringify(faulty) }, [])).rejects.toMatchObject({ code: 'schema_invalid', data: { line: 1 } });
  expect(checked).toHaveLength(2);
});

test('the least lately used is forgotten where too much was said, however small the schemas', async () => {
  const { format, checked } = listening();
  const remembering = rememberInspections(format, 6_000);
  const wide = (name: string): SchemaSource => ({ schema: { required: Array.from({ length: 20 }, (_, at) => name.repeat(100) + at) } });
  const [a, b, c] = [wide('a'), wide('b'), wide('c')];
  for (const source of [a, b, a, c, a, b]) await said(remembering, source, []);
  expect(checked).toEqual([a.schema, b.schema, c.schema, b.schema]);
});
