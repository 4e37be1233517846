import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { ACCESS } from '../../../src/core/api-key.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { confluentRoutes } from '../../../src/http/confluent/routes.ts';
import { nativeRoutes } from '../../../src/http/native/routes.ts';
import { createTestRegistry } from '../test-server.ts';
import { startGuardedServer, type GuardedServer } from './guarded-server.ts';

// The law: to a key for one prefix, everything outside of it is as if it were not there. No answer of any route names a subject
// outside that the request did not name itself, and what is there outside is answered like what is not.

const WRITE = { actor: 'root' };
const SCHEMA = { type: 'integer' };

/** What a request may name. The same thing outside, there and not there, stands in both columns. */
const THERE = { subject: 'com.secret.plan', alias: 'com.secret.alias', own: 'com.mine.out', id: 1 } as const;
const NOT_THERE = { subject: 'com.secret.none', alias: 'com.secret.nil', own: 'com.mine.nil', id: 999 } as const;

async function start(): Promise<GuardedServer> {
  const stopping = new AbortController();
  const server = await startGuardedServer({ registry: createTestRegistry(undefined, [jsonSchemaFormat]), stopping: stopping.signal });
  const { registry } = server;
  const to = (subject: string) => [{ name: 'x', subject, version: 1 }];
  await registry.register('com.secret.plan', { schema: { title: 'plan' }, labels: { team: 'secret' } }, WRITE);
  await registry.register('com.mine.a', { schema: SCHEMA }, WRITE);
  await registry.register('com.mine.b', { schema: { $ref: 'x' }, references: to('com.mine.a') }, WRITE);
  await registry.register('com.secret.user', { schema: { title: 'user', $ref: 'x' }, references: to('com.mine.a') }, WRITE);
  // The same content inside and outside.
  await registry.register('com.secret.a', { schema: SCHEMA }, WRITE);
  await registry.register('com.secret.b', { schema: { $ref: 'x' }, references: to('com.secret.a') }, WRITE);
  await registry.changeSettings('com.secret.alias', { alias: 'com.secret.plan' }, WRITE);
  await registry.changeSettings('com.mine.out', { alias: 'com.secret.plan' }, WRITE);
  await registry.changeSettings('com.mine.nil', { alias: 'com.secret.none' }, WRITE);
  await registry.changeSettings('com.secret.inward', { alias: 'com.mine.a' }, WRITE);
  await registry.putConfig('com.secret.plan', { level: 'NONE' }, WRITE);
  await registry.putConfig('com.secret.*', { level: 'FULL' }, WRITE);
  await registry.putMode('com.secret.plan', { mode: 'READONLY' }, WRITE);
  return { ...server, close: async () => (stopping.abort(), server.close()) };
}

interface Row {
  readonly method: string;
  readonly path: string;
}

const NATIVE: readonly Row[] = nativeRoutes(createTestRegistry(), { heartbeat: () => () => {}, stopping: new AbortController().signal }).map(
  ({ method, path }) => ({ method, path: `/api/v1${path}` }),
);
const CONFLUENT: readonly Row[] = confluentRoutes(createTestRegistry(), { version: '' });
const QUERIES = ['', '?deleted=true&permanent=true&aliases=true&dryRun=true&recursive=true&force=true&defaultToGlobal=true&from=0'];

interface Asked {
  readonly subject: string;
  readonly id: number;
  readonly guid: string;
  readonly fingerprint: string;
}

function pathOf(path: string, { subject, id, guid, fingerprint }: Asked): string {
  const values: Record<string, string> = { subject, name: subject, scope: subject, context: '.secret', id: String(id), guid, fingerprint };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? (name === 'keyId' ? '0'.repeat(16) : '1')));
}

/** Bodies that mean something to the routes that take one; each names `target`. Of others none: what they are asked has none. */
function bodiesOf(method: string, path: string, target: string, id: number): readonly unknown[] {
  if (method === 'GET' || method === 'DELETE') return [];
  const references = (version: number): object[] => [{ name: 'x', subject: target, version }];
  if (path.startsWith('/api/')) {
    const schema = { schema: { $ref: 'x' }, references: references(1), allowBreaking: { reason: 'r' } };
    return [
      { ...schema, format: 'json-schema' },
      { subject: target, event: 1 },
      { subject: 'com.mine.a', version: 1, against: { subject: target } },
      { schema: { $ref: 'x' }, references: references(1), against: { subject: 'com.mine.a' } },
      { state: 'retired', successor: 2 },
      { level: 'NONE' },
      { mode: 'IMPORT' },
      { name: 'k', scopes: [{ access: 'read', pattern: target }] },
    ];
  }
  const body = { schemaType: 'JSON', schema: '{"$ref":"x"}' };
  return [
    { ...body, references: references(-1) },
    { ...body, references: references(1) },
    { schemaType: 'JSON', schema: '{"title":"new"}', id: id + 1_000 },
    { alias: target },
    { compatibility: 'NONE' },
    { mode: 'IMPORT' },
    { tagsToAdd: [] },
  ];
}

