import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';

const TYPES = `export interface LambdaOptions extends HttpOptions, MessageOptions {
  /** The type of an event of EventBridge whose detail is no CloudEvent. Default: its source and detail-type, with a dot between. */
  readonly eventBridgeType?: (source: string, detailType: string) => string;
  /** Told what a message of a queue or stream failed with, which Lambda itself is not. Default: console.error. */
  readonly onFailure?: (error: unknown, record: unknown) => void;
}

/** One record of a queue, stream or topic. */
interface Envelope {
  readonly record: unknown;
  /** What its service calls it. */
  readonly id: string;
  /** Those of one group are in order. */
  readonly group: string | undefined;
  readonly reading: Reading;
}

interface Invocation {
  readonly Records?: unknown;
  readonly httpMethod?: unknown;
  readonly requestContext?: { readonly http?: { readonly method?: unknown } };
  readonly headers?: object | null;
  readonly multiValueHeaders?: object | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
  readonly id?: unknown;
  readonly source?: unknown;
  readonly time?: unknown;
  readonly 'detail-type'?: unknown;
  readonly detail?: unknown;
}

interface Attribute {
  readonly stringValue?: unknown;
  readonly Value?: unknown;
}

interface Entry {
  readonly eventSource?: unknown;
  readonly EventSource?: unknown;
  readonly messageId?: string;
  readonly body?: unknown;
  readonly attributes?: { readonly MessageGroupId?: string };
  readonly messageAttributes?: Readonly<Record<string, Attribute>>;
  readonly kinesis?: { readonly sequenceNumber?: string; readonly data?: unknown };
  readonly Sns?: { readonly MessageId?: string; readonly Message?: unknown; readonly MessageAttributes?: Readonly<Record<string, Attribute>> };
}
`;

/** A function for AWS Lambda. */
export function lambdaFile(): SourceFile {
  const file = new SourceFile('lambda', header());
  file.useType('_runtime', 'Consumer');
  for (const name of ['HttpOptions', 'MessageOptions', 'Reading']) file.useType('_binding', name);
  for (const name of ['answer', 'fromBase64', 'headersOf', 'malformed', 'problem', 'readEvent', 'readHttp', 'readMessage', 'receive', 'toBytes']) {
    file.useValue('_binding', name);
  }
  file.add(typePart(TYPES), HANDLER, ...HTTP, ...RECORDS, ...EVENTS);
  return file;
}

const HANDLER = adapterFunction({
  name: 'lambdaHandler',
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: LambdaOptions = {}'],
  returns: '(invocation: unknown, context?: unknown) => Promise<any>',
  doc: `A function for AWS Lambda behind API Gateway (both payload versions), a function URL, a load balancer, EventBridge, SNS, SQS or Kinesis, or invoked with a CloudEvent.
 *
 * HTTP is answered. SQS and Kinesis are told which messages failed (the mapping needs ReportBatchItemFailures), and what is in order
 * is not overtaken. Elsewhere the invocation fails. Its result is what each of them takes; an outcome where nobody takes one.`,
  body: code`
return async (invocation) => {
  const given = (typeof invocation === "object" && invocation !== null ? invocation : {})‹ as Invocation›;
  if (isHttp(given)) return answerHttp(consumer, options, given);
  const entries = Array.isArray(given.Records) ? given.Records‹ as readonly Entry[]› : [];
  switch (entries[0]?.eventSource ?? entries[0]?.EventSource) {
    case "aws:sqs":
      return handleEach(consumer, options, entries.map((entry) => readSqs(entry, options)), false);
    case "aws:kinesis":
      return handleEach(consumer, options, entries.map((entry) => readKinesis(entry)), true);
    case "aws:sns":
      for (const entry of entries) await receive(consumer, readText(entry.Sns?.Message, entry.Sns?.MessageAttributes, options), options, entry);
      return undefined;
    default:
      return receive(consumer, readInvocation(given, options), options, invocation);
  }
};
`,
});

const HTTP = [
  adapterFunction({
    name: 'isHttp',
    isLocal: true,
    params: ['given: Invocation'],
    returns: 'boolean',
    body: ['return typeof given.httpMethod === "string" || typeof given.requestContext?.http?.method === "string";'],
  }),
  adapterFunction({
    name: 'answerHttp',
    isLocal: true,
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'options: LambdaOptions', 'given: Invocation'],
    returns: 'Promise<object>',
    body: code`
const method = given.httpMethod ?? given.requestContext?.http?.method;
const { status, headers, body } = method === "POST" ? await answer(consumer, readRequest(given, options), options) : problem(405, "method_not_allowed", "expected POST; found " + String(method));
return { statusCode: status, headers, body };
`,
  }),
  adapterFunction({
    name: 'readRequest',
    isLocal: true,
    params: ['given: Invocation', 'options: LambdaOptions'],
    returns: 'Reading',
    body: code`
const maxBytes = options.maxBytes ?? 1_048_576;
const text = typeof given.body === "string" ? given.body : "";
const body = given.isBase64Encoded === true ? fromBase64(text) : toBytes(text);
if (body.length > maxBytes) return malformed(413, "the body has more than " + maxBytes + " bytes");
const lists = headersOf(given.multiValueHeaders);
return readHttp(lists.length > 0 ? lists : headersOf(given.headers), body);
`,
  }),
];

