import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { ConfigRequest, NarrowingResource, RegisterRequest, StateRequest, StateResource } from '../../src/core/resources.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { limitFormat } from '../http/limit-format.ts';
import { ACTOR, failureOf, openRegistry } from './open-registry.ts';

// The format of limits decides to order: a lower limit breaks a reader, a riddle cannot be decided.
const LIMIT = { max: 5 };
const LOWER = { max: 4 };
const RIDDLE = { max: 5, riddle: true };
const BREAKING = { allowBreaking: { reason: 'we mean it' } };
const OVERRIDE = { overrideUndecided: { reason: 'it was read by two people' } };

const consents: readonly {
  readonly title: string;
  readonly onUndecided?: 'warn';
  readonly schema: JsonValue;
  readonly more: Partial<RegisterRequest>;
  readonly refused?: string;
  readonly line?: number;
  readonly allowed?: boolean;
  readonly overridden?: boolean;
}[] = [
  { title: 'a break without consent', schema: LOWER, more: {}, refused: 'incompatible' },
  { title: 'a break with an override of doubts', schema: LOWER, more: OVERRIDE, refused: 'incompatible' },
  { title: 'a break that is meant', schema: LOWER, more: BREAKING, line: 2, allowed: true },
  { title: 'a break with both', schema: LOWER, more: { ...BREAKING, ...OVERRIDE }, line: 2, allowed: true },
  { title: 'a doubt without consent', schema: RIDDLE, more: {}, refused: 'undecided' },
  { title: 'a doubt that is overridden', schema: RIDDLE, more: OVERRIDE, line: 1, overridden: true },
  { title: 'a doubt released as breaking', schema: RIDDLE, more: BREAKING, line: 2, allowed: true },
  { title: 'a doubt with both', schema: RIDDLE, more: { ...BREAKING, ...OVERRIDE }, line: 1, overridden: true },
  { title: 'a doubt that only warns', onUndecided: 'warn', schema: RIDDLE, more: {}, line: 1 },
  { title: 'a doubt that only warns, with both', onUndecided: 'warn', schema: RIDDLE, more: { ...BREAKING, ...OVERRIDE }, line: 1 },
  { title: 'a break where doubts only warn', onUndecided: 'warn', schema: LOWER, more: OVERRIDE, refused: 'incompatible' },
  { title: 'a compatible version with both', schema: { max: 5, title: 't' }, more: { ...BREAKING, ...OVERRIDE }, line: 1 },
];

for (const { title, onUndecided, schema, more, refused, line, allowed = false, overridden = false } of consents) {
  test(`${title} is ${refused === undefined ? `a version of line ${line}` : `refused as ${refused}`}, in a dry run as well`, async () => {
    const registry = openRegistry([limitFormat]);
    await registry.register('a', { schema: LIMIT }, ACTOR);
    if (onUndecided !== undefined) await registry.putConfig('a', { onUndecided }, ACTOR);
    const outcome = async (dryRun: boolean): Promise<object> =>
      registry.register('a', { schema, ...more, dryRun }, ACTOR).catch((thrown: { code: string }) => ({ refused: thrown.code }));
    const tried = await outcome(true);
    const done = await outcome(false);
    if (refused !== undefined) return expect([tried, done]).toEqual([{ refused }, { refused }]);
    const expected = {
      line,
      ...(allowed ? { allowedBreaking: BREAKING.allowBreaking } : {}),
      ...(overridden ? { overriddenUndecided: OVERRIDE.overrideUndecided } : {}),
    };
    for (const answer of [tried, done, await registry.getVersion('a', 2)]) {
      expect(answer).toMatchObject(expected);
      expect(Object.hasOwn(answer, 'allowedBreaking')).toBe(allowed);
      expect(Object.hasOwn(answer, 'overriddenUndecided')).toBe(overridden);
    }
    return undefined;
  });
}

test('an override keeps the major of its line: it is no breaking release', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  expect(await registry.register('a', { schema: RIDDLE, ...OVERRIDE }, ACTOR)).toMatchObject({ changeKind: 'undecided', line: 1 });
  const [entry] = (await registry.listAudit({ after: 1, limit: 10 })).slice(-1);
  expect(entry).toMatchObject({ action: 'version.register', after: { overriddenUndecided: OVERRIDE.overrideUndecided } });
});

