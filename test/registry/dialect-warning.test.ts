import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaWarning } from '../../src/core/schema-warning.ts';
import { ACTOR, openRegistry } from './open-registry.ts';

// One text is two schemas where two faces mean two dialects by its silence.

const TEXT = { type: 'object', properties: { id: { type: 'string' } } };
const WIDER: JsonValue = { ...TEXT, title: 'wider' };
const NAMED: JsonValue = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...TEXT };
const warning = {
  code: 'dialect_differs',
  message: expect.stringMatching(/is read as draft-2020-12, and a@1 is draft-07; .*--dialect draft-07/),
  pointer: '',
};

const ROWS: readonly (readonly [title: string, request: Parameters<ReturnType<typeof openRegistry>['register']>[1], isWarned: boolean])[] = [
  ['the same text', { schema: TEXT }, true],
  ['another text', { schema: WIDER }, true],
  ['a dialect that is said', { schema: WIDER, dialect: 'draft-2020-12' }, false],
  ['a $schema', { schema: NAMED }, false],
  ['the dialect of the version before', { schema: WIDER, dialect: 'draft-07' }, false],
  ['a boolean, which means the same in every dialect', { schema: true }, false],
];

for (const [title, request, isWarned] of ROWS) {
  test(`after a version of draft-07, ${title} is ${isWarned ? 'warned of' : 'not warned of'}, in a dry run and in a question as well`, async () => {
    const registry = openRegistry();
    await registry.putConfig('a', { level: 'NONE' }, ACTOR);
    await registry.register('a', { schema: TEXT, dialect: 'draft-07' }, ACTOR);
    const answers = [
      await registry.register('a', { ...request, dryRun: true }, ACTOR),
      await registry.compat({ ...request, against: { subject: 'a' } }),
      await registry.register('a', request, ACTOR),
    ];
    const told = ({ warnings = [] }: { readonly warnings?: readonly SchemaWarning[] }): readonly SchemaWarning[] =>
      warnings.filter(({ code }) => code === warning.code);
    for (const answer of answers) expect(told(answer)).toEqual(isWarned ? [warning] : []);
    // What is there already is no other schema.
    expect(told(await registry.compat({ ...request, against: { subject: 'a' } }))).toEqual([]);
  });
}

test('what no live version came before is warned of nothing', async () => {
  const registry = openRegistry();
  expect(await registry.register('a', { schema: TEXT }, ACTOR)).not.toHaveProperty('warnings');
  await registry.register('b', { schema: TEXT, dialect: 'draft-07' }, ACTOR);
  await registry.setState('b', 1, { state: 'retired' }, ACTOR);
  const { warnings = [] } = await registry.register('b', { schema: WIDER }, ACTOR);
  expect(warnings.map(({ code }) => code)).not.toContain('dialect_differs');
});
