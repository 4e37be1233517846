import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import type { DiffResource, FixResource } from '../../../src/core/resources.ts';
import { decideContainment } from '../../../src/containment/index.ts';
import { schemaTools } from '../../../src/server/workers/schema-tools.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

async function diff(body: object): Promise<DiffResource> {
  const { status, json } = await server.send({ method: 'POST', path: '/api/v1/diff', body });
  expect({ status, code: json['code'] }).toEqual({ status: 200, code: undefined });
  return json as unknown as DiffResource;
}

const string = { type: 'string' };
const order = {
  type: 'object',
  required: ['id'],
  properties: { id: string, state: { enum: ['open', 'paid'] }, total: { type: 'number', minimum: 0 } },
};

interface Case {
  readonly title: string;
  readonly from: JsonValue;
  readonly to: JsonValue;
  readonly profile?: string;
  /** Undefined: it holds. */
  readonly backward?: readonly string[];
  readonly forward?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: 'one more required member',
    from: order,
    to: { ...order, required: ['id', 'total'] },
    backward: ['make "total" optional again, at /required/1'],
  },
  {
    title: 'one required member less',
    from: order,
    to: { ...order, required: [] },
    forward: ['require "id" again, at /required/-'],
  },
  {
    title: 'a value of an enum less',
    from: order,
    to: withProperty('state', { enum: ['open'] }),
    backward: ['put the value "paid" back into the enum, at /properties/state/enum/-'],
  },
  {
    title: 'one more value',
    from: order,
    to: withProperty('state', { enum: ['open', 'paid', 'void'] }),
    forward: ['take the value "void" out of the enum again, at /properties/state/enum/2'],
  },
  {
    title: 'another type',
    from: order,
    to: withProperty('id', { type: 'integer' }),
    backward: ['set the type back to "string" (it is "integer"), at /properties/id/type'],
    forward: ['set the type back to "string" (it is "integer"), at /properties/id/type'],
  },
  {
    title: 'a tighter bound',
    from: order,
    to: withProperty('total', { type: 'number', minimum: 1 }),
    backward: ['set minimum back to 0 (it is 1), at /properties/total/minimum'],
  },
  {
    title: 'closed',
    from: { ...order, additionalProperties: true },
    to: { ...order, additionalProperties: false },
    profile: 'strict',
    backward: ['set it back to true (it is false), at /additionalProperties'],
  },
  {
    title: 'several things at once, of which only those are taken back that break it',
    from: order,
    to: {
      type: 'object',
      description: 'an order',
      required: ['id', 'total', 'note'],
      properties: { ...order.properties, id: { type: 'string', maxLength: 9 }, state: { enum: ['open', 'paid', 'void'] }, note: string },
    },
    backward: [
      'make "total" optional again, at /required/1',
      'make "note" optional again, at /required/2',
      'drop maxLength: 9, at /properties/id/maxLength',
    ],
    forward: ['take the value "void" out of the enum again, at /properties/state/enum/2'],
  },
  { title: 'words alone', from: order, to: { ...order, description: 'an order' } },
  {
    title: 'behind a reference',
    from: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } },
    to: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string', minLength: 1 } } },
    backward: ['drop minLength: 1, at /$defs/a/minLength'],
  },
  {
    title: 'a branch less',
    from: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    to: { oneOf: [{ type: 'string' }] },
    backward: ['put the branch oneOf 1 back as it was, at /oneOf/-'],
  },
];

for (const { title, from, to, profile, backward, forward } of CASES) {
  test(`${title}: what to do is said, and it was proved`, async () => {
    const answer = await diff({ from: { schema: from }, to: { schema: to }, ...(profile === undefined ? {} : { profile }) });
    expect({ backward: answer.backward.fix?.steps, forward: answer.forward.fix?.steps }).toEqual({ backward, forward });
    expect([answer.backward.verdict.kind, answer.forward.verdict.kind]).toEqual(
      [backward, forward].map((steps) => (steps ? 'not_contained' : 'contained')),
    );
    for (const [fix, isBackward] of [
      [answer.backward.fix, true],
      [answer.forward.fix, false],
    ] as const) {
      if (fix !== undefined) await expectHolds(answer, fix, { from, to, isBackward });
    }
  });
}