test('a breaking release leaves the line before it live, and what follows is compared with its own line', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  await registry.register('a', { schema: LOWER, ...BREAKING }, ACTOR);
  const next = await registry.register('a', { schema: { max: 4, title: 't' } }, ACTOR);
  expect(next).toMatchObject({ version: 3, line: 2 });
  expect(next.checks.map(({ writer, reader }) => [writer.version, reader.version])).toEqual([
    [2, undefined],
    [undefined, 2],
  ]);
  expect(await registry.validate({ subject: 'a', event: 5 })).toMatchObject({ valid: true, version: 1 });
});

const STATES = ['active', 'deprecated', 'retired'] as const;
for (const from of STATES) {
  for (const to of STATES) {
    const isOther = from !== to;
    const rest = isOther ? 'nothing is left of what was said about the state before' : 'nothing is forgotten';
    test(`a version that is ${from} can become ${to}, and ${rest}`, async () => {
      const registry = openRegistry([limitFormat]);
      await registry.register('a', { schema: LIMIT }, ACTOR);
      await registry.register('a', { schema: { max: 5, title: 't' } }, ACTOR);
      await registry.setState('a', 1, { state: from, reason: 'before' }, ACTOR);
      const head = await registry.setState('a', 1, { state: to }, ACTOR);
      expect(head).toMatchObject({ state: to });
      expect([head.stateReason, head.unchanged]).toEqual(isOther ? [undefined, undefined] : ['before', true]);
      expect(head).not.toHaveProperty('narrows');
      expect(await registry.validate({ subject: 'a', event: 5, ...(to === 'retired' ? {} : { version: 1 }) })).toMatchObject({ valid: true });
    });
  }
}

test('saying the same state again writes nothing where nothing new is said, and mends what is said anew', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  await registry.register('a', { schema: { max: 5, title: 't' } }, ACTOR);
  const say = async (request: Omit<StateRequest, 'state'>): Promise<StateResource> =>
    registry.setState('a', 1, { state: 'deprecated', ...request }, ACTOR);
  const first = { reason: 'old', successor: 2, sunset: '2027-06-30' };
  const said = { stateReason: 'old', successor: 2, sunset: '2027-06-30T00:00:00.000Z' };
  expect(await say(first)).toMatchObject(said);
  const { epoch } = await registry.getSubject('a');
  const { last } = await registry.position();
  for (const again of [{}, first, { sunset: said.sunset }]) expect(await say(again)).toMatchObject({ ...said, unchanged: true });
  expect([(await registry.getSubject('a')).epoch, (await registry.position()).last]).toEqual([epoch, last]);
  const mended = await say({ reason: 'in dollars' });
  expect(mended).toMatchObject({ ...said, stateReason: 'in dollars' });
  expect(mended).not.toHaveProperty('unchanged');
});

const sunsets: readonly { readonly sunset: string; readonly is?: string; readonly says?: RegExp }[] = [
  { sunset: '2027-06-30', is: '2027-06-30T00:00:00.000Z' },
  { sunset: '2028-02-29', is: '2028-02-29T00:00:00.000Z' },
  { sunset: '2027-06-30T10:00:00+02:00', is: '2027-06-30T08:00:00.000Z' },
  { sunset: '2027-02-30', says: /a day that there is.*found "2027-02-30"/ },
  { sunset: '2027-02-29T10:00:00Z', says: /a day that there is/ },
  { sunset: '2027-13-01', says: /a day that there is/ },
  { sunset: '2027-06-30T10:00:00', says: /a day that there is/ },
  { sunset: 'June 30, 2027', says: /a day that there is/ },
  { sunset: '2020-01-01', says: /a time to come; found "2020-01-01", which is over/ },
];
for (const { sunset, is, says = / / } of sunsets) {
  test(`a sunset of ${sunset} is ${is ?? 'refused'}`, async () => {
    const registry = openRegistry([limitFormat]);
    await registry.register('a', { schema: LIMIT }, ACTOR);
    const deprecating = registry.setState('a', 1, { state: 'deprecated', sunset }, ACTOR);
    if (is !== undefined) return expect(await deprecating).toMatchObject({ sunset: is });
    return expect(await failureOf(deprecating)).toMatchObject({ code: 'request_invalid', message: expect.stringMatching(says) as unknown });
  });
}

