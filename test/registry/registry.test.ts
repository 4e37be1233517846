import { expect, test } from 'vitest';
import { ENGINE_VERSION } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { RegisterRequest, RegisterResource } from '../../src/core/resources.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { ACTOR, failureOf, openRegistry } from './open-registry.ts';

const SUBJECT = 'com.shop.order.placed';

function order(properties: JsonObject, required: readonly string[] = []): JsonValue {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties, required: [...required] };
}

const V1 = order({ id: { type: 'string' } }, ['id']);
const WITH_NOTE = order({ id: { type: 'string' }, note: { type: 'string' } }, ['id']);
const WITH_NOTE_AND_TAG = order({ id: { type: 'string' }, note: { type: 'string' }, tag: { type: 'string' } }, ['id']);
const NUMERIC_ID = order({ id: { type: 'integer' } }, ['id']);
const V1_DESCRIBED = { ...(V1 as JsonObject), description: 'the same events' };

function put(registry: Registry, schema: JsonValue, more: Partial<RegisterRequest> = {}, subject = SUBJECT): Promise<RegisterResource> {
  return registry.register(subject, { schema, ...more }, ACTOR);
}

const histories: readonly {
  readonly title: string;
  readonly steps: readonly { readonly schema: JsonValue; readonly more?: Partial<RegisterRequest> }[];
  readonly last: Partial<RegisterResource>;
}[] = [
  {
    title: 'the first version has no change kind and is 1.0.0',
    steps: [{ schema: V1 }],
    last: { version: 1, line: 1, id: 1, semver: '1.0.0', changeKind: null },
  },
  {
    title: 'an optional field is a full change and a minor',
    steps: [{ schema: V1 }, { schema: WITH_NOTE }],
    last: { version: 2, line: 1, id: 2, semver: '1.1.0', changeKind: 'full' },
  },
  {
    title: 'another description is an equal change and a patch',
    steps: [{ schema: V1 }, { schema: V1_DESCRIBED }],
    last: { version: 2, semver: '1.0.1', changeKind: 'equal' },
  },
  {
    title: 'the same content is the same version, and no rollback',
    steps: [{ schema: V1 }, { schema: WITH_NOTE }, { schema: V1 }],
    last: { version: 1, id: 1, existing: true, semver: '1.0.0' },
  },
  {
    title: 'a breaking release begins a line and a major',
    steps: [{ schema: V1 }, { schema: NUMERIC_ID, more: { allowBreaking: { reason: 'ids are numbers now' } } }],
    last: { version: 2, line: 2, semver: '2.0.0', changeKind: 'breaking', allowedBreaking: { reason: 'ids are numbers now' } },
  },
  {
    title: 'consent that nothing needed is not recorded',
    steps: [{ schema: V1 }, { schema: WITH_NOTE, more: { allowBreaking: { reason: 'to be sure' } } }],
    last: { version: 2, line: 1, semver: '1.1.0' },
  },
];

for (const { title, steps, last } of histories) {
  test(title, async () => {
    const registry = openRegistry();
    const answers: RegisterResource[] = [];
    for (const { schema, more } of steps) answers.push(await put(registry, schema, more));
    expect(answers.at(-1)).toMatchObject(last);
  });
}

test('consent that nothing needed is absent from the answer', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  expect(await put(registry, WITH_NOTE, { allowBreaking: { reason: 'to be sure' } })).not.toHaveProperty('allowedBreaking');
});

const ODD = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  definitions: { id: { type: 'string' } },
  properties: { orderId: { $ref: '#/definitions/id', maxLength: 9 } },
};

for (const [title, more] of Object.entries({ 'a version': {}, 'a dry run': { dryRun: true } })) {
  test(`${title} that other validators read otherwise is told with its place`, async () => {
    expect(await put(openRegistry(), ODD, more)).toMatchObject({
      warnings: [{ code: 'reference_siblings', message: expect.stringContaining('ajv'), pointer: '/properties/orderId' }],
    });
  });
}

