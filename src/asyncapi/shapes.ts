/**
 * What the specification says each object of a document has: a row for each of its pages, 2.x and 3.x. A type is a word for a leaf, the
 * name of another row, or one of these in a map (`{X}`) or a list (`[X]`). `!` behind a name: it is required.
 * Leaves: `text`, `text|null`, `texts` (a list of text), `flag`, `any`, `object`, `schema`, `payload` (a schema of any language), `ref` (a
 * reference and nothing else) and `action`; `OneOrMore` is a message, or several below `oneOf`.
 *
 * Source: AsyncAPI 2.0.0 to 2.6.0, 3.0.0 and 3.1.0, "Fixed Fields" and "Patterned Fields". Which minor version a field came with is left
 * to the official validator.
 */
type Row = Readonly<Record<string, string>>;

const META: Row = { title: 'text', summary: 'text', description: 'text' };
const DOCUMENTED: Row = { tags: '[Tag]', externalDocs: 'ExternalDocs' };

const BOTH: Readonly<Record<string, Row>> = {
  Contact: { name: 'text', url: 'text', email: 'text' },
  License: { 'name!': 'text', url: 'text' },
  Tag: { 'name!': 'text', description: 'text', externalDocs: 'ExternalDocs' },
  ExternalDocs: { 'url!': 'text', description: 'text' },
  ServerVariable: { enum: 'texts', default: 'text', description: 'text', examples: 'texts' },
  CorrelationId: { description: 'text', 'location!': 'text' },
  MessageExample: { headers: 'object', payload: 'any', name: 'text', summary: 'text' },
};

const INFO: Row = { 'title!': 'text', 'version!': 'text', description: 'text', termsOfService: 'text', contact: 'Contact', license: 'License' };

const TRAIT_2: Row = {
  ...{ ...META, ...DOCUMENTED, messageId: 'text', headers: 'schema', correlationId: 'CorrelationId', schemaFormat: 'text' },
  ...{ contentType: 'text', name: 'text', bindings: 'object', examples: '[MessageExample]', deprecated: 'flag' },
};
const OPERATION_TRAIT_2: Row = {
  ...{ operationId: 'text', summary: 'text', description: 'text', security: '[object]', ...DOCUMENTED, bindings: 'object' },
};

const V2: Readonly<Record<string, Row>> = {
  ...BOTH,
  Document: {
    ...{ 'asyncapi!': 'text', id: 'text', 'info!': 'Info', servers: '{Server}', defaultContentType: 'text', 'channels!': '{Channel}' },
    ...{ components: 'Components', ...DOCUMENTED },
  },
  Info: INFO,
  Server: {
    ...{ 'url!': 'text', 'protocol!': 'text', protocolVersion: 'text', description: 'text', variables: '{ServerVariable}' },
    ...{ security: '[object]', tags: '[Tag]', bindings: 'object' },
  },
  Channel: {
    ...{ description: 'text', servers: 'texts', subscribe: 'Operation', publish: 'Operation', parameters: '{Parameter}', bindings: 'object' },
    ...{ deprecated: 'flag' },
  },
  Operation: { ...OPERATION_TRAIT_2, traits: '[OperationTrait]', message: 'OneOrMore' },
  OperationTrait: OPERATION_TRAIT_2,
  OneOrMore: { oneOf: '[Message]' },
  Parameter: { description: 'text', schema: 'schema', location: 'text' },
  Message: { ...TRAIT_2, payload: 'payload', traits: '[MessageTrait]' },
  MessageTrait: TRAIT_2,
  Components: {
    ...{ schemas: '{schema}', servers: '{Server}', serverVariables: '{ServerVariable}', channels: '{Channel}', messages: '{Message}' },
    ...{ securitySchemes: '{object}', parameters: '{Parameter}', correlationIds: '{CorrelationId}', operationTraits: '{OperationTrait}' },
    ...{ messageTraits: '{MessageTrait}', serverBindings: '{object}', channelBindings: '{object}', operationBindings: '{object}' },
    ...{ messageBindings: '{object}' },
  },
};

const TRAIT_3: Row = {
  ...{ ...META, ...DOCUMENTED, headers: 'schema', correlationId: 'CorrelationId', contentType: 'text', name: 'text', bindings: 'object' },
  ...{ examples: '[MessageExample]', deprecated: 'flag' },
};
const OPERATION_TRAIT_3: Row = { ...META, ...DOCUMENTED, security: '[object]', bindings: 'object' };

const V3: Readonly<Record<string, Row>> = {
  ...BOTH,
  Document: {
    ...{ 'asyncapi!': 'text', id: 'text', 'info!': 'Info', servers: '{Server}', defaultContentType: 'text', channels: '{Channel}' },
    ...{ operations: '{Operation}', components: 'Components' },
  },
  Info: { ...INFO, ...DOCUMENTED },
  Server: {
    ...{ 'host!': 'text', 'protocol!': 'text', protocolVersion: 'text', pathname: 'text', ...META, variables: '{ServerVariable}' },
    ...{ security: '[object]', ...DOCUMENTED, bindings: 'object' },
  },
  Channel: {
    ...{ address: 'text|null', messages: '{Message}', ...META, servers: '[ref]', parameters: '{Parameter}', ...DOCUMENTED, bindings: 'object' },
  },
  Operation: {
    ...{ ...OPERATION_TRAIT_3, 'action!': 'action', 'channel!': 'ref', traits: '[OperationTrait]', messages: '[ref]', reply: 'Reply' },
  },
  OperationTrait: OPERATION_TRAIT_3,
  Reply: { address: 'ReplyAddress', channel: 'ref', messages: '[ref]' },
  ReplyAddress: { description: 'text', 'location!': 'text' },
  Parameter: { enum: 'texts', default: 'text', description: 'text', examples: 'texts', location: 'text' },
  Message: { ...TRAIT_3, payload: 'schema', traits: '[MessageTrait]' },
  MessageTrait: TRAIT_3,
  Components: {
    ...{ schemas: '{schema}', servers: '{Server}', channels: '{Channel}', operations: '{Operation}', messages: '{Message}' },
    ...{ securitySchemes: '{object}', serverVariables: '{ServerVariable}', parameters: '{Parameter}', replies: '{Reply}' },
    ...{ replyAddresses: '{ReplyAddress}', correlationIds: '{CorrelationId}', externalDocs: '{ExternalDocs}', tags: '{Tag}' },
    ...{ operationTraits: '{OperationTrait}', messageTraits: '{MessageTrait}', serverBindings: '{object}', channelBindings: '{object}' },
    ...{ operationBindings: '{object}', messageBindings: '{object}' },
  },
};

/** The fields of an object, by name; whether each is required. */
export interface Shape {
  readonly fields: ReadonlyMap<string, string>;
  readonly required: readonly string[];
}

/** The rows of a major version. */
export function shapesOf(major: 2 | 3): ReadonlyMap<string, Shape> {
  return new Map(Object.entries(major === 2 ? V2 : V3).map(([name, row]) => [name, shapeOf(row)]));
}

function shapeOf(row: Row): Shape {
  const entries = Object.entries(row).map(([name, type]) => [name.replace('!', ''), type] as const);
  return {
    fields: new Map(entries),
    required: Object.keys(row)
      .filter((name) => name.endsWith('!'))
      .map((name) => name.slice(0, -1)),
  };
}
