import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { generate } from '../../../src/codegen/index.ts';
import { RegistryError } from '../../../src/core/errors.ts';
import { parseGatewayConfig } from '../../../src/gateway/config.ts';
import { createGate, lambda, type AdmittedEvent } from '../../../src/gateway/index.ts';
import { openFunctions } from '../../../src/gateway/targets/lambda/functions.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { temporaryFolder, writeAll } from '../../codegen/folder.ts';
import { newQueuePath, startDurableGateway, type DurableGateway } from '../durable/durable-gateway.ts';
import { binary, problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from '../gateway-server.ts';
import { listen } from '../listen.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import { until } from '../../until.ts';
import { KEY, refuse, returns, startLambda, takes, throws, type Behaviour, type LambdaServer } from './lambda-server.ts';
import { regionOf } from './verify-sigv4.ts';

const TYPE = 'com.shop.order';
const ODD = '{ "n" : 1.0, "é": 9007199254740993 }';

let registry: RegistryServer;
let behave: Behaviour;
let aws: LambdaServer;
let open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(TYPE, { schema: objectSchema({ n: { type: 'number' } }, ['n']) });
});

afterAll(() => registry.close());

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY.id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY.secret);
  // Nothing of the machine's own is looked at, or asked.
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  behave = (_invocation, response) => returns(response, null);
  aws = await startLambda((invocation, response) => behave(invocation, response));
  open = [aws];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const one of open.toReversed()) await one.close();
});

const targetOf = (more: object = {}): object => ({
  name: 'fn',
  kind: 'aws-lambda',
  function: 'orders',
  region: 'eu-central-1',
  endpoint: aws.url,
  ...more,
});

const routeOf = (target: object, more: object = {}): object => ({
  path: '/orders',
  source: { kind: 'cloudevents' },
  undeclared: 'allow',
  targets: [targetOf(target)],
  ...more,
});

async function startSync(target: object = {}, env: Record<string, string> = {}): Promise<GatewayServer> {
  const gateway = await startTestGateway({ registryUrl: registry.url, env, config: { routes: [routeOf(target)] } });
  open.push(gateway);
  return gateway;
}

async function startDurable(
  target: object = {},
  { route = {}, ...setup }: { readonly path?: string; readonly route?: object } = {},
): Promise<DurableGateway> {
  const routes = [routeOf(target, { dispatch: 'durable', ...route })];
  const gateway = await startDurableGateway({ registryUrl: registry.url, config: { routes }, ...setup });
  open.push(gateway);
  return gateway;
}

const post = (gateway: GatewayServer, headers: readonly string[] = [], body = ODD, path = '/orders'): ReturnType<GatewayServer['send']> =>
  gateway.send({ path, headers: [...binary({ type: TYPE }), ...headers], body });