/** Asked anew, with the document that the steps lead to. */
async function expectHolds(
  { changes, profile, formats }: DiffResource,
  fix: FixResource,
  { from, to, isBackward }: { readonly from: JsonValue; readonly to: JsonValue; readonly isBackward: boolean },
): Promise<void> {
  const { schema, patch } = await schemaTools.undo({ format: 'json-schema', to, changes: fix.changes.flatMap((index) => changes[index] ?? []) });
  const [old, mended] = [from, schema].map((one) => ({ schema: one, dialect: 'draft-2020-12' }) as const) as [Document, Document];
  const verdict = isBackward
    ? decideContainment(old, mended, { profile, formats, judge: null })
    : decideContainment(mended, old, { profile, formats, judge: null });
  expect({ verified: fix.verified, verdict: verdict.kind, patch: fix.patch }).toEqual({ verified: true, verdict: 'contained', patch });
}

type Document = { readonly schema: JsonValue; readonly dialect: 'draft-2020-12' };

function withProperty(name: string, schema: JsonObject): JsonObject {
  return { ...order, properties: { ...order.properties, [name]: schema } };
}

test('a break comes with its event, its findings, and the change kind; without fixes where none are wanted', async () => {
  const answer = await diff({ from: { schema: order }, to: { schema: { ...order, required: ['id', 'total'] } }, fixes: false });
  expect(answer).toMatchObject({
    changeKind: 'forward',
    changes: [{ kind: 'added', thing: 'required', name: 'total', pointer: '/required/1', places: { before: '/required/-', after: '/required/1' } }],
    backward: {
      writer: { label: 'the older schema' },
      reader: { label: 'the newer schema' },
      verdict: { kind: 'not_contained', witness: { id: 'a' }, findings: [{ keyword: 'required', instancePointer: '', readerLocation: '/required' }] },
      strongest: null,
    },
    forward: { verdict: { kind: 'contained' }, strongest: 'strict' },
  });
  expect(answer.backward).not.toHaveProperty('fix');
});

test('sides are versions, the latest by default, under the profile in force for them; what both refer to is compared as well', async () => {
  const put = (subject: string, body: object): Promise<unknown> =>
    server.send({ method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body });
  await put('money', { schema: { type: 'object', properties: { amount: { type: 'integer' } } } });
  await put('money', { schema: { type: 'object', properties: { amount: { type: 'number' } } }, allowBreaking: { reason: 'cents' } });
  const schema = { properties: { total: { $ref: 'money.json' } } };
  for (const version of [1, 2]) {
    await put('order', { schema, references: [{ name: 'money.json', subject: 'money', version }], allowBreaking: { reason: 'cents' } });
  }
  await server.send({ method: 'PUT', path: '/api/v1/config/order', body: { profile: 'strict' } });
  const answer = await diff({ from: { subject: 'order', version: 1 }, to: { subject: 'order' } });
  expect(answer).toMatchObject({
    from: { subject: 'order', version: 1 },
    to: { subject: 'order', version: 2, label: 'order@2' },
    profile: 'strict',
    changeKind: 'backward',
    changes: [{ thing: 'type', before: 'integer', after: 'number', pointer: 'money.json#/properties/amount/type' }],
  });
  // What stands in another document is not for this one to mend.
  expect(answer.forward.verdict.kind).toBe('not_contained');
  expect(answer.forward.fix).toBeUndefined();
});

for (const { title, body, status, code } of [
  { title: 'no such subject', body: { from: { subject: 'none' }, to: { schema: {} } }, status: 404, code: 'subject_not_found' },
  { title: 'no such version', body: { from: { subject: 'money', version: 9 }, to: { schema: {} } }, status: 404, code: 'version_not_found' },
  { title: 'no schema', body: { from: { schema: {} }, to: { schema: { type: 'strin' } } }, status: 422, code: 'schema_invalid' },
]) {
  test(`${title} is ${code}`, async () => {
    const answer = await server.send({ method: 'POST', path: '/api/v1/diff', body });
    expect({ status: answer.status, code: answer.json['code'] }).toEqual({ status, code });
  });
}