test('who takes the last live version out of use is told, and who takes the successor of another', async () => {
  const registry = openRegistry([limitFormat]);
  for (const title of ['t', 'u']) await registry.register('a', { schema: { max: 5, title } }, ACTOR);
  await registry.setState('a', 1, { state: 'deprecated', successor: 2 }, ACTOR);
  const retire = async (version: number, dryRun: boolean): Promise<StateResource> =>
    registry.setState('a', version, { state: 'retired' }, { ...ACTOR, dryRun });
  for (const dryRun of [true, false]) {
    expect(await retire(2, dryRun)).toMatchObject({
      warnings: [{ code: 'names_successor', message: expect.stringContaining('a@1 is deprecated in favour of a@2') as unknown }],
    });
  }
  expect(await registry.setState('a', 1, { state: 'active' }, ACTOR)).not.toHaveProperty('warnings');
  for (const dryRun of [true, false]) expect(await retire(1, dryRun)).toMatchObject({ warnings: [{ code: 'last_live' }] });
  expect(await retire(1, false)).not.toHaveProperty('warnings');
});

test('a successor is a live version', async () => {
  const registry = openRegistry([limitFormat]);
  for (const title of ['t', 'u']) await registry.register('a', { schema: { max: 5, title } }, ACTOR);
  await registry.setState('a', 2, { state: 'retired' }, ACTOR);
  const name = async (successor: number): Promise<unknown> => failureOf(registry.setState('a', 1, { state: 'deprecated', successor }, ACTOR));
  expect(await name(2)).toMatchObject({ code: 'state_conflict', message: expect.stringContaining('a@2 is retired') as unknown });
  expect(await name(7)).toMatchObject({ code: 'version_not_found' });
  expect(await name(1)).toMatchObject({ code: 'request_invalid' });
});

for (const { title, schema, code } of [
  { title: 'a break', schema: LOWER, code: 'incompatible' },
  { title: 'a doubt', schema: RIDDLE, code: 'undecided' },
]) {
  test(`${title} that cannot come back is not told what goes for a registration, but which versions stand in the way`, async () => {
    const registry = openRegistry([limitFormat]);
    await registry.register('a', { schema: LIMIT }, ACTOR);
    await registry.putConfig('a', { level: 'NONE' }, ACTOR);
    await registry.setState('a', 1, { state: 'retired' }, ACTOR);
    await registry.register('a', { schema }, ACTOR);
    await registry.deleteConfig('a', ACTOR);
    const { message, ...error } = await failureOf(registry.setState('a', 1, { state: 'active' }, ACTOR));
    expect(error).toMatchObject({ code });
    expect(message).toMatch(/retire a@2 first, or leave it retired/);
    expect(message).not.toMatch(/allowBreaking|override|--/);
  });
}

test('a version comes back at its own place: it writes to the later ones and reads from the earlier ones', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.putConfig('a', { level: 'BACKWARD_TRANSITIVE' }, ACTOR);
  for (const max of [3, 4, 5]) await registry.register('a', { schema: { max } }, ACTOR);
  await registry.setState('a', 2, { state: 'retired' }, ACTOR);
  expect(await registry.setState('a', 2, { state: 'active' }, ACTOR)).toMatchObject({ state: 'active' });
  await registry.setState('a', 2, { state: 'retired' }, ACTOR);
  await registry.putConfig('a', { level: 'FORWARD_TRANSITIVE' }, ACTOR);
  const error = await failureOf(registry.setState('a', 2, { state: 'deprecated' }, ACTOR));
  expect(error).toMatchObject({
    code: 'incompatible',
    data: {
      checks: [
        { writer: { version: 2 }, reader: { version: 1 } },
        { writer: { version: 3 }, reader: { version: 2 } },
      ],
    },
  });
});

// What gates would lose.