describe('what a function is invoked with', () => {
  test('the request as an HTTP API tells it, with the bytes that came as a text', async () => {
    const gateway = await startSync();
    expect((await post(gateway, ['X-Twice: a', 'X-Twice: b', 'x-request-id: r'], ODD, '/orders?a=1&a=2&b=%20')).status).toBe(204);
    const [invocation] = aws.invocations;
    expect([invocation?.function, invocation?.type, invocation?.qualifier]).toEqual(['orders', 'RequestResponse', null]);
    expect(JSON.parse(String(invocation?.payload))).toMatchObject({
      version: '2.0',
      rawPath: '/orders',
      rawQueryString: 'a=1&a=2&b=%20',
      queryStringParameters: { a: '1,2', b: ' ' },
      headers: { 'ce-type': TYPE, 'content-type': 'application/json', 'x-twice': 'a,b', 'x-request-id': 'r', 'content-length': '37' },
      requestContext: { requestId: 'r', http: { method: 'POST', path: '/orders' } },
      body: ODD,
      isBase64Encoded: false,
    });
  });

  test('our own middleware for Lambda takes it, and gives the answer', async () => {
    const gate = await createGate({ registry: registry.url });
    const admitted: AdmittedEvent[] = [];
    const handler = lambda((event) => void admitted.push(event), { gate, undeclared: 'allow' });
    behave = ({ payload }, response) => void handler(JSON.parse(String(payload)), {}).then((result) => returns(response, result));
    const gateway = await startSync();
    expect((await post(gateway)).status).toBe(204);
    expect((await gateway.send({ path: '/orders', headers: STRUCTURED, body: structured({ type: TYPE, data: { n: 2 } }) })).status).toBe(204);
    expect(admitted.map(({ subject, data }) => [subject, (data as { n: number }).n])).toEqual([
      [TYPE, 1],
      [TYPE, 2],
    ]);
  });

  test('the generated adapter takes it, and gives the answer', async () => {
    const out = await temporaryFolder();
    const schema = { title: 'Order', ...objectSchema({ n: { type: 'number' } }, ['n']) };
    await writeAll(
      out,
      await generate({ schemas: [{ subject: TYPE, semver: '1.0.0', fingerprint: 'f', schema }], options: { language: 'js', adapters: ['lambda'] } }),
    );
    const load = async (module: string): Promise<Record<string, (...given: unknown[]) => (...given: unknown[]) => Promise<unknown>>> =>
      (await import(/* @vite-ignore */ pathToFileURL(join(out, `${module}.js`)).href)) as never;
    const handled: unknown[] = [];
    const consumer = (await load('index'))['createConsumer']?.({ [TYPE]: ({ data }: { data: unknown }) => void handled.push(data) });
    const handler = (await load('lambda'))['lambdaHandler']?.(consumer);
    behave = ({ payload }, response) => void handler?.(JSON.parse(String(payload))).then((result) => returns(response, result));
    const gateway = await startDurable();
    await post(gateway);
    await gateway.holds();
    expect(handled).toEqual([{ n: 1, é: Number('9007199254740993') }]);
  });

  const EVENTS = [
    {
      mode: 'binary',
      headers: binary({ type: TYPE, subject: 'caf%C3%A9', when: 'now' }),
      body: ODD,
      payload: `{"specversion":"1.0","id":"1","source":"/test","type":"${TYPE}","subject":"café","when":"now","datacontenttype":"application/json","data":${ODD}}`,
    },
    { mode: 'structured', headers: STRUCTURED, body: structured({ type: TYPE, data: { n: 1 } }).replace(':', ' : '), payload: undefined },
  ];
  for (const { mode, headers, body, payload = body } of EVENTS) {
    test(`payload cloudevent: the event alone, from the bytes that came (${mode})`, async () => {
      const gateway = await startSync({ payload: 'cloudevent' });
      expect((await gateway.send({ path: '/orders', headers, body })).status).toBe(204);
      const given = String(aws.invocations[0]?.payload);
      expect(JSON.parse(given)).toEqual(JSON.parse(payload));
      expect(given).toContain(mode === 'binary' ? `"data":${ODD}}` : body);
    });
  }

  const PLACES = [
    { target: { qualifier: 'live' }, function: 'orders', qualifier: 'live', region: 'eu-central-1' },
    {
      target: { function: 'arn:aws:lambda:us-west-2:123456789012:function:orders:3', region: undefined },
      function: 'arn:aws:lambda:us-west-2:123456789012:function:orders:3',
      qualifier: null,
      region: 'us-west-2',
    },
    { target: { region: undefined }, env: 'ap-south-1', function: 'orders', qualifier: null, region: 'ap-south-1' },
  ];
  for (const { target, env, ...expected } of PLACES) {
    test(`${JSON.stringify(target)} invokes ${expected.function} in ${expected.region}`, async () => {
      vi.stubEnv('AWS_REGION', env ?? '');
      const gateway = await startSync(target);
      expect((await post(gateway)).status).toBe(204);
      const [{ function: name, qualifier, request } = expect.fail('not invoked')] = aws.invocations;
      expect({ function: name, qualifier, region: regionOf(request) }).toEqual(expected);
    });
  }
});