const keywordless: readonly { readonly schema: JsonValue; readonly isWarned: boolean }[] = [
  { schema: { tpye: 'object' }, isWarned: true },
  { schema: { $schema: 'http://json-schema.org/draft-07/schema#', title: 't', propertys: {} }, isWarned: true },
  { schema: { $schema: 'http://json-schema.org/draft-04/schema#', const: 1 }, isWarned: true },
  { schema: { tpye: 'object', required: ['a'] }, isWarned: false },
  { schema: { title: 'anything', description: 'really' }, isWarned: false },
  { schema: { 'x-owner': 'me' }, isWarned: false },
  { schema: {}, isWarned: false },
  { schema: true, isWarned: false },
];

for (const { schema, isWarned } of keywordless) {
  test(`${JSON.stringify(schema)} is ${isWarned ? '' : 'not '}warned of as a document without keywords`, async () => {
    const { warnings = [] } = await put(openRegistry(), schema);
    expect(warnings.map(({ code }) => code).filter((code) => code !== 'unknown_keyword')).toEqual(isWarned ? ['no_keyword'] : []);
  });
}

test('a keyword misspelt is warned of by a registration, its dry run, and a question about compatibility', async () => {
  const registry = openRegistry();
  const schema = { type: 'object', requird: ['orderId'] };
  const warnings = [
    { code: 'unknown_keyword', message: expect.stringMatching(/"requird" is no keyword of draft-2020-12 .*"required" is one/), pointer: '/requird' },
  ];
  expect(await put(registry, schema, { dryRun: true })).toMatchObject({ warnings });
  expect(await put(registry, schema)).toMatchObject({ version: 1, warnings });
  expect(await registry.compat({ schema, against: { schema: true }, level: 'NONE' })).toMatchObject({ compatible: true, warnings });
  expect(await registry.compat({ schema: V1, against: { schema: true } })).not.toHaveProperty('warnings');
});

test('without warnings the answer has none', async () => {
  expect(await put(openRegistry(), V1)).not.toHaveProperty('warnings');
});

test('a reference to what was warned of is not warned of again', async () => {
  const registry = openRegistry();
  await put(registry, ODD, {}, 'shared');
  const references = [{ name: 'shared.json', subject: 'shared', version: 1 }];
  const answer = await put(registry, { $schema: ODD.$schema, properties: { a: { $ref: 'shared.json' } } }, { references });
  expect(answer).not.toHaveProperty('warnings');
});

test('a break is refused with the checks and a witness, and nothing is stored', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  const error = await failureOf(put(registry, NUMERIC_ID));
  expect(error.code).toBe('incompatible');
  expect(error.data['checks']).toContainEqual(
    expect.objectContaining({ verdict: expect.objectContaining({ kind: 'not_contained', witness: expect.anything() }) }),
  );
  expect((await registry.getSubject(SUBJECT)).versions).toHaveLength(1);
});

test('a version says what its change kind was computed under; the first has none', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  await put(registry, WITH_NOTE);
  const [first, second] = (await registry.getSubject(SUBJECT)).versions;
  expect(first).not.toHaveProperty('change');
  expect(second?.change).toEqual({ kind: 'full', against: 1, profile: 'declared', formats: 'annotate', engine: ENGINE_VERSION });
});

test('a dry run answers alike, without version and id, and stores nothing', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  const answer = await put(registry, WITH_NOTE, { dryRun: true });
  expect(answer).toMatchObject({ semver: '1.1.0', changeKind: 'full' });
  expect(answer).not.toHaveProperty('version');
  expect(answer).not.toHaveProperty('id');
  expect((await registry.getSubject(SUBJECT)).versions).toHaveLength(1);
});

test('publishers at once get consecutive versions, each checked against those before it', async () => {
  const registry = openRegistry();
  const answers = await Promise.all([V1, WITH_NOTE, WITH_NOTE_AND_TAG].map((schema) => put(registry, schema)));
  expect(answers.map((answer) => answer.version)).toEqual([1, 2, 3]);
  expect(answers[2]?.checks.map((check) => check.verdict.kind)).toEqual(['contained', 'contained', 'contained', 'contained']);
});

