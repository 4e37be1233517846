import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { ENVELOPE_PRESETS } from '../../src/gateway/envelope/presets.ts';
import { SIGNATURE_SCHEMES } from '../../src/gateway/signature/schemes.ts';
import { SERVICE_ERRORS, serviceRefusal } from '../../src/gateway/targets/lambda/service-errors.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/gateway.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/```(json|yaml)\n(.*?)```/gs)].map(([, language = '', text = '']) => ({ language, text }));
const EXAMPLES = BLOCKS.filter(({ text }) => /^\s*"?routes"?:/m.test(text));

// Of the examples.
const ENV = { GITHUB_SECRET: 'x', FN_TOKEN: 'x', FN_KEY: 'x', WEBHOOK_SECRET: 'whsec_eA==', OLD_WEBHOOK_SECRET: 'whsec_eQ==' };

test('the page has examples in both languages', () => {
  expect(EXAMPLES.map(({ language }) => language)).toEqual(['json', 'yaml', 'yaml', 'json']);
});

for (const { language, text } of EXAMPLES) {
  test(`the example in ${language} is taken`, async () => {
    const config = await parseGatewayConfig({ file: `example.${language}`, text, env: ENV, format: jsonSchemaFormat });
    expect(config.routes.length).toBeGreaterThan(0);
  });
}

test('the tables of presets and signatures are those of the code', () => {
  const rows = (heading: string): string[] => {
    const section = PAGE.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    return [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name).filter((name) => name !== 'scheme');
  };
  expect(rows('Envelopes of vendors')).toEqual(Object.keys(ENVELOPE_PRESETS));
  expect(rows('Signatures')).toEqual(Object.keys(SIGNATURE_SCHEMES));
});

for (const [kind, { attributes }] of Object.entries(ENVELOPE_PRESETS)) {
  test(`the page names the attributes of ${kind}`, () => {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${kind}\` |`)) ?? '';
    const named = [...(row.split('|')[4] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named).toEqual(Object.keys(attributes));
  });
}

test('the table of answers names codes of the catalogue only', () => {
  const rows = PAGE.split('\n').filter((line) => /^\| [45]\d\d \|/.test(line));
  const codes = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`(\w+)`/g)].map(([, code = '']) => code));
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
});

test('the page says what each error of Lambda counts as', () => {
  const section = PAGE.split('\n### Functions of AWS Lambda\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+(?:Exception|Mount…))`.*? \| (\d{3}) \|/gm)].map(([, name = '', status]) => [name, Number(status)]);
  expect(rows.length).toBe(SERVICE_ERRORS.length);
  const counted = SERVICE_ERRORS.map(({ names: [name = ''] }) => [name, statusOf(name)]);
  expect(rows).toEqual(counted);
});

/** What an error counts as that comes with the status that Lambda gives it. */
function statusOf(name: string): number {
  const given: Readonly<Record<string, number>> = {
    ResourceNotFoundException: 404,
    AccessDeniedException: 403,
    RequestTooLargeException: 413,
    EFSIOException: 410,
    ServiceException: 500,
  };
  const invoked = serviceRefusal({ name, status: given[name] ?? 400, retryAfter: undefined });
  return invoked.kind === 'refused' ? invoked.status : 0;
}