const RECORDS = [
  adapterFunction({
    name: 'handleEach',
    isLocal: true,
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'options: LambdaOptions', 'envelopes: readonly Envelope[]', 'onlyFirst: boolean'],
    returns: 'Promise<{ readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }>',
    doc: 'One after the other. Of a group whose message failed those that follow are not handled, and fail too.',
    body: code`
const failed‹: string[]› = [];
const blocked‹: Set<string>› = new Set();
for (const { record, id, group, reading } of envelopes) {
  if (group !== undefined && blocked.has(group)) {
    failed.push(id);
    continue;
  }
  try {
    await receive(consumer, reading, options, record);
  } catch (error) {
    (options.onFailure ?? logFailure)(error, record);
    failed.push(id);
    if (group !== undefined) blocked.add(group);
  }
}
// A stream is read again from the first that failed.
return { batchItemFailures: (onlyFirst ? failed.slice(0, 1) : failed).map((id) => ({ itemIdentifier: id })) };
`,
  }),
  adapterFunction({
    name: 'logFailure',
    isLocal: true,
    params: ['error: unknown'],
    returns: 'void',
    body: ['(globalThis‹ as unknown as { readonly console: { error(error: unknown): void } }›).console.error(error);'],
  }),
  adapterFunction({
    name: 'readSqs',
    isLocal: true,
    params: ['entry: Entry', 'options: LambdaOptions'],
    returns: 'Envelope',
    body: [
      'return { record: entry, id: entry.messageId ?? "", group: entry.attributes?.MessageGroupId, reading: readText(entry.body, entry.messageAttributes, options) };',
    ],
  }),
  adapterFunction({
    name: 'readKinesis',
    isLocal: true,
    params: ['entry: Entry'],
    returns: 'Envelope',
    doc: 'A shard is in order as a whole.',
    body: code`
const { sequenceNumber = "", data } = entry.kinesis ?? {};
return { record: entry, id: sequenceNumber, group: "", reading: readMessage([], fromBase64(String(data))) };
`,
  }),
];

const EVENTS = [
  adapterFunction({
    name: 'readText',
    isLocal: true,
    params: ['text: unknown', 'attributes: Readonly<Record<string, Attribute>> | undefined', 'options: LambdaOptions'],
    returns: 'Reading',
    doc: 'A CloudEvent, or what EventBridge or SNS put around one on its way into a queue.',
    body: code`
const headers = Object.entries(attributes ?? {}).flatMap(([name, attribute]) => {
  const value = attribute.stringValue ?? attribute.Value;
  // Values of an event are decoded when they are read; nobody has encoded these.
  return typeof value === "string" ? [[name.toLowerCase(), name.toLowerCase().startsWith("ce-") ? value.replace(/%/g, "%25") : value]‹ as const›] : [];
});
const wrapper = wrapperOf(text);
if (headers.some(([name]) => name === "ce-type") || wrapper === undefined) return readMessage(headers, text);
if (wrapper["Type"] === "Notification") return readMessage([], wrapper["Message"]);
return readInvocation(wrapper, options);
`,
  }),
  adapterFunction({
    name: 'wrapperOf',
    isLocal: true,
    params: ['text: unknown'],
    returns: 'Readonly<Record<string, unknown>> | undefined',
    body: code`
try {
  const value = JSON.parse(String(text));
  return typeof value === "object" && value !== null && !("specversion" in value) && ("detail-type" in value || "TopicArn" in value) ? value : undefined;
} catch {
  return undefined;
}
`,
  }),
  adapterFunction({
    name: 'readInvocation',
    isLocal: true,
    params: ['given: Invocation', 'options: LambdaOptions'],
    returns: 'Reading',
    doc: 'A CloudEvent, or an event of EventBridge with one in its detail, or with plain data there.',
    body: code`
const { id, source, time, "detail-type": detailType, detail } = given;
if (typeof detailType !== "string" || "specversion" in given) return readEvent(given);
if (typeof detail === "object" && detail !== null && "specversion" in detail) return readEvent(detail);
const type = (options.eventBridgeType ?? ((from, name) => from + "." + name))(String(source), detailType);
return readEvent({ specversion: "1.0", id, source, type, ...(typeof time === "string" ? { time } : {}), datacontenttype: "application/json", data: detail });
`,
  }),
];
