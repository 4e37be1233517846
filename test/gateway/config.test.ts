import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig, type GatewayConfig } from '../../src/gateway/config.ts';
import { DURABLE_DEFAULTS } from '../../src/gateway/config/durable.ts';

const ENV = { GITHUB_SECRET: 's3cret', EMPTY: '' };

async function parse(text: string, file = 'gateway.json'): Promise<GatewayConfig> {
  return parseGatewayConfig({ file, text, env: ENV, format: jsonSchemaFormat });
}

async function refusalOf(text: string, file?: string): Promise<RegistryError> {
  return parse(text, file).then(
    () => expect.fail('it was taken'),
    (thrown: unknown) => RegistryError.from(thrown),
  );
}

const TARGET = { url: 'http://127.0.0.1:9000/fn' };

/** A configuration of one route, a member a line. */
function withRoute(route: object): string {
  return JSON.stringify({ routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [TARGET], ...route }] }, null, 1);
}

test('the example of the interface is taken', async () => {
  const config = await parse(`{ "registry": "http://127.0.0.1:8081", "listen": "127.0.0.1:8080",
    "routes": [ {
      "path": "/hooks/github",
      "source": { "kind": "webhook", "type": { "header": "X-GitHub-Event", "pointer": "/action", "prefix": "com.github." }, "signature": { "scheme": "github", "secretEnv": "GITHUB_SECRET" } },
      "undeclared": "allow", "mode": "enforce", "onInvalid": "reject", "onUnknown": "reject", "whenStale": "serve",
      "dispatch": "sync",
      "targets": [ { "name": "fn", "url": "http://127.0.0.1:9000/fn", "reads": "^2", "filter": { "type": "com.github.issues.*" } } ]
    } ] }`);
  expect(config).toEqual({
    registry: 'http://127.0.0.1:8081',
    listen: '127.0.0.1:8080',
    routes: [
      {
        path: '/hooks/github',
        source: {
          kind: 'webhook',
          type: { kind: 'parts', header: 'x-github-event', pointer: '/action', prefix: 'com.github.' },
          signature: { scheme: 'github', keys: [{ algorithm: 'hmac-sha256', secret: Buffer.from('s3cret') }], toleranceMs: 300_000 },
        },
        undeclared: 'allow',
        mode: 'enforce',
        onUnknown: 'reject',
        whenStale: 'serve',
        maxStaleMs: 300_000,
        showValues: false,
        targets: [
          {
            kind: 'http',
            name: 'fn',
            url: new URL('http://127.0.0.1:9000/fn'),
            timeoutMs: 30_000,
            reads: { text: '^2', range: expect.objectContaining({ kind: 'range' }) },
            filter: { type: 'com.github.issues.*' },
          },
        ],
      },
    ],
  });
});

test('defaults are those of the interface', async () => {
  const { routes } = await parse(withRoute({}));
  expect(routes).toEqual([
    {
      path: '/',
      source: { kind: 'cloudevents' },
      mode: 'enforce',
      onUnknown: 'reject',
      whenStale: 'serve',
      maxStaleMs: 300_000,
      showValues: false,
      targets: [{ kind: 'http', name: 'target-1', url: new URL(TARGET.url), timeoutMs: 30_000, filter: {} }],
    },
  ]);
});

test('YAML says the same', async () => {
  const yaml = 'routes:\n  - path: /\n    source: { kind: cloudevents }\n    targets:\n      - url: http://127.0.0.1:9000/fn\n';
  expect(await parse(yaml, 'gateway.yaml')).toEqual(await parse(withRoute({})));
});

test('a handshake is taken with its defaults, its names in lower case', async () => {
  const { routes } = await parse(withRoute({ webhook: { allowedOrigins: ['*.Example.com'] } }));
  expect(routes[0]?.webhook).toEqual({ allowedOrigins: ['*.example.com'], rate: '*' });
});

const SOURCES = [
  [{ kind: 'eventbridge' }, { kind: 'eventbridge', confirmations: 'refuse' }],
  [
    { kind: 'sns', confirmations: 'forward' },
    { kind: 'sns', confirmations: 'forward' },
  ],
  [
    { kind: 'sns', type: { constant: 'x' } },
    { kind: 'sns', confirmations: 'refuse', type: { kind: 'constant', type: 'x' } },
  ],
] as const;

for (const [raw, source] of SOURCES) {
  test(`the source ${JSON.stringify(raw)} is taken`, async () => expect((await parse(withRoute({ source: raw }))).routes[0]?.source).toEqual(source));
}

const durable = (route: object): string => withRoute({ dispatch: 'durable', ...route });