const agent = new Agent({ keepAlive: true });

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** As `fetch`, which takes longer for all these than the server does. */
async function send({ url }: GuardedServer, key: string, method: string, path: string, body: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-request-id': 'r' };
  const asking = request(url + path, { method, headers, agent }).end(body === undefined ? '' : JSON.stringify(body));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const isFeed = response.headers['content-type']?.startsWith('text/event-stream') === true;
  const text = isFeed ? await readFeed(response) : await readText(response);
  return { status: response.statusCode ?? 0, text: text.replace(/"requestId":"[^"]*",?/, '') };
}

/** What a feed says until it has told the last thing that this key may know. */
async function readFeed(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes('com.mine.nil')) return text;
  }
  return text;
}

/** What is left to know when the names that were asked about are struck out. */
function withoutNames(text: string, ...names: readonly (string | number)[]): string {
  return names.reduce<string>((rest, name) => rest.replaceAll(String(name), '…'), text);
}

async function keysOf(server: GuardedServer): Promise<readonly string[]> {
  return Promise.all(ACCESS.map((access) => server.makeKey(`${access}:com.mine.*`)));
}

const GUIDS = { there: '', none: '00000000-0000-8000-8000-000000000000' };

async function asked(server: GuardedServer): Promise<{ there: Asked; notThere: Asked; outThere: Asked; outNot: Asked; mine: Asked }> {
  const { registry } = server;
  const [plan, mine] = [await registry.stored.schema(1), await registry.stored.schema(2)];
  if (plan === undefined || mine === undefined) throw new Error('the schemas are not there');
  const of = ({ id, guid, fingerprint }: typeof plan, subject: string): Asked => ({ subject, id, guid, fingerprint });
  const none = { ...plan, id: NOT_THERE.id, guid: GUIDS.none, fingerprint: '0'.repeat(64) };
  return {
    there: of(plan, THERE.subject),
    notThere: of(none, NOT_THERE.subject),
    outThere: of(plan, THERE.own),
    outNot: of(none, NOT_THERE.own),
    mine: of(mine, 'com.mine.a'),
  };
}

interface Prepared {
  readonly server: GuardedServer;
  readonly keys: readonly string[];
  readonly what: Awaited<ReturnType<typeof asked>>;
  /** What it has answered since anything was written. */
  readonly answers: Map<string, Answer>;
  isWritten: boolean;
}

async function prepare(): Promise<Prepared> {
  const server = await start();
  return { server, keys: await keysOf(server), what: await asked(server), answers: new Map(), isWritten: false };
}

let prepared: Promise<Prepared> | undefined;
afterAll(async () => {
  await (await prepared)?.server.close();
  agent.destroy();
});

/** Most write nothing, and change nothing for the next one. */
async function unwritten(): Promise<Prepared> {
  const last = await prepared;
  if (last?.isWritten === false) return last;
  await last?.server.close();
  return (prepared = prepare());
}

/** The same question is answered in the same way as long as nothing is written. */
async function ask(on: Prepared, key: string, method: string, path: string, body: unknown): Promise<Answer> {
  const question = [key, method, path, JSON.stringify(body)].join(' ');
  const known = on.answers.get(question);
  if (known !== undefined) return known;
  const answer = await send(on.server, key, method, path, body);
  if (method !== 'GET' && answer.status < 400) {
    on.isWritten = true;
    on.answers.clear();
  } else on.answers.set(question, answer);
  return answer;
}

for (const { method, path } of [...NATIVE, ...CONFLUENT]) {
  test(`${method} ${path}: what is outside is not named, and what is there is answered like what is not`, async () => {
    for (const query of QUERIES) {
      const on = await unwritten();
      const { there, notThere, outThere, outNot, mine } = on.what;
      for (const key of on.keys) {
        const answersTo = async (what: Asked, target: string): Promise<readonly string[]> => {
          const told = async (body: unknown): Promise<string> => {
            const { status, text } = await ask(on, key, method, pathOf(path, what) + query, body);
            const names = [what.subject, THERE.own, NOT_THERE.own, target, what.guid, what.fingerprint, `Schema ${what.id} `, `schema ${what.id} `];
            return withoutNames(`${status} ${text}`, ...names);
          };
          const bodies = bodiesOf(method, path, target, what.id);
          const answers = [await told(method === 'GET' || method === 'DELETE' ? undefined : {})];
          // Who is refused whatever the body is says no more with another one.
          if (!answers[0]?.startsWith('403')) for (const body of bodies) answers.push(await told(body));
          return answers;
        };
        const [outside, missing] = [await answersTo(there, THERE.subject), await answersTo(notThere, NOT_THERE.subject)];
        expect(outside).toEqual(missing);
        expect(await answersTo({ ...there, subject: THERE.alias }, THERE.subject)).toEqual(
          await answersTo({ ...notThere, subject: NOT_THERE.alias }, NOT_THERE.subject),
        );
        expect(await answersTo(outThere, THERE.subject)).toEqual(await answersTo(outNot, NOT_THERE.subject));
        const inside = await answersTo(mine, NOT_THERE.subject);
        expect(inside).toEqual(inside.map((answer) => answer.replaceAll(/com\.secret\.\w*/g, 'named')));
        expect(outside.join()).not.toContain('com.secret');
      }
    }
  });
}
