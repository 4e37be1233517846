import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/gateway.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```(json|yaml)\n(.*?)```/gs)]
  .map(([, language = '', text = '']) => ({ language, text }))
  .filter(({ text }) => text.includes('routes'));

test('the page has examples in both languages', () => {
  expect(EXAMPLES.map(({ language }) => language)).toEqual(['json', 'yaml']);
});

for (const { language, text } of EXAMPLES) {
  test(`the example in ${language} is taken`, async () => {
    const config = await parseGatewayConfig({ file: `example.${language}`, text, env: { GITHUB_SECRET: 'x' }, format: jsonSchemaFormat });
    expect(config.routes.length).toBeGreaterThan(0);
  });
}

test('the table of answers names codes of the catalogue only', () => {
  const rows = PAGE.split('\n').filter((line) => /^\| [45]\d\d \|/.test(line));
  const codes = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`(\w+)`/g)].map(([, code = '']) => code));
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
});