test('a durable route has the defaults of the schema', async () => {
  const config = await parse(durable({ order: { attribute: 'partitionkey' }, idempotency: {}, targets: [{ ...TARGET, rate: { perSecond: 2.5 } }] }));
  const [route] = config.routes;
  expect(config.queue).toEqual({ store: 'sqlite:', keep: [] });
  expect(route?.durable).toEqual({
    onInvalid: 'reject',
    order: { place: { kind: 'attribute', name: 'partitionkey' }, afterDead: 'block' },
    idempotency: { windowMs: 86_400_000, key: { kind: 'cloud_event' } },
  });
  expect(route?.targets[0]?.delivery).toEqual({
    retry: { maxAttempts: 30, maxElapsedMs: 86_400_000, minDelayMs: 1_000, maxDelayMs: 3_600_000 },
    concurrency: 16,
    rate: { perSecond: 2.5, burst: 3 },
    breaker: { failures: 10, openMs: 30_000 },
  });
  const schema = JSON.parse(readFileSync('schemas/config/gateway.schema.json', 'utf8')) as { readonly $defs: Record<string, never> };
  expect(defaultsOf(schema.$defs)).toMatchObject({
    route: { order: { afterDead: DURABLE_DEFAULTS.afterDead }, idempotency: { windowMs: DURABLE_DEFAULTS.windowMs } },
    target: { retry: DURABLE_DEFAULTS.retry, concurrency: DURABLE_DEFAULTS.concurrency, breaker: DURABLE_DEFAULTS.breaker },
    queue: { store: DURABLE_DEFAULTS.store },
  });
});

test('what is kept is said by the longest prefix first', async () => {
  const { queue } = await parse(JSON.stringify({ routes: [], queue: { keep: { '*': 1, 'com.shop.*': 2, 'com.*': 3 } } }));
  expect(queue?.keep.map(({ keepMs }) => keepMs)).toEqual([2, 3, 1]);
});

interface Described {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Described>>;
}

function defaultsOf(described: Readonly<Record<string, Described>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(described).map(([name, one]) => [name, one.default ?? defaultsOf(one.properties ?? {})]));
}

const hook = (type: object, signature?: object): object => ({ source: { kind: 'webhook', type, ...(signature === undefined ? {} : { signature }) } });

