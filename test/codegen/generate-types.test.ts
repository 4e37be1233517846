import { expect, test } from 'vitest';
import { generate, generateTypes, type SchemaInput } from '../../src/codegen/index.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

const BREAKOUT = '*/ globalThis.PWNED_ = 1; /*';
const INPUTS: readonly SchemaInput[] = [
  { subject: 'com.shop.order.placed', schema: { title: 'Order placed', type: 'object', properties: { id: { type: 'string', maxLength: 3 } } } },
  { subject: 'com.shop.anything', schema: true },
  { subject: 'com.shop.nothing', schema: false },
  {
    subject: 'com.shop.cart',
    semver: '2.0.0',
    fingerprint: 'f'.repeat(64),
    schema: {
      description: BREAKOUT,
      type: 'object',
      required: ['lines', BREAKOUT],
      properties: { lines: { type: 'array', items: { $ref: '#/$defs/line' } }, [BREAKOUT]: { enum: [BREAKOUT, 1] } },
      $defs: { line: { type: 'object', properties: { sku: { type: 'string' }, within: { $ref: '#/$defs/line' } } } },
    },
  },
];

for (const input of INPUTS) {
  test(`the types of ${input.subject} are those in the file that generate writes, and nothing else`, async () => {
    const { path, text } = generateTypes(input);
    const whole = (await generate({ schemas: [input] })).find((file) => file.path === path)?.text ?? '';
    const blocks = text.split('\n\n').filter((block) => /^(\/\*\*|export )/.test(block));
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.filter((block) => !whole.includes(block.trimEnd()))).toEqual([]);
    expect(text.match(/^export (type|interface) \w+/gm)).toEqual(whole.match(/^export (type|interface) \w+/gm));
    expect(text).not.toMatch(/^import |^(export )?(const|function) /m);
  });
}

test('the types compile alone', async () => {
  const folder = await temporaryFolder();
  await writeAll(
    folder,
    INPUTS.map((input) => generateTypes(input)),
  );
  expect(await typeCheck(folder)).toBe('');
});

test('equal input gives equal bytes', () => {
  for (const input of INPUTS) expect(generateTypes(structuredClone(input))).toEqual(generateTypes(input));
});

test('what types cannot say is told, with who checks it', () => {
  expect(generateTypes(INPUTS[0] as SchemaInput).text).toContain(
    '// What types cannot say is checked by the validator that `sluice generate` writes: maxLength.\n',
  );
});
