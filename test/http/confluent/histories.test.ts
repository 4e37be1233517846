import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { FOREIGN_IDS_FROM, MAX_SCHEMA_ID } from '../../../src/storage/schema-id.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { Model, type Expected, type Import, type ModelVersion, type Target } from './histories-model.ts';

const ALIAS = 'alias';
const PLAIN = ['a', 'b', ':.c:a'];
const IMPORTED = ['i', ':.c:i'];

const NO_VERSION = 9;

/** Subjects that an alias may mean are those of the default context; `refersTo` picks among the versions that there are. */
type Step =
  | { readonly kind: 'register'; readonly subject: string; readonly title: string; readonly refersTo: number | null }
  | { readonly kind: 'import'; readonly subject: string; readonly title: string; readonly refersTo: number | null; readonly imported: Import }
  | { readonly kind: 'alias'; readonly subject: string }
  | { readonly kind: 'version'; readonly pick: number; readonly permanent: boolean }
  | { readonly kind: 'subject'; readonly subject: string; readonly permanent: boolean };

const title = fc.constantFrom('x', 'y');
const refersTo = fc.option(fc.nat(NO_VERSION), { freq: 2 });
const permanent = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('register' as const), subject: fc.constantFrom(...PLAIN, ALIAS), title, refersTo }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      subject: fc.constantFrom(...IMPORTED),
      title,
      refersTo,
      imported: fc.record({
        id: fc.constantFrom(1, 2, 3, 7, FOREIGN_IDS_FROM, MAX_SCHEMA_ID, MAX_SCHEMA_ID + 1),
        version: fc.integer({ min: 1, max: 4 }),
      }),
    }),
  },
  fc.record({ kind: fc.constant('alias' as const), subject: fc.constantFrom('a', 'b') }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('version' as const), pick: fc.nat(NO_VERSION), permanent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('subject' as const), subject: fc.constantFrom(...PLAIN, ...IMPORTED, ALIAS), permanent }) },
);

/** One that chance makes seldom: a content stands in two versions, and the lower one is imported again. */
const IMPORTED_AGAIN: Step[] = [2, 1, 1, 1, 2].map((version) => ({
  kind: 'import',
  subject: ':.c:i',
  title: 'x',
  refersTo: null,
  imported: { id: 1, version },
}));

/** Each answer that chance makes seldom, once: what is refused, and what is not. */
const EACH_ANSWER: Step[] = [
  { kind: 'register', subject: 'a', title: 'x', refersTo: null },
  { kind: 'register', subject: 'b', title: 'x', refersTo: 0 },
  { kind: 'register', subject: 'b', title: 'y', refersTo: NO_VERSION },
  { kind: 'version', pick: 0, permanent: false },
  { kind: 'version', pick: 1, permanent: true },
  { kind: 'import', subject: 'i', title: 'x', refersTo: null, imported: { id: 7, version: 2 } },
  { kind: 'import', subject: 'i', title: 'y', refersTo: null, imported: { id: 7, version: 3 } },
  { kind: 'version', pick: 1, permanent: false },
  { kind: 'subject', subject: 'a', permanent: false },
];

const STORES = { memory: async () => createMemoryStore(), sqlite: () => openSqliteStore({ path: ':memory:' }) };

for (const [driver, open] of Object.entries(STORES)) {
  test(`${driver}: any history through the face is answered as the model says, and leaves everything readable`, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) => {
        const server = await startTestServer({ store: await open(), formats: [jsonSchemaFormat] });
        try {
          const played = await start(server);
          for (const next of steps) for (const outcome of await play(played, next)) seen.add(outcome);
          await expectWhole(played);
        } finally {
          await server.close();
        }
      }),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 10), examples: [[IMPORTED_AGAIN], [EACH_ANSWER]] },
    );
    // Histories in which nothing is refused, or nothing goes through, would prove little.
    expect([...seen]).toEqual(expect.arrayContaining(['register', 'import', 'version', 'subject', '42201', '42206', '42207', '40407']));
  });
}

interface Played {
  readonly server: TestServer;
  readonly model: Model;
  /** What the alias means. */
  meant: string;
}

async function start(server: TestServer): Promise<Played> {
  const put = (path: string, body: object): Promise<unknown> => server.send({ method: 'PUT', path, body });
  await put('/config', { compatibility: 'NONE' });
  for (const subject of IMPORTED) await put(`/mode/${encodeURIComponent(subject)}`, { mode: 'IMPORT' });
  await put(`/config/${ALIAS}`, { alias: 'a' });
  return { server, model: new Model(), meant: 'a' };
}