test('two publishers of one break: one is stored, the other refused', async () => {
  const registry = openRegistry();
  const results = await Promise.allSettled([put(registry, V1), put(registry, NUMERIC_ID)]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
});

test('the same content has one schema id in all its subjects', async () => {
  const registry = openRegistry();
  const here = await put(registry, V1);
  const there = await put(registry, V1, {}, 'com.shop.other');
  expect(there).toMatchObject({ id: here.id, fingerprint: here.fingerprint });
  expect((await registry.getSchema(here.id ?? 0)).uses.map((use) => use.subject)).toEqual(['com.shop.order.placed', 'com.shop.other']);
});

test('a retired version is not latest, not compared against, and can be brought back', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  await put(registry, WITH_NOTE);
  await registry.setState(SUBJECT, 2, { state: 'retired', reason: 'a mistake' }, ACTOR);
  expect(await registry.getSubject(SUBJECT)).toMatchObject({ latest: 1 });
  expect((await registry.snapshot()).versions.map((version) => version.version)).toEqual([1]);
  expect((await put(registry, WITH_NOTE_AND_TAG)).checks).toHaveLength(2);
  await registry.setState(SUBJECT, 2, { state: 'active' }, ACTOR);
  expect((await registry.getSubject(SUBJECT)).latest).toBe(3);
});

test('a return that would break a live version is refused', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  await registry.setState(SUBJECT, 1, { state: 'retired' }, ACTOR);
  await put(registry, NUMERIC_ID);
  expect((await failureOf(registry.setState(SUBJECT, 1, { state: 'active' }, ACTOR))).code).toBe('incompatible');
});

test('latest prefers an active version to a newer deprecated one', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  await put(registry, WITH_NOTE);
  await registry.setState(SUBJECT, 2, { state: 'deprecated', successor: 1, sunset: '2027-01-01' }, ACTOR);
  expect((await registry.getSubject(SUBJECT)).latest).toBe(1);
  expect(await registry.getVersion(SUBJECT, 2)).toMatchObject({ state: 'deprecated', successor: 1, sunset: '2027-01-01T00:00:00.000Z' });
});

test('a deleted version is gone under its number and stays under its id; its number is not given again', async () => {
  const registry = openRegistry();
  const { id = 0 } = await put(registry, V1);
  await put(registry, WITH_NOTE);
  await registry.deleteVersion(SUBJECT, 1, ACTOR);
  expect((await failureOf(registry.getVersion(SUBJECT, 1))).code).toBe('version_not_found');
  expect((await registry.getSchema(id)).schema).toEqual(V1);
  expect(await put(registry, V1)).toMatchObject({ version: 3, id });
});

test('an old epoch is a mismatch', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  const { epoch } = await registry.getSubject(SUBJECT);
  await registry.updateSubject(SUBJECT, { owner: 'orders' }, { ...ACTOR, ifMatch: epoch });
  expect((await failureOf(registry.updateSubject(SUBJECT, { owner: 'others' }, { ...ACTOR, ifMatch: epoch }))).code).toBe('epoch_mismatch');
});

test('a registration on an old epoch is a mismatch, and nothing is stored', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  const stale = { ...ACTOR, ifMatch: 0 };
  expect((await failureOf(registry.register(SUBJECT, { schema: WITH_NOTE }, stale))).code).toBe('epoch_mismatch');
  expect((await registry.getSubject(SUBJECT)).versions).toHaveLength(1);
});

test('settings are looked up field by field: subject, longest prefix, registry, default', async () => {
  const registry = openRegistry();
  await registry.putConfig('', { level: 'NONE', profile: 'strict', formats: 'assert' }, ACTOR);
  await registry.putConfig('com.*', { level: 'FULL', profile: 'tolerant' }, ACTOR);
  await registry.putConfig('com.shop.*', { level: 'BACKWARD' }, ACTOR);
  expect(await registry.getConfig(SUBJECT)).toMatchObject({
    level: 'BACKWARD',
    profile: 'tolerant',
    formats: 'assert',
    onUndecided: 'fail',
    own: [],
  });
});

test('a reference is resolved, goes into the fingerprint by content, and holds its target', async () => {
  const registry = openRegistry();
  await put(registry, { type: 'string' }, {}, 'com.shop.id');
  const schema = order({ id: { $ref: 'id.json' } });
  const references = [{ name: 'id.json', subject: 'com.shop.id', version: 1 }];
  await put(registry, schema, { references });
  expect(await registry.validate({ subject: SUBJECT, event: { id: 1 } })).toMatchObject({ valid: false });
  expect((await failureOf(registry.deleteVersion('com.shop.id', 1, ACTOR))).code).toBe('referenced');
  expect(JSON.stringify((await registry.getVersion(SUBJECT, 1, { bundle: true })).schema)).toContain('"$id":"id.json"');
});

