import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintSchema, LINT_RULES } from '../../src/formats/json-schema/lint/lint.ts';
import { LINT_RULE_NAMES } from '../../src/formats/json-schema/lint/rule.ts';
import { parseSchema } from '../../src/formats/json-schema/parse-schema.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/lint.md'), 'utf8');

test('docs/lint.md has a section for each rule, in their order, and no other', () => {
  expect([...PAGE.matchAll(/^## (\w+)$/gm)].map(([, name]) => name)).toEqual(LINT_RULES.map(({ name }) => name));
});

test('the names for configurations are those of the rules', () => {
  expect(LINT_RULES.map(({ name }) => name)).toEqual(LINT_RULE_NAMES);
});

describe.each(LINT_RULES)('$name', ({ name, severity }) => {
  const section = PAGE.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';

  test('the first example of docs/lint.md fires', () => expect(rulesThatFire(exampleOf(section, 'fires'))).toContain(name));

  test('the second one does not', () => expect(rulesThatFire(exampleOf(section, 'fine'))).not.toContain(name));

  test('its severity is as documented', () => expect(PAGE).toContain(`| [\`${name}\`](#${name}) | ${severity} |`));
});

function exampleOf(section: string, kind: string): string {
  return new RegExp('```json ' + kind + '\\n(.*?)\\n```', 's').exec(section)?.[1] ?? '';
}

function rulesThatFire(schema: string): string[] {
  return lintSchema(parseSchema({ schema })).map(({ rule }) => rule);
}