/** Plays a step and gives what came of it: its kind, or the number of its error. */
async function play(played: Played, next: Step): Promise<readonly string[]> {
  const { server, model } = played;
  if (next.kind === 'alias') {
    await server.send({ method: 'PUT', path: `/config/${ALIAS}`, body: { alias: next.subject } });
    played.meant = next.subject;
    return [];
  }
  const { expected, answer } = await both(played, next);
  const { status, json, text } = await answer;
  const found = status === 200 ? JSON.parse(text) : json['error_code'];
  if ('error' in expected) expect(found).toBe(expected.error);
  else if ('versions' in expected) expect(found).toEqual(expected.versions);
  else expect(found).toMatchObject(expected);
  // At once, not only at the end: what is broken may be deleted later.
  expect((await server.send({ path: '/api/v1/snapshot' })).json['versions']).toHaveLength(model.versions.filter(({ deleted }) => !deleted).length);
  return ['error' in expected ? String(expected.error) : next.kind];
}

async function both(
  { server, model, meant }: Played,
  next: Exclude<Step, { kind: 'alias' }>,
): Promise<{ expected: Expected; answer: ReturnType<TestServer['send']> }> {
  switch (next.kind) {
    case 'register':
    case 'import': {
      const subject = next.subject === ALIAS ? meant : next.subject;
      const imported = next.kind === 'import' ? next.imported : undefined;
      const target = next.refersTo === null ? null : targetOf(model, next.refersTo);
      const body = { schemaType: 'JSON', ...schemaOf(model, next.title, target), ...imported };
      const expected = model.register(subject, next.title, target, imported);
      return { expected, answer: server.send({ method: 'POST', path: `/subjects/${encodeURIComponent(next.subject)}/versions`, body }) };
    }
    case 'version': {
      const { subject, version } = targetOf(model, next.pick);
      const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}?permanent=${next.permanent}`;
      return { expected: model.deleteVersion(subject, version, next.permanent), answer: server.send({ method: 'DELETE', path }) };
    }
    case 'subject': {
      const subject = next.subject === ALIAS ? meant : next.subject;
      const path = `/subjects/${encodeURIComponent(next.subject)}?permanent=${next.permanent}`;
      return { expected: model.deleteSubject(subject, next.permanent), answer: server.send({ method: 'DELETE', path }) };
    }
  }
}

/** One of the versions that there are, or now and then one that is not there. */
function targetOf({ versions }: Model, pick: number): Target {
  const { subject, version } = (pick === NO_VERSION ? undefined : versions[pick % versions.length]) ?? { subject: 'a', version: pick + 1 };
  return { subject, version };
}

function schemaOf(model: Model, name: string, target: Target | null): { readonly schema: string; readonly references?: readonly object[] } {
  if (target === null) return { schema: JSON.stringify({ title: name }) };
  // A name without a context would mean that of the schema.
  const subject = target.subject.startsWith(':') ? target.subject : `:.:${target.subject}`;
  const reference = nameOf(model, target);
  return { schema: JSON.stringify({ title: name, $ref: reference }), references: [{ name: reference, subject, version: target.version }] };
}

// One name means one schema, through other references as well.
function nameOf(model: Model, target: Target): string {
  return `r${model.depth(target)}`;
}

/** Everything that the model knows is there as it says, and nothing else. */
async function expectWhole({ server, model }: Played): Promise<void> {
  const get = async (path: string): Promise<{ status: number; value: unknown }> => {
    const { status, text } = await server.send({ path });
    return { status, value: JSON.parse(text) as unknown };
  };
  for (const subject of [...PLAIN, ...IMPORTED]) {
    const name = encodeURIComponent(subject);
    const versions = model.of(subject);
    const listed = await get(`/subjects/${name}/versions?deleted=true`);
    if (versions.length === 0) expect(listed).toMatchObject({ status: 404, value: { error_code: 40401 } });
    else expect(listed.value).toEqual(versions.map(({ version }) => version));
    for (const version of versions) {
      expect(await get(`/subjects/${name}/versions/${version.version}?deleted=true`)).toMatchObject({ status: 200, value: shownAs(model, version) });
      const referrers = model.referrers(version).map(({ id }) => id);
      const expected = [...new Set(referrers)].toSorted((a, b) => a - b);
      expect((await get(`/subjects/${name}/versions/${version.version}/referencedby?deleted=true`)).value).toEqual(expected);
    }
  }
  for (const id of model.contents.keys()) {
    const uses = model.versions.filter((version) => version.id === id);
    for (const path of [`/schemas/ids/${id}`, `/api/v1/schemas/${id}`]) expect((await get(path)).status).toBe(uses.length > 0 ? 200 : 404);
    const titles = uses.map((use) => use.title);
    if (uses.length > 0) expect(titles).toContain(JSON.parse(((await get(`/schemas/ids/${id}`)).value as { schema: string }).schema).title);
  }
  expect((await get('/readyz')).value).not.toHaveProperty('warnings');
}

function shownAs(model: Model, { subject, version, id, title: name, refersTo: target, deleted }: ModelVersion): object {
  const { schema } = schemaOf(model, name, target);
  return { subject, version, id, schema, deleted, ...(target === null ? {} : { references: [{ name: nameOf(model, target), ...target }] }) };
}