// As EventBridge's schema registry writes them.
function stateChange(states: readonly string[], detail: JsonObject = {}): JsonValue {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'StateChange',
    definitions: {
      Detail: { type: 'object', required: ['state'], properties: { state: { type: 'string', enum: [...states] }, ...detail } },
    },
    type: 'object',
    required: ['detail-type', 'detail', 'id', 'source', 'time'],
    properties: {
      detail: { $ref: '#/definitions/Detail' },
      'detail-type': { type: 'string' },
      id: { type: 'string' },
      resources: { type: 'array', items: { type: 'object' } },
      source: { type: 'string' },
      time: { type: 'string', format: 'date-time' },
    },
    'x-amazon-events-detail-type': 'State-change Notification',
    'x-amazon-events-source': 'aws.ec2',
  };
}

test('a draft-04 document is stored as it came, compared, judged by and bundled', async () => {
  const registry = openRegistry();
  const text = JSON.stringify(stateChange(['running', 'stopped']), null, 4);
  await registry.register(SUBJECT, { schema: text }, ACTOR);
  expect(await registry.getVersion(SUBJECT, 1)).toMatchObject({ dialect: 'draft-04', schema: stateChange(['running', 'stopped']) });
  const wider = stateChange(['running', 'stopped'], { load: { type: 'number', minimum: 0, exclusiveMinimum: true } });
  expect(await put(registry, wider)).toMatchObject({ version: 2, changeKind: 'full' });
  const error = await failureOf(put(registry, stateChange(['running'])));
  expect(error.code).toBe('incompatible');
  const event = { id: '1', source: 'aws.ec2', time: '2026-01-01T00:00:00Z', 'detail-type': 'x', detail: { state: 'running', load: 0 } };
  expect(await registry.validate({ subject: SUBJECT, event })).toMatchObject({
    valid: false,
    findings: [{ instancePointer: '/detail/load', keywordLocation: '/definitions/Detail/properties/load/exclusiveMinimum' }],
  });
});

test('a reference between draft-04 documents is resolved, and bundled by id', async () => {
  const registry = openRegistry();
  await put(registry, { type: 'string' }, { dialect: 'draft-04' }, 'com.shop.id');
  const references = [{ name: 'id.json', subject: 'com.shop.id', version: 1 }];
  await put(registry, { id: 'http://e/order', properties: { id: { $ref: 'id.json' } } }, { dialect: 'draft-04', references });
  expect(await registry.validate({ subject: SUBJECT, event: { id: 1 } })).toMatchObject({ valid: false });
  const { schema } = await registry.getVersion(SUBJECT, 1, { bundle: true });
  expect(JSON.stringify(schema)).toContain('"id":"http://e/id.json"');
  expect(JSON.stringify(schema)).not.toContain('$id');
  expect(await put(registry, schema, { dialect: 'draft-04' }, 'com.shop.bundled')).toMatchObject({ version: 1 });
});

test('a bundle of two dialects is read as its parts were', async () => {
  const registry = openRegistry();
  await put(registry, { minimum: 0, exclusiveMinimum: true }, { dialect: 'draft-04' }, 'com.shop.price');
  const references = [{ name: 'price.json', subject: 'com.shop.price', version: 1 }];
  await put(registry, order({ price: { $ref: 'price.json' } }), { references });
  const { schema } = await registry.getVersion(SUBJECT, 1, { bundle: true });
  await put(registry, schema, {}, 'com.shop.bundled');
  const judged = [1, 0].map((price) => registry.validate({ subject: 'com.shop.bundled', event: { price } }));
  expect((await Promise.all(judged)).map(({ valid }) => valid)).toEqual([true, false]);
});

