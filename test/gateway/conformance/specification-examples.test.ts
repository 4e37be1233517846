import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, type GatewayServer } from '../gateway-server.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';

// The examples of the CloudEvents specifications, each as it is written there; where one is a structured event and its
// encoding in binary mode, both must be answered alike.

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

const TYPES = ['com.example.someevent', 'com.example.someotherevent', 'com.github.pull_request.opened', 'example'];

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  for (const type of TYPES) await registry.client.register(type, { schema: true });
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: { routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }] },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

const COMMON = `"specversion" : "1.0",
    "type" : "com.example.someevent",
    "source" : "/mycontext",
    "time" : "2018-04-05T17:31:00Z",
    "comexampleextension1" : "value",
    "comexampleothervalue" : 5,`;
const COMMON_HEADERS = [
  'ce-specversion: 1.0',
  'ce-type: com.example.someevent',
  'ce-source: /mycontext',
  'ce-time: 2018-04-05T17:31:00Z',
  'ce-comexampleextension1: value',
  'ce-comexampleothervalue: 5',
];
const OBJECT = '{\n  "appinfoA" : "abc",\n  "appinfoB" : 123,\n  "appinfoC" : true\n}';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const EXAMPLES = [
  {
    title: 'JSON format §3.2: Binary-valued data',
    structured: `{ ${COMMON} "id" : "A234-1234-1234", "datacontenttype" : "application/vnd.apache.thrift.binary", "data_base64" : "${base64('thrift')}" }`,
    binary: [...COMMON_HEADERS, 'ce-id: A234-1234-1234', 'content-type: application/vnd.apache.thrift.binary'],
    body: 'thrift',
    status: 415,
  },
  {
    title: 'JSON format §3.2: an XML document as String',
    structured: `{ ${COMMON} "id" : "B234-1234-1234", "unsetextension": null, "datacontenttype" : "application/xml", "data" : "<much wow=\\"xml\\"/>" }`,
    binary: [...COMMON_HEADERS, 'ce-id: B234-1234-1234', 'content-type: application/xml'],
    body: '<much wow="xml"/>',
    status: 415,
  },
  {
    title: 'JSON format §3.2: a JSON Object',
    structured: `{ ${COMMON} "subject": null, "id" : "C234-1234-1234", "datacontenttype" : "application/json", "data" : ${OBJECT} }`,
    binary: [...COMMON_HEADERS, 'ce-id: C234-1234-1234', 'content-type: application/json'],
    body: OBJECT,
    status: 200,
  },
  {
    title: 'JSON format §3.2: a JSON Number',
    structured: `{ ${COMMON} "subject": null, "id" : "C234-1234-1234", "datacontenttype" : "application/json", "data" : 1.5 }`,
    binary: [...COMMON_HEADERS, 'ce-id: C234-1234-1234', 'content-type: application/json'],
    body: '1.5',
    status: 200,
  },
  {
    title: 'JSON format §3.2: a literal JSON string without datacontenttype',
    structured: `{ ${COMMON} "subject": null, "id" : "D234-1234-1234", "data" : "I'm just a string" }`,
    binary: [...COMMON_HEADERS, 'ce-id: D234-1234-1234', 'content-type: application/json'],
    body: '"I\'m just a string"',
    status: 200,
  },
  {
    title: 'JSON format §3.2: Binary-valued data without datacontenttype',
    structured:
      '{ "specversion" : "1.0", "type" : "com.example.someevent", "source" : "/mycontext", "id" : "D234-1234-1234", "data_base64" : "eyAieHl6IjogMTIzIH0=" }',
    binary: ['ce-specversion: 1.0', 'ce-type: com.example.someevent', 'ce-source: /mycontext', 'ce-id: D234-1234-1234'],
    body: '{ "xyz": 123 }',
    status: 415,
  },
] as const;

for (const { title, structured, binary, body, status } of EXAMPLES) {
  test(`${title}: ${status} in both modes`, async () => {
    const answers = [
      await gateway.send({ headers: ['Content-Type: application/cloudevents+json; charset=UTF-8'], body: structured }),
      await gateway.send({ headers: binary, body }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(fn.take().map((received) => received.body.toString())).toEqual(status === 200 ? [structured, body] : []);
  });
}

test('JSON format §3.2: a string without its quotes is no JSON', async () => {
  const answer = await gateway.send({ headers: [...COMMON_HEADERS, 'ce-id: D', 'content-type: application/json'], body: "I'm just a string" });
  expect({ status: answer.status, code: problemOf(answer)['code'] }).toEqual({ status: 400, code: 'json_invalid' });
});

test('JSON format §4.3: a batch of two', async () => {
  const thrift = `{ ${COMMON} "id" : "B234-1234-1234", "datacontenttype" : "application/vnd.apache.thrift.binary", "data_base64" : "${base64('x')}" }`;
  const json = `{ ${COMMON.replace('someevent', 'someotherevent')} "id" : "C234-1234-1234", "datacontenttype" : "application/json", "data" : ${OBJECT} }`;
  const answer = await gateway.send({
    headers: ['Content-Type: application/cloudevents-batch+json; charset=utf-8'],
    body: `[\n  ${thrift},\n  ${json}\n]`,
  });
  expect(JSON.parse(answer.body)).toEqual([
    { index: 0, id: 'B234-1234-1234', status: 415, problem: expect.objectContaining({ code: 'media_type_unsupported' }) },
    { index: 1, id: 'C234-1234-1234', status: 200 },
  ]);
  expect(fn.take().map(({ body }) => body.toString())).toEqual([json]);
});

test('HTTP binding §3.1.4: an event by POST', async () => {
  const headers = [
    'ce-specversion: 1.0',
    'ce-type: com.example.someevent',
    'ce-time: 2018-04-05T03:56:24Z',
    'ce-id: 1234-1234-1234',
    'ce-source: /mycontext/subcontext',
    'Content-Type: application/json; charset=utf-8',
  ];
  expect((await gateway.send({ path: '/', headers, body: OBJECT })).status).toBe(200);
  fn.take();
});

test('spec.md, Example: XML in a structured event', async () => {
  const body = `{ "specversion" : "1.0", "type" : "com.github.pull_request.opened", "source" : "https://github.com/cloudevents/spec/pull", "subject" : "123",
    "id" : "A234-1234-1234", "time" : "2018-04-05T17:31:00Z", "comexampleextension1" : "value", "comexampleothervalue" : 5,
    "datacontenttype" : "text/xml", "data" : "<much wow=\\"xml\\"/>" }`;
  expect((await gateway.send({ headers: ['Content-Type: application/cloudevents+json'], body })).status).toBe(415);
});

test('Distributed Tracing: its example, whose headers have two spaces', async () => {
  const headers = [
    'ce-id: 1',
    'ce-specversion: 1.0',
    'ce-type: example',
    'ce-source: http://localhost',
    'ce-traceparent:  00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01',
    'traceparent:  00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'tracestate: rojo=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,congo=lZWRzIHRoNhcm5hbCBwbGVhc3VyZS4',
    'Content-Type: application/json',
  ];
  expect((await gateway.send({ headers, body: '{}' })).status).toBe(200);
  const [received] = fn.take();
  expect(received?.headers).toMatchObject({
    'ce-traceparent': '00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  });
});