const REFUSED: readonly { readonly title: string; readonly text: string; readonly file?: string; readonly message: RegExp }[] = [
  { title: 'JSON cut off', text: '{\n "routes": [', message: /^gateway\.json:2:13: expected a JSON value, found the end/ },
  { title: 'a member twice', text: '{\n "routes": [],\n "routes": []}', message: /^gateway\.json:3:2: the member "routes" occurs twice/ },
  { title: 'no routes', text: '{}', message: /^gateway\.json:1:1: .*routes/ },
  {
    title: 'an unknown member at the top',
    text: '{\n "routes": [],\n "rotues": []}',
    message: /^gateway\.json:\d:\d.*: .*rotues: there is no such member here; did you mean "routes"\? expected one of registry/,
  },
  {
    title: 'an unknown member of a route',
    text: withRoute({ modus: 'enforce' }),
    message: /^gateway\.json:\d+:\d+: .*modus: there is no such member here; expected one of path, source/,
  },
  {
    title: 'a member that is misspelt, and so missing',
    text: withRoute({ targets: undefined, target: [TARGET] }),
    message: /\/routes\/0\/target: .*did you mean "targets"\?/,
  },
  { title: 'a secret as an unknown member', text: withRoute({ secret: 'whsec_x' }), message: /\/routes\/0\/secret: (?!.*whsec_x)/ },
  { title: 'an unknown value', text: withRoute({ mode: 'obsreve' }), message: /^gateway\.json:\d+:\d+: .*"enforce".*"observe".*obsreve/ },
  { title: 'a wrong type', text: withRoute({ maxStaleMs: '5' }), message: /^gateway\.json:\d+:\d+: .*integer.*string/ },
  { title: 'a path without a slash', text: withRoute({ path: 'hooks' }), message: /^gateway\.json:\d+:\d+: \/routes\/0\/path/ },
  { title: 'a reserved path', text: withRoute({ path: '/-/x' }), message: /reserved.*"\/-\/x"/ },
  {
    title: 'a path twice',
    text: JSON.stringify({ routes: [1, 2].map(() => ({ path: '/', source: { kind: 'cloudevents' }, targets: [] })) }),
    message: /the path "\/" is given twice/,
  },
  {
    title: 'a target name twice',
    text: withRoute({ targets: [TARGET, { ...TARGET, name: 'target-1' }] }),
    message: /the name "target-1" is given twice/,
  },
  {
    title: 'a target without a name among several of a durable route',
    text: durable({ targets: [{ ...TARGET, name: 'billing' }, TARGET] }),
    message: /^gateway\.json:\d+:\d+: .*expected a name, found none\. .*"target-2"/,
  },
  { title: 'a target that is no URL', text: withRoute({ targets: [{ url: 'http://' }] }), message: /expected an address.*found "http:\/\/"/ },
  { title: 'a target of another scheme', text: withRoute({ targets: [{ url: 'ftp://x' }] }), message: /\/routes\/0\/targets\/0\/url/ },
  { title: 'a password in an address', text: withRoute({ targets: [{ url: 'http://a:b@x' }] }), message: /neither a user(?!.*a:b)/ },
  { title: 'a password without a user', text: withRoute({ targets: [{ url: 'http://:b@x' }] }), message: /neither a user(?!.*:b@)/ },
  { title: 'a fragment in an address', text: withRoute({ targets: [{ url: 'http://x/#b' }] }), message: /no fragment/ },
  { title: 'a range that is none', text: withRoute({ targets: [{ ...TARGET, reads: 'newest' }] }), message: /version range "newest"/ },
  { title: 'a webhook without a type', text: withRoute({ source: { kind: 'webhook' } }), message: /\/routes\/0\/source.*type/ },
  { title: 'a type on cloudevents', text: withRoute({ source: { kind: 'cloudevents', type: { constant: 'x' } } }), message: /\/routes\/0\/source/ },
  { title: 'a pointer that is none', text: withRoute(hook({ pointer: 'action' })), message: /\/routes\/0\/source\/type\/pointer/ },
  { title: 'a prefix only', text: withRoute(hook({ prefix: 'com.' })), message: /expected header, pointer or constant/ },
  { title: 'a constant and a header', text: withRoute(hook({ constant: 'x', header: 'y' })), message: /found both/ },
  { title: 'a secret that is not set', text: withRoute(hook({ constant: 'x' }, { scheme: 'github', secretEnv: 'NOPE' })), message: /NOPE/ },
  { title: 'a secret that is empty', text: withRoute(hook({ constant: 'x' }, { scheme: 'github', secretEnv: 'EMPTY' })), message: /EMPTY/ },
  {
    title: 'hold on a sync route',
    text: withRoute({ onInvalid: 'hold' }),
    message: /^gateway\.json:\d+:\d+: onInvalid "hold" is for routes with dispatch/,
  },
  { title: 'order on a sync route', text: withRoute({ order: { pointer: '/id' } }), message: /order is for routes with dispatch "durable"/ },
  { title: 'idempotency on a sync route', text: withRoute({ idempotency: { windowMs: 1 } }), message: /idempotency is for routes/ },
  {
    title: 'retries on a sync route',
    text: withRoute({ targets: [{ ...TARGET, retry: {} }] }),
    message: /retry is for targets of routes with dispatch/,
  },
  { title: 'order by nothing', text: durable({ order: { afterDead: 'skip' } }), message: /either an attribute or a pointer.*found none/ },
  { title: 'order by both', text: durable({ order: { attribute: 'a', pointer: '/a' } }), message: /either an attribute or a pointer.*found both/ },
  {
    title: 'order by an attribute of a webhook',
    text: durable({ ...hook({ constant: 'x' }), order: { attribute: 'partitionkey' } }),
    message: /a webhook has no attributes/,
  },
  {
    title: 'idempotency of a webhook without a key',
    text: durable({ ...hook({ constant: 'x' }), idempotency: {} }),
    message: /an event of the source webhook has no id of its own; expected the header or the pointer/,
  },
  {
    title: 'idempotency by both',
    text: durable({ idempotency: { header: 'a', pointer: '/a' } }),
    message: /either a header or a pointer.*found both/,
  },
  {
    title: 'pauses the wrong way round',
    text: durable({ targets: [{ ...TARGET, retry: { minDelayMs: 2_000, maxDelayMs: 1_000 } }] }),
    message: /expected minDelayMs up to maxDelayMs \(1000\); found 2000/,
  },
  {
    title: 'keys of the queue from two places',
    text: JSON.stringify({ routes: [], queue: { keysEnv: 'GITHUB_SECRET', keysFile: 'keys.txt' } }),
    message: /keysEnv names keys already/,
  },
  {
    title: 'keys of the queue that are not set',
    text: JSON.stringify({ routes: [], queue: { keysEnv: 'NOPE' } }),
    message: /NOPE; found it unset or empty\. Set it and/,
  },
  {
    title: 'all variables that are not set, in one go',
    text: JSON.stringify({
      admin: { tokenEnv: 'FOUR' },
      routes: [
        {
          path: '/',
          ...hook({ constant: 'x' }, { scheme: 'stripe', secretEnv: ['GITHUB_SECRET', 'ONE'] }),
          targets: [
            { ...TARGET, headers: { 'x-key': { env: 'TWO' } }, filter: { env: 'prod' }, sign: { scheme: 'standard-webhooks', secretEnv: 'THREE' } },
          ],
        },
      ],
    }),
    message:
      /variable ONE; found it unset or empty, and so are (?=.*\bTWO\b)(?=.*\bTHREE\b)(?=.*\bFOUR\b)(?!.*(prod|GITHUB_SECRET)).*\. Set them and start again/,
  },
  {
    title: 'keys of the queue that are none',
    text: JSON.stringify({ routes: [], queue: { keysEnv: 'GITHUB_SECRET' } }),
    message: /^gateway\.json:1:\d+: the environment variable GITHUB_SECRET, line 1 is no key/,
  },
  {
    title: 'a store of another kind',
    text: JSON.stringify({ routes: [], queue: { store: 'redis://x' } }),
    message: /\/queue\/store/,
  },
  { title: 'an unknown preset', text: withRoute({ source: { kind: 'kinesis' } }), message: /\/routes\/0\/source\/kind.*kinesis/ },
  { title: 'a type on a preset that names it', text: withRoute({ source: { kind: 's3', type: { constant: 'x' } } }), message: /\/routes\/0\/source/ },
  {
    title: 'a signature on a preset',
    text: withRoute({ source: { kind: 'sns', signature: { scheme: 'github', secretEnv: 'GITHUB_SECRET' } } }),
    message: /\/routes\/0\/source/,
  },
  {
    title: 'confirmations of another than sns',
    text: withRoute({ source: { kind: 's3', confirmations: 'forward' } }),
    message: /\/routes\/0\/source/,
  },
  { title: 'a webhook handshake without origins', text: withRoute({ webhook: {} }), message: /\/routes\/0\/webhook.*allowedOrigins/ },
  { title: 'no origin at all', text: withRoute({ webhook: { allowedOrigins: [] } }), message: /\/routes\/0\/webhook\/allowedOrigins/ },
  { title: 'an origin that is no name', text: withRoute({ webhook: { allowedOrigins: ['https://x'] } }), message: /allowedOrigins\/0/ },
  { title: 'a rate of none', text: withRoute({ webhook: { allowedOrigins: ['*'], rate: 0 } }), message: /\/routes\/0\/webhook\/rate/ },
  {
    title: 'an unknown signature scheme',
    text: withRoute(hook({ constant: 'x' }, { scheme: 'md5', secretEnv: 'GITHUB_SECRET' })),
    message: /\/routes\/0\/source\/signature\/scheme.*md5/,
  },
  { title: 'no secret among none', text: withRoute(hook({ constant: 'x' }, { scheme: 'slack', secretEnv: [] })), message: /signature\/secretEnv/ },
  {
    title: 'the second of two secrets not set',
    text: withRoute(hook({ constant: 'x' }, { scheme: 'stripe', secretEnv: ['GITHUB_SECRET', 'NOPE'] })),
    message: /variable NOPE; found it unset/,
  },
  {
    title: 'a secret of Standard Webhooks without its prefix',
    text: withRoute(hook({ constant: 'x' }, { scheme: 'standard-webhooks', secretEnv: 'GITHUB_SECRET' })),
    message: /variable GITHUB_SECRET: expected whsec_ and a secret in Base64, or whpk_.*; found something else$/,
  },
  {
    title: 'a tolerance of nothing',
    text: withRoute(hook({ constant: 'x' }, { scheme: 'slack', secretEnv: 'GITHUB_SECRET', toleranceMs: 0 })),
    message: /signature\/toleranceMs/,
  },
  { title: 'YAML that is none', text: 'routes: [', file: 'g.yml', message: /^g\.yml:1:\d+: / },
  { title: 'an empty YAML file', text: '', file: 'g.yaml', message: /^g\.yaml.*the file is empty/ },
  {
    title: 'a wrong value in YAML',
    text: 'routes:\n  - path: /\n    mode: x\n    source: {kind: cloudevents}\n    targets: []\n',
    file: 'g.yaml',
    message: /^g\.yaml:3:11: /,
  },
  { title: 'a YAML key twice', text: 'routes: []\nroutes: []\n', file: 'g.yaml', message: /^g\.yaml:2:1: / },
];

for (const { title, text, file, message } of REFUSED) {
  test(`refused with its place: ${title}`, async () => {
    const error = await refusalOf(text, file);
    expect({ code: error.code, message: error.message }).toEqual({ code: 'config_invalid', message: expect.stringMatching(message) });
  });
}

for (const scheme of ['github', 'standard-webhooks']) {
  test(`no message shows a secret of ${scheme}`, async () => {
    const text = withRoute({ ...hook({ constant: 'x' }, { scheme, secretEnv: 'GITHUB_SECRET' }), path: scheme === 'github' ? '/-/x' : '/' });
    expect((await refusalOf(text)).message).not.toContain(ENV.GITHUB_SECRET);
  });
}