const refusals: readonly { readonly title: string; readonly request: RegisterRequest; readonly code: string; readonly data?: object }[] = [
  { title: 'text that is not JSON', request: { schema: '{\n  "type": objekt }' }, code: 'schema_invalid', data: { line: 2, column: 11 } },
  {
    title: 'a schema that its metaschema refuses',
    request: { schema: '{\n  "type": "objekt"\n}' },
    code: 'schema_invalid',
    data: { pointer: '/type', line: 2 },
  },
  {
    title: 'a list of no names in draft-04',
    request: { schema: '{\n  "required": []\n}', dialect: 'draft-04' },
    code: 'schema_invalid',
    data: { pointer: '/required', line: 2 },
  },
  { title: 'an unknown dialect', request: { schema: { $schema: 'https://example.com/mine' } }, code: 'dialect_unknown' },
  { title: 'a $ref that leaves the document', request: { schema: { $ref: 'https://example.com/other.json' } }, code: 'reference_unresolved' },
  {
    title: 'a number that no double holds',
    request: { schema: '{"maximum": 9007199254740993}' },
    code: 'number_inexact',
    data: { pointer: '/maximum' },
  },
  {
    title: 'a reference to nothing',
    request: { schema: true, references: [{ name: 'x', subject: 'nobody', version: 1 }] },
    code: 'reference_not_found',
  },
  { title: 'another format', request: { schema: {}, format: 'avro' }, code: 'format_unsupported' },
  { title: 'a schema that leads only to itself', request: { schema: { $ref: '#' } }, code: 'schema_invalid' },
  {
    title: 'two schemas of one $id',
    request: { schema: '{"$defs":\n{"a":{"$id":"urn:a","type":"string"},\n"b":{"$id":"urn:a"}}}' },
    code: 'schema_invalid',
    data: { pointer: '/$defs/b', line: 3 },
  },
  {
    title: 'two schemas of one $anchor',
    request: { schema: { $defs: { a: { $anchor: 'x', type: 'string' }, b: { $anchor: 'x' } }, $ref: '#x' } },
    code: 'schema_invalid',
    data: { pointer: '/$defs/b' },
  },
];

for (const { title, request, code, data = {} } of refusals) {
  test(`refused: ${title}`, async () => {
    const error = await failureOf(openRegistry().register(SUBJECT, request, ACTOR));
    expect(error.code).toBe(code);
    expect(error.data).toMatchObject(data);
  });
}

test('every write is a change, in order, and old positions are told from made-up ones', async () => {
  const registry = openRegistry();
  await put(registry, V1);
  await put(registry, WITH_NOTE);
  await registry.setState(SUBJECT, 1, { state: 'retired' }, ACTOR);
  await registry.putConfig(SUBJECT, { level: 'NONE' }, ACTOR);
  const changes = await registry.changes(0, 100);
  expect(changes.map((change) => [change.sequence, change.type])).toEqual([
    [1, 'io.sluice.version.registered'],
    [2, 'io.sluice.version.registered'],
    [3, 'io.sluice.version.retired'],
    [4, 'io.sluice.config.updated'],
  ]);
  expect((await registry.changes(2, 100)).map((change) => change.sequence)).toEqual([3, 4]);
  expect((await failureOf(registry.changes(5, 100))).code).toBe('request_invalid');
});

test('a version can describe its subject in the same commit; where its content is there already, nothing is written', async () => {
  const registry = openRegistry();
  const describe = { owner: 'orders', description: 'An order was placed.', labels: { tier: 'gold' } };
  await registry.register(SUBJECT, { schema: { type: 'string' }, describe }, ACTOR);
  expect(await registry.getSubject(SUBJECT)).toMatchObject({ ...describe, latest: 1, epoch: 1 });
  expect((await registry.listAudit({ after: 0, limit: 10 })).map(({ action, before, after }) => [action, before, after])).toEqual([
    ['version.register', null, expect.objectContaining({ version: 1 })],
    ['subject.update', expect.not.objectContaining({ owner: 'orders' }), expect.objectContaining(describe)],
  ]);
  expect((await registry.changes(0, 10)).map(({ type }) => type)).toEqual(['io.sluice.version.registered', 'io.sluice.subject.updated']);
  await registry.register(SUBJECT, { schema: { type: 'string' }, describe: { owner: null } }, ACTOR);
  await registry.register(SUBJECT, { schema: {}, describe: { owner: null }, allowBreaking: { reason: 'r' }, dryRun: true }, ACTOR);
  expect(await registry.getSubject(SUBJECT)).toMatchObject(describe);
  await registry.register(SUBJECT, { schema: { type: ['string', 'null'] }, describe: { owner: null }, allowBreaking: { reason: 'r' } }, ACTOR);
  const { owner, description } = await registry.getSubject(SUBJECT);
  expect([owner, description]).toEqual([undefined, describe.description]);
});
