import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';

const TYPES = `/** What of a message is used; those of kafkajs and of Confluent's client fit. */
export interface KafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: {
    readonly offset: string;
    readonly value: Uint8Array | null;
    readonly headers?: Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>;
  };
}

/** Of the schema that a registry gave an id: the type of its events, and what their dataschema is. */
export interface KafkaSchema {
  readonly type: string;
  readonly dataschema?: string;
}

export interface KafkaOptions extends MessageOptions {
  /** What an id of Confluent's wire format stands for; undefined: nothing known here. Asked once for each id that is known. */
  readonly resolve?: (schemaId: number) => KafkaSchema | undefined | Promise<KafkaSchema | undefined>;
}

/** Node's Buffer where its types are known, which is what producers take. */
export type KafkaValue = typeof globalThis extends { Buffer: { alloc(size: number): infer Known } } ? Known : Uint8Array;

/** What producers of kafkajs and of Confluent's client take. */
export interface KafkaRecord {
  readonly topic: string;
  readonly messages: { readonly key: string | null; readonly value: KafkaValue; readonly headers: Record<string, string> }[];
}

export interface KafkaSendOptions<Result> {
  /** Of a producer: (record) => producer.send(record). */
  readonly send: (record: KafkaRecord) => Result | Promise<Result>;
  readonly topic: string | ((event: CloudEvent) => string);
  /** What keeps events in order. Default: the attribute partitionkey, else the attribute subject, else none. */
  readonly key?: (event: CloudEvent) => string | null;
  /** Default: 'binary'. */
  readonly mode?: Mode;
  /** With it the data is framed in Confluent's wire format: the id of the schema in the registry. */
  readonly schemaId?: (event: CloudEvent) => number | Promise<number>;
}
`;

/** Kafka, by the CloudEvents binding, with or without Confluent's wire format. */
export function kafkaFile(): SourceFile {
  const file = new SourceFile('kafka', header());
  for (const name of ['CloudEvent', 'Consumer', 'Outcome']) file.useType('_runtime', name);
  for (const name of ['Headers', 'MessageOptions', 'Mode', 'Reading']) file.useType('_binding', name);
  for (const name of ['malformed', 'readMessage', 'receive', 'toBytes', 'toText', 'write']) file.useValue('_binding', name);
  file.add(typePart(TYPES), ...CONSUMING, ...PRODUCING);
  return file;
}