const object = (properties: JsonObject, required: readonly string[] = []): JsonValue => ({ type: 'object', properties, required: [...required] });
const A = object({ a: { type: 'string' } }, ['a']);
const A_OR_B = object({ a: { type: 'string' }, b: { type: 'string' } }, ['a']);
const N = object({ n: { type: 'integer' } }, ['n']);

async function tryRetiring(
  schemas: readonly JsonValue[],
  version: number,
  prepare?: (registry: Registry) => Promise<unknown>,
): Promise<NarrowingResource | undefined> {
  const registry = openRegistry();
  for (const schema of schemas) await registry.register('a', { schema, ...BREAKING }, ACTOR);
  await prepare?.(registry);
  const before = await registry.getSubject('a');
  const { narrows } = await registry.setState('a', version, { state: 'retired' }, { ...ACTOR, dryRun: true });
  expect(await registry.getSubject('a')).toEqual(before);
  return narrows;
}

const losses: readonly {
  readonly title: string;
  readonly schemas: readonly JsonValue[];
  readonly retire: number;
  readonly narrows: object;
  readonly prepare?: (registry: Registry) => Promise<unknown>;
}[] = [
  { title: 'the only version: everything', schemas: [A], retire: 1, narrows: { live: [], lastLive: true, stillAccepted: [], loses: 'events' } },
  {
    title: 'one whose events the next takes: nothing',
    schemas: [A, A_OR_B],
    retire: 1,
    narrows: {
      live: [2],
      lastLive: false,
      loses: 'nothing',
      stillAccepted: [{ writer: { version: 1 }, reader: { version: 2 }, verdict: { kind: 'contained' } }],
    },
  },
  {
    title: 'the newest, which took more: an event with what it added',
    schemas: [A, A_OR_B],
    retire: 2,
    narrows: { live: [1], loses: 'events', event: { a: 'a', b: 'a' }, stillAccepted: [{ verdict: { kind: 'not_contained' } }] },
  },
  {
    title: 'the newest under strict, where the first takes undeclared members: nothing',
    schemas: [A, A_OR_B],
    retire: 2,
    narrows: { live: [1], loses: 'nothing' },
    prepare: (registry) => registry.putConfig('a', { profile: 'strict' }, ACTOR),
  },
  { title: 'another line: an event of it', schemas: [A, N], retire: 1, narrows: { live: [2], loses: 'events', event: { a: 'a' } } },
  {
    title: 'one that two others take between them: unknown',
    schemas: [{ type: ['string', 'integer'] }, { type: 'string' }, { type: 'integer' }],
    retire: 1,
    narrows: { live: [2, 3], loses: 'unknown', stillAccepted: [{ reader: { version: 3 } }, { reader: { version: 2 } }] },
  },
  {
    title: 'one that is retired already: nothing',
    schemas: [A, N],
    retire: 1,
    narrows: { live: [2], lastLive: false, stillAccepted: [], loses: 'nothing' },
    prepare: (registry) => registry.setState('a', 1, { state: 'retired' }, ACTOR),
  },
];

for (const { title, schemas, retire, narrows, prepare } of losses) {
  test(`a dry run of a retirement says what gates would lose with ${title}`, async () => {
    expect(await tryRetiring(schemas, retire, prepare)).toMatchObject(narrows);
  });
}

test('what a dry run says would be refused is accepted before and refused after', async () => {
  const registry = openRegistry();
  for (const schema of [A, A_OR_B, N]) await registry.register('a', { schema, ...BREAKING }, ACTOR);
  const { narrows } = await registry.setState('a', 2, { state: 'retired' }, { ...ACTOR, dryRun: true });
  const judge = async (): Promise<boolean> => (await registry.validate({ subject: 'a', event: narrows?.event ?? null })).valid;
  expect(await judge()).toBe(true);
  await registry.setState('a', 2, { state: 'retired' }, ACTOR);
  expect(await judge()).toBe(false);
});