describe('what a function on a sync route answers', () => {
  const ANSWERS = [
    {
      returned: { statusCode: 201, headers: { 'X-From': 'fn', 'content-length': '99', connection: 'close' }, cookies: ['a=1', 'b=2'], body: 'ok' },
      status: 201,
      body: 'ok',
      headers: { 'x-from': 'fn', 'set-cookie': 'a=1, b=2' },
    },
    { returned: { statusCode: '404', body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true }, status: 404, body: '\u0000ÿ' },
    {
      returned: { statusCode: 200, multiValueHeaders: { 'x-many': ['a', 'b'] }, headers: { 'x-many': 'b' } },
      status: 200,
      body: '',
      headers: { 'x-many': 'a, b' },
    },
    { returned: { done: true }, status: 200, body: '{"done":true}', headers: { 'content-type': 'application/json' } },
    { returned: 'text', status: 200, body: '"text"' },
    { returned: null, status: 204, body: '' },
  ];
  for (const { returned, status, body, headers = {} } of ANSWERS) {
    test(`${JSON.stringify(returned)} is ${status}`, async () => {
      behave = (_invocation, response) => returns(response, returned);
      const { url } = await startSync();
      const head = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/test', 'ce-type': TYPE };
      const answer = await fetch(`${url}/orders`, { method: 'POST', headers: head, body: ODD });
      const texts = Object.fromEntries(Object.keys(headers).map((name) => [name, answer.headers.get(name)]));
      expect([answer.status, Buffer.from(await answer.arrayBuffer()).toString('latin1'), texts]).toEqual([status, body, headers]);
      expect(answer.headers.get('x-request-id')).not.toBe(null);
    });
  }

  const FAILURES: readonly { readonly what: string; readonly behave: Behaviour; readonly detail: RegExp }[] = [
    {
      what: 'an error of the function',
      behave: (_i, response) => throws(response, 'TypeError'),
      detail: /fn ended with an error \(Unhandled, TypeError\).*req-2$/,
    },
    { what: 'an error with a sentence for a type', behave: (_i, response) => throws(response, 'card 4111', 'Handled'), detail: /\(Handled\)/ },
    { what: 'a status that is none', behave: (_i, response) => returns(response, { statusCode: 99 }), detail: /returned what is no answer/ },
    {
      what: 'a header that cannot be sent',
      behave: (_i, response) => returns(response, { statusCode: 200, headers: { 'x-a': 'b\r\nx-c: d' } }),
      detail: /returned what is no answer/,
    },
    {
      what: 'no such function',
      behave: (_i, response) => refuse(response, 404, 'ResourceNotFoundException'),
      detail: /fn is not there: no such function/,
    },
    { what: 'throttling', behave: (_i, response) => refuse(response, 429, 'TooManyRequestsException'), detail: /invoked too often/ },
    {
      what: 'a page of a proxy',
      behave: (_i, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
      detail: /was not invoked \(/,
    },
    { what: 'a broken connection', behave: (_i, response) => void response.destroy(), detail: /could not be reached, or broke off/ },
  ];
  for (const { what, behave: behaviour, detail } of FAILURES) {
    test(`${what} is 502, and says nothing of what the event holds`, async () => {
      behave = behaviour;
      const answer = await post(await startSync());
      expect([answer.status, problemOf(answer)]).toMatchObject([502, { code: 'target_failed', detail: expect.stringMatching(detail) as string }]);
      expect(answer.body).not.toContain('card');
    });
  }

  test('none in time is 504, and the invocation is given up', async () => {
    let left = 0;
    const gateway = await startSync({ timeoutMs: 500 });
    behave = (_invocation, response) => void response.once('close', () => (left += 1));
    // On a busy machine the time may be over before Lambda has heard of it.
    await until(async () => {
      const answer = await post(gateway);
      expect([answer.status, problemOf(answer)['code']]).toEqual([504, 'target_timeout']);
      return aws.invocations.length > 0;
    });
    await until(() => left === aws.invocations.length);
  });

  test('with invocation event it is 202 as soon as Lambda has it', async () => {
    behave = (_invocation, response) => takes(response);
    expect((await post(await startSync({ invocation: 'event' }))).status).toBe(202);
    expect(aws.invocations[0]?.type).toBe('Event');
  });

  test('each element of a batch is an invocation, and has its status', async () => {
    behave = ({ payload }, response) => returns(response, { statusCode: String(payload).includes('"n\\":2') ? 500 : 200 });
    const gateway = await startSync();
    const events = [1, 2].map((n) => structured({ type: TYPE, id: String(n), data: { n } }));
    const answer = await gateway.send({ path: '/orders', headers: ['Content-Type: application/cloudevents-batch+json'], body: `[${events.join()}]` });
    expect(JSON.parse(answer.body)).toMatchObject([{ status: 200 }, { status: 500 }]);
  });
});

describe('what becomes of a delivery', () => {
  const FATES: readonly {
    readonly what: string;
    readonly first: Behaviour;
    readonly state: string;
    readonly reason: RegExp;
    readonly attempts?: number;
  }[] = [
    {
      what: 'InvalidRequestContent',
      first: (_i, response) => refuse(response, 400, 'InvalidRequestContentException'),
      state: 'dead fn',
      reason: /does not read as JSON \(.*400\): which is not tried again/,
    },
    {
      what: 'RequestTooLarge',
      first: (_i, response) => refuse(response, 413, 'RequestTooLargeException'),
      state: 'dead fn',
      reason: /more than Lambda takes: 6 MB/,
    },
    {
      what: 'the status 422 of the function',
      first: (_i, response) => returns(response, { statusCode: 422 }),
      state: 'dead fn',
      reason: /answered 422/,
    },
    {
      what: 'the status 410 of the function',
      first: (_i, response) => returns(response, { statusCode: 410 }),
      state: 'parked fn',
      reason: /wants no more events/,
    },
  ];
  for (const { what, first, state, reason } of FATES) {
    test(`${what}: ${state.split(' ')[0]}`, async () => {
      behave = first;
      const gateway = await startDurable();
      expect((await post(gateway)).status).toBe(202);
      await gateway.holds(state);
      expect((await gateway.entries())[0]?.reason?.message).toMatch(reason);
      expect(aws.invocations.length).toBe(1);
    });
  }

  const RETRIED: readonly { readonly what: string; readonly first: Behaviour }[] = [
    { what: 'an error of the function', first: (_i, response) => throws(response, 'Sandbox.Timedout') },
    { what: 'the status 503 of the function', first: (_i, response) => returns(response, { statusCode: 503 }) },
    { what: 'what is no answer', first: (_i, response) => returns(response, { statusCode: 'fine' }) },
    { what: 'throttling', first: (_i, response) => refuse(response, 429, 'TooManyRequestsException', 'slow down', { 'retry-after': '0' }) },
    { what: 'AccessDenied', first: (_i, response) => refuse(response, 403, 'AccessDeniedException') },
    { what: 'ResourceNotFound', first: (_i, response) => refuse(response, 404, 'ResourceNotFoundException') },
    { what: 'a 500 of Lambda', first: (_i, response) => refuse(response, 500, 'ServiceException') },
    { what: 'a 410 of Lambda, which is about a file system', first: (_i, response) => refuse(response, 410, 'EFSIOException') },
    { what: 'a 400 that is about the function', first: (_i, response) => refuse(response, 400, 'SnapStartException') },
    { what: 'a broken connection', first: (_i, response) => void response.destroy() },
  ];
  for (const { what, first } of RETRIED) {
    test(`${what} is tried again, with the number of the attempt`, async () => {
      behave = ({ payload }, response) => (aws.invocations.length === 1 ? first({ payload } as never, response) : returns(response, null));
      const gateway = await startDurable();
      expect((await post(gateway)).status).toBe(202);
      await gateway.holds();
      const headers = aws.invocations.map(({ payload }) => (JSON.parse(String(payload)) as { headers: Record<string, string> }).headers);
      expect(headers.map((one) => [one['sluice-attempt'], one['ce-type']])).toEqual([
        ['1', TYPE],
        ['2', TYPE],
      ]);
      expect(headers[0]?.['sluice-delivery']).toBe(headers[1]?.['sluice-delivery']);
    });
  }

  const ASKING: readonly { readonly who: string; readonly first: Behaviour }[] = [
    { who: 'Lambda', first: (_i, response) => refuse(response, 429, 'TooManyRequestsException', 'slow down', { 'retry-after': '600' }) },
    { who: 'the function', first: (_i, response) => returns(response, { statusCode: 503, headers: { 'Retry-After': 600 } }) },
  ];
  for (const { who, first } of ASKING) {
    test(`what ${who} asks for with Retry-After is kept to`, async () => {
      behave = first;
      const gateway = await startDurable();
      const before = Date.now();
      await post(gateway);
      await until(async () => (await gateway.entries())[0]?.attempts === 1);
      expect((await gateway.entries())[0]?.due).toBeGreaterThanOrEqual(before + 600_000);
    });
  }

  test('what is under way when the gateway ends is given back, its attempt uncounted', async () => {
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    behave = () => arrive();
    const path = await newQueuePath();
    const first = await startDurable({}, { path });
    await post(first);
    await arrived;
    await open.pop()?.close();
    behave = (_invocation, response) => returns(response, null);
    const second = await startDurable({}, { path });
    await second.holds();
    const attempts = aws.invocations.map(
      ({ payload }) => (JSON.parse(String(payload)) as { headers: Record<string, string> }).headers['sluice-attempt'],
    );
    expect(attempts).toEqual(['1', '1']);
  });

  test('what was kept as another kind of request than the route takes now is dead, and says so', async () => {
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    behave = () => arrive();
    const path = await newQueuePath();
    const hook = { source: { kind: 'webhook', type: { constant: TYPE } } };
    const first = await startDurable({}, { path, route: hook });
    await first.send({ path: '/orders', headers: ['Content-Type: application/json'], body: ODD });
    await arrived;
    await open.pop()?.close();
    const second = await startDurable({ payload: 'cloudevent' }, { path });
    await second.holds('dead fn');
    expect((await second.entries())[0]?.reason?.message).toMatch(/^target fn was not invoked: what was kept is no CloudEvent \(envelope_invalid\)/);
  });

  test('none in time is tried again', async () => {
    behave = (_invocation, response) => aws.invocations.length > 1 && returns(response, null);
    const gateway = await startDurable({ timeoutMs: 500 });
    await post(gateway);
    await gateway.holds();
    expect(aws.invocations.length).toBeGreaterThan(1);
  });

  test('with invocation event it is delivered when Lambda has it', async () => {
    behave = (_invocation, response) => takes(response);
    const gateway = await startDurable({ invocation: 'event', payload: 'cloudevent' });
    await post(gateway);
    await gateway.holds();
    expect(aws.invocations.map(({ type }) => type)).toEqual(['Event']);
  });

  const UNANSWERED: readonly { readonly what: string; readonly env?: readonly [string, string]; readonly reason: RegExp; readonly url?: true }[] = [
    {
      what: 'a wrong secret',
      env: ['AWS_SECRET_ACCESS_KEY', 'other'],
      reason: /takes no invocation from these credentials.*InvalidSignatureException, 403/,
    },
    { what: 'no credentials', env: ['AWS_ACCESS_KEY_ID', ''], reason: /no credentials for AWS were found/ },
    { what: 'nobody at the endpoint', url: true, reason: /could not be reached, or broke off \(ECONNREFUSED\)/ },
  ];
  for (const { what, env, reason, url } of UNANSWERED) {
    test(`${what}: it waits, and says why`, async () => {
      if (env !== undefined) vi.stubEnv(...env);
      const gone = await listen((await import('node:http')).createServer());
      await gone.close();
      const gateway = await startDurable({ retry: { maxAttempts: 2 }, ...(url === true ? { endpoint: gone.url } : {}) });
      await post(gateway);
      await gateway.holds('dead fn');
      expect((await gateway.entries())[0]?.reason?.message).toMatch(reason);
      expect(aws.invocations).toEqual([]);
    });
  }
});

describe('the start', () => {
  const codeOf = async (opening: Promise<unknown>): Promise<RegistryError> =>
    opening.then(
      () => expect.fail('it started'),
      (thrown: unknown) => RegistryError.from(thrown),
    );
  const configOf = (target: object): ReturnType<typeof parseGatewayConfig> =>
    parseGatewayConfig({ file: 'g.json', text: JSON.stringify({ routes: [routeOf(target)] }), env: {}, format: jsonSchemaFormat });

  test('without the SDK it says what to install', async () => {
    const error = await codeOf(openFunctions(await configOf({}), () => Promise.reject(new Error('Cannot find package'))));
    expect([error.code, error.message]).toEqual(['module_missing', expect.stringContaining('npm install @aws-sdk/client-lambda')]);
  });

  test('without a region it says where to say it', async () => {
    vi.stubEnv('AWS_REGION', '');
    const error = await codeOf(openFunctions(await configOf({ region: undefined })));
    expect([error.code, error.message]).toEqual([
      'config_invalid',
      'target fn: expected the region of its function in "region", in its ARN, or in AWS_REGION; found none',
    ]);
  });

  test('the SDK is not loaded where no target is a function of Lambda', async () => {
    const { routes } = await configOf({ kind: 'http', url: 'http://127.0.0.1:1', function: undefined, region: undefined, endpoint: undefined });
    await openFunctions({ routes }, () => expect.fail('it was loaded'));
  });
});
