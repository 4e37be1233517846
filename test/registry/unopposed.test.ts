import { expect, test } from 'vitest';
import type { Level } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { openRegistry, failureOf, ACTOR } from './open-registry.ts';
import type { Registry } from '../../src/registry/registry.ts';

// A level compares with live versions only. While none is live, a key that may only register must not get a break through.

const object = (properties: object, required: string[] = []): JsonValue => ({ type: 'object', properties: properties as never, required });
const USER = object({ id: { type: 'string' }, email: { type: 'string' } }, ['id']);
const WIDER = object({ id: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' } }, ['id']);
const BROKEN = object({ id: { type: 'integer' }, email: { type: 'string' } }, ['id']);
/** New readers read old events, old readers do not read new ones. */
const OPTIONAL_ID = object({ id: { type: 'string' }, email: { type: 'string' } });
const REGISTER_ONLY = { ...ACTOR, mayBreak: false };

const retire = async (registry: Registry): Promise<unknown> => registry.setState('brk', 1, { state: 'retired' }, ACTOR);
const softDelete = async (registry: Registry): Promise<unknown> => registry.deleteVersion('brk', 1, ACTOR);

interface Row {
  readonly title: string;
  readonly end: (registry: Registry) => Promise<unknown>;
  readonly schema: JsonValue;
  readonly level?: Level;
  readonly told: string | null;
  readonly isRefused: boolean;
}

const ROWS: readonly Row[] = [
  { title: 'a break after a retirement', end: retire, schema: BROKEN, told: 'brk@1 (retired), the change is breaking: ', isRefused: true },
  { title: 'a break after a soft deletion', end: softDelete, schema: BROKEN, told: 'brk@1 (deleted), the change is breaking: ', isRefused: true },
  { title: 'a compatible version', end: retire, schema: WIDER, told: 'brk@1 (retired), the change is full', isRefused: false },
  {
    title: 'what is compatible in the direction that the level asks for',
    end: retire,
    schema: OPTIONAL_ID,
    level: 'BACKWARD',
    told: 'brk@1 (retired), the change is backward',
    isRefused: false,
  },
  {
    title: 'what is compatible in the other direction only',
    end: retire,
    schema: OPTIONAL_ID,
    level: 'FORWARD',
    told: 'brk@1 (retired), the change is backward: brk@1 refuses the event {} of brk@2 (new)',
    isRefused: true,
  },
  { title: 'a break where the level asks for nothing', end: retire, schema: BROKEN, level: 'NONE', told: null, isRefused: false },
];

for (const { title, end, schema, level, told, isRefused } of ROWS) {
  test(`while nothing is live ${title} is ${isRefused ? 'for those who may break' : 'for everybody who registers'}, in a dry run as well`, async () => {
    const registry = openRegistry();
    await registry.register('brk', { schema: USER }, ACTOR);
    if (level !== undefined) await registry.putConfig('brk', { level }, ACTOR);
    await end(registry);
    const warning = told === null ? {} : { warnings: [{ code: 'nothing_live', message: expect.stringContaining(told) as unknown, pointer: '' }] };
    const attempts = [true, false].map((dryRun) => () => registry.register('brk', { schema, dryRun }, REGISTER_ONLY));
    for (const attempt of attempts) {
      const answer = await (isRefused ? failureOf(attempt()) : attempt());
      expect(answer).toMatchObject(isRefused ? { code: 'forbidden', data: { subject: 'brk', checks: expect.any(Array) as unknown } } : warning);
    }
    const answer = await registry.register('brk', { schema }, ACTOR);
    expect(answer).toMatchObject({ version: 2, ...(isRefused ? warning : { existing: true }) });
  });
}

test('the refusal says what is broken, with the event, and what to do', async () => {
  const registry = openRegistry();
  await registry.register('brk', { schema: USER }, ACTOR);
  await retire(registry);
  const { message } = await failureOf(registry.register('brk', { schema: BROKEN }, REGISTER_ONLY));
  expect(message).toMatch(/"test" lacks the scope break on "brk": .*brk@1 \(retired\).* refuses the event \{"id":.*bring that version back/);
});

test('while a version is live, and for a first one, nothing is warned of', async () => {
  const registry = openRegistry();
  expect(await registry.register('brk', { schema: USER }, REGISTER_ONLY)).not.toHaveProperty('warnings');
  await registry.register('brk', { schema: WIDER }, REGISTER_ONLY);
  await registry.setState('brk', 2, { state: 'retired' }, ACTOR);
  expect(await failureOf(registry.register('brk', { schema: BROKEN }, REGISTER_ONLY))).toMatchObject({ code: 'incompatible' });
});

test('the first version of a subject that the command line reads as a version is warned of, the next is not', async () => {
  const registry = openRegistry();
  for (const [subject, version] of [
    ['a@3', '3'],
    ['a@latest', 'latest'],
  ] as const) {
    const message = expect.stringContaining(`means version ${version} of the subject "a"`) as unknown;
    expect(await registry.register(subject, { schema: USER }, ACTOR)).toMatchObject({ warnings: [{ code: 'reads_as_version', message }] });
    expect(await registry.register(subject, { schema: WIDER }, ACTOR)).not.toHaveProperty('warnings');
  }
  for (const subject of ['a@b', '@3', 'a b', '__GLOBAL']) {
    expect(await registry.register(subject, { schema: USER }, ACTOR)).not.toHaveProperty('warnings');
  }
});