const CONSUMING = [
  adapterFunction({
    name: 'kafkaHandler',
    params: ["consumer: Pick<Consumer, 'handle'>", 'options: KafkaOptions = {}'],
    returns: "(payload: KafkaMessage) => Promise<Outcome | 'malformed'>",
    doc: 'What kafkajs takes as eachMessage. Rejects, so that the message comes again, for what a handler throws and for what counts as a failure.',
    body: code`
const known‹: Map<number, KafkaSchema | undefined>› = new Map();
const resolve = async (id‹: number›)‹: Promise<KafkaSchema | undefined>› => {
  const schema = known.get(id) ?? (await options.resolve?.(id));
  if (schema !== undefined) known.set(id, schema);
  return schema;
};
return async (payload) => receive(consumer, await read(payload, resolve), options, payload);
`,
  }),
  adapterFunction({
    name: 'read',
    isLocal: true,
    isAsync: true,
    params: ['payload: KafkaMessage', 'resolve: (id: number) => Promise<KafkaSchema | undefined>'],
    returns: 'Promise<Reading>',
    body: code`
const { value } = payload.message;
if (value === null) return malformed(400, "expected a value; found a tombstone");
const headers = headersOf(payload.message.headers ?? {});
// Magic byte 0: JSON and text never begin so.
if (value[0] !== 0) return readMessage(headers, value);
if (value.length < 5) return malformed(400, "expected a schema id of four bytes after the magic byte; found fewer");
const id = new DataView(value.buffer, value.byteOffset + 1, 4).getUint32(0);
const data = value.subarray(5);
const schema = await resolve(id);
const isEnvelope = headers.some(([name]) => name === "ce-type");
if (schema === undefined && !isEnvelope) return malformed(400, "the schema id " + id + " is not known here");
const { topic, partition, message } = payload;
const own‹: Headers› = isEnvelope ? headers : Object.entries({ specversion: "1.0", id: topic + "/" + partition + "/" + message.offset, source: "kafka:" + encodeURIComponent(topic), type: encodeURIComponent(schema?.type ?? "") }).map(([name, text]) => ["ce-" + name, text]‹ as const›);
// A type in the headers is not overruled, but a version that they leave open is named.
const isNamed = own.some(([name]) => name === "ce-dataschema") || schema?.dataschema === undefined;
const named‹: Headers› = isNamed ? own : [...own, ["ce-dataschema", encodeURIComponent(schema.dataschema)]];
return readMessage([...named.filter(([name]) => name !== "content-type"), ["content-type", "application/json"]], data);
`,
  }),
  adapterFunction({
    name: 'headersOf',
    isLocal: true,
    params: ["headers: NonNullable<KafkaMessage['message']['headers']>"],
    returns: 'Headers',
    doc: 'The CloudEvents binding writes ce_type where HTTP has ce-type.',
    body: code`
return Object.entries(headers).flatMap(([name, value]) => {
  const first = Array.isArray(value) ? value[0] : value;
  const text = first instanceof Uint8Array ? toText(first) : first;
  const plain = name.toLowerCase();
  if (typeof text !== "string") return [];
  // Kafka's headers are UTF-8 as they are, and are read as those of HTTP.
  return [plain.startsWith("ce_") ? (["ce-" + plain.slice(3), text.replace(/%/g, "%25")]‹ as const›) : ([plain, text]‹ as const›)];
});
`,
  }),
];

const PRODUCING = [
  adapterFunction({
    name: 'kafkaSend',
    generics: '<Result>',
    params: ['options: KafkaSendOptions<Result>'],
    returns: '(event: CloudEvent) => Promise<Result>',
    doc: 'What createProducer takes as send.',
    body: code`
const { topic, key = keyOf, mode = "binary", schemaId } = options;
return async (event) => {
  const { headers, body } = write(event, schemaId === undefined ? mode : "binary");
  const named = Object.entries(headers).map(([name, value]) => (name.startsWith("ce-") ? ["ce_" + name.slice(3), decodeURIComponent(value)] : [name, value]));
  const value = schemaId === undefined ? toBytes(body) : frame(await schemaId(event), toBytes(body));
  const message = { key: key(event), value: bufferOf(value), headers: Object.fromEntries(named) };
  return options.send({ topic: typeof topic === "function" ? topic(event) : topic, messages: [message] });
};
`,
  }),
  adapterFunction({
    name: 'keyOf',
    isLocal: true,
    params: ['event: CloudEvent'],
    returns: 'string | null',
    body: code`
const { partitionkey } = event‹ as { readonly partitionkey?: unknown }›;
return typeof partitionkey === "string" ? partitionkey : (event.subject ?? null);
`,
  }),
  adapterFunction({
    name: 'bufferOf',
    isLocal: true,
    params: ['bytes: Uint8Array'],
    returns: 'KafkaValue',
    body: code`
const { Buffer } = globalThis‹ as unknown as { readonly Buffer?: { from(buffer: unknown, offset: number, length: number): KafkaValue } }›;
return Buffer === undefined ? bytes‹ as KafkaValue› : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
`,
  }),
  adapterFunction({
    name: 'frame',
    isLocal: true,
    params: ['id: number', 'data: Uint8Array'],
    returns: 'Uint8Array',
    doc: "Confluent's wire format: a byte 0, the id in four bytes, the data.",
    body: code`
const framed = new Uint8Array(5 + data.length);
new DataView(framed.buffer).setUint32(1, id);
framed.set(data, 5);
return framed;
`,
  }),
];