test('a dry run of a deprecation says that gates lose nothing, and one of a return which versions are live', async () => {
  const registry = openRegistry();
  for (const schema of [A, A_OR_B]) await registry.register('a', { schema }, ACTOR);
  const dry = { ...ACTOR, dryRun: true };
  expect((await registry.setState('a', 1, { state: 'deprecated' }, dry)).narrows).toEqual({
    live: [1, 2],
    lastLive: false,
    stillAccepted: [],
    loses: 'nothing',
  });
  await registry.setState('a', 1, { state: 'retired' }, ACTOR);
  expect((await registry.setState('a', 1, { state: 'active' }, dry)).narrows).toMatchObject({ live: [1, 2], loses: 'nothing' });
});

// Level × profile × formats, wherever they are set.

const PLACE = 'com.shop.order.placed';
const effects: readonly {
  readonly title: string;
  readonly settings: ConfigRequest;
  readonly from: JsonValue;
  readonly to: JsonValue;
  readonly plain: string;
  readonly set: string;
}[] = [
  {
    title: 'level NONE lets a break pass',
    settings: { level: 'NONE' },
    from: { type: 'string' },
    to: { type: 'integer' },
    plain: 'incompatible',
    set: 'registered',
  },
  {
    title: 'level BACKWARD lets a wider version pass',
    settings: { level: 'BACKWARD' },
    from: { type: 'integer' },
    to: { type: 'number' },
    plain: 'incompatible',
    set: 'registered',
  },
  {
    title: 'profile strict refuses what undeclared members break',
    settings: { profile: 'strict' },
    from: A,
    to: A_OR_B,
    plain: 'registered',
    set: 'incompatible',
  },
  {
    title: 'profile tolerant lets a closed reader pass',
    settings: { profile: 'tolerant', level: 'BACKWARD' },
    from: A_OR_B,
    to: { ...(A as JsonObject), additionalProperties: false },
    plain: 'incompatible',
    set: 'registered',
  },
  {
    title: 'formats assert makes a format count',
    settings: { formats: 'assert' },
    from: { type: 'string' },
    to: { type: 'string', format: 'date' },
    plain: 'registered',
    set: 'incompatible',
  },
];

for (const { title, settings, from, to, plain, set } of effects) {
  for (const name of ['', 'com.*', 'com.shop.*', PLACE, 'com.pay.*', 'com.shop.order']) {
    const reaches = !['com.pay.*', 'com.shop.order'].includes(name);
    test(`set for ${JSON.stringify(name)}, ${title}: ${reaches ? 'so here' : 'but not here'}`, async () => {
      const registry = openRegistry();
      await registry.putConfig(name, settings, ACTOR);
      await registry.register(PLACE, { schema: from }, ACTOR);
      const outcome = await registry.register(PLACE, { schema: to }, ACTOR).then(
        () => 'registered',
        (thrown: { code: string }) => thrown.code,
      );
      expect(outcome).toBe(reaches ? set : plain);
    });
  }
}

test('a change of the configuration judges nothing again: what is registered stays, what comes after it is judged by it', async () => {
  const registry = openRegistry();
  await registry.register(PLACE, { schema: A }, ACTOR);
  await registry.register(PLACE, { schema: A_OR_B }, ACTOR);
  const before = (await registry.getSubject(PLACE)).versions;
  await registry.putConfig(PLACE, { profile: 'strict' }, ACTOR);
  expect((await registry.getSubject(PLACE)).versions).toEqual(before);
  await failureOf(registry.register(PLACE, { schema: { ...(A_OR_B as JsonObject), required: ['a', 'b'] } }, ACTOR));
});

test('a subject that was deleted and registered again says which of its versions stand in the way of a deletion for good', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  await registry.deleteSubject('a', ACTOR);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  const error = await failureOf(registry.deleteSubject('a', { ...ACTOR, permanent: true }));
  expect(error).toMatchObject({ code: 'not_deleted_yet', data: { versions: [2] } });
  expect(error.message).toContain('subject "a" has versions that were not deleted softly: 2;');
  expect(await registry.deleteVersion('a', 1, { ...ACTOR, permanent: true })).toBe(1);
});

test('a version that never was, of a subject that is deleted, is told so', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: LIMIT }, ACTOR);
  await registry.deleteSubject('a', ACTOR);
  expect(await failureOf(registry.deleteVersion('a', 7, ACTOR))).toMatchObject({
    code: 'version_not_found',
    message: 'subject "a" has no version 7; it has none that is not deleted',
  });
});
