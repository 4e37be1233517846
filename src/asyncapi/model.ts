import type { JsonObject, JsonValue } from '../core/json/value.ts';

/**
 * What an AsyncAPI document says, whatever version it is written in: the one model that importing, exporting, comparing, generating and
 * serving stand on. References are followed, traits are applied, directions are those of the application; schemas stay as they are
 * written, with their references, since a schema that is used twice is one schema. `pointer` is where a thing is defined in the bundled
 * document (`DocumentSource` gives its file, line and column), and so its identity: two uses of one message have the same pointer.
 */
export interface AsyncApiModel {
  /** As written: `3.0.0`. */
  readonly version: string;
  readonly major: 2 | 3;
  readonly application: ApplicationModel;
  readonly servers: readonly ServerModel[];
  readonly channels: readonly ChannelModel[];
  readonly operations: readonly OperationModel[];
  /** Every message once: those of channels, of operations, of replies, and those that only `components.messages` has. */
  readonly messages: readonly MessageModel[];
  /** `components.securitySchemes`, as written. */
  readonly securitySchemes: JsonObject;
}

/** What every object of the document may say of itself. */
export interface Described {
  readonly pointer: string;
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly TagModel[];
  readonly externalDocs?: JsonObject;
  /** By protocol, as written, references followed. */
  readonly bindings: JsonObject;
  /** Members that begin with `x-`. */
  readonly extensions: JsonObject;
}

export interface TagModel {
  readonly name: string;
  readonly description?: string;
  readonly externalDocs?: JsonObject;
}

export interface ApplicationModel extends Described {
  /** The `id` of the document, where it has one. */
  readonly id?: string;
  readonly title: string;
  /** Of the application, as written. */
  readonly version: string;
  readonly defaultContentType?: string;
  readonly contact?: JsonObject;
  readonly license?: JsonObject;
  readonly termsOfService?: string;
}

export interface ServerModel extends Described {
  readonly name: string;
  /** Of 2.x: the part of `url` up to the path, without the protocol. May hold `{variables}`. */
  readonly host: string;
  readonly pathname?: string;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly variables: JsonObject;
  readonly security: readonly JsonValue[];
}

export interface ChannelModel extends Described {
  /** The key in `channels`; of 2.x the address as well. */
  readonly name: string;
  /** With `{parameters}`; null where it is not known before run time. */
  readonly address: string | null;
  readonly parameters: readonly ParameterModel[];
  /** Names of servers; of a channel that says none, those of all. */
  readonly servers: readonly string[];
  /** What the channel may carry, by the key there; of 2.x, what its operations carry. */
  readonly messages: readonly MessageUse[];
}

/** A message as a channel or an operation names it. */
export interface MessageUse {
  readonly key: string;
  /** The `pointer` of its `MessageModel`. */
  readonly message: string;
}

export interface ParameterModel {
  readonly name: string;
  readonly description?: string;
  /** Allowed values; undefined where any text is. */
  readonly enum?: readonly string[];
  readonly default?: string;
  readonly examples: readonly string[];
  readonly location?: string;
  /** Of 2.x, as written; 3.x has only `enum`. */
  readonly schema?: JsonValue;
  readonly extensions: JsonObject;
}

/**
 * What the application itself does. In 3.x the document says so. In 2.x it says what *others* may do with the application: on a channel
 * with `publish` they publish, so the application receives; with `subscribe` they subscribe, so the application sends.
 */
export type Action = 'send' | 'receive';

export interface OperationModel extends Described {
  /** The key in `operations`; of 2.x the `operationId`, else `CHANNEL.publish`. */
  readonly name: string;
  readonly action: Action;
  /** The word of 2.x, where the document is one. */
  readonly written?: 'publish' | 'subscribe';
  /** The name of its `ChannelModel`. */
  readonly channel: string;
  /** All messages of the channel where the operation names none. */
  readonly messages: readonly MessageUse[];
  readonly reply?: ReplyModel;
  readonly security: readonly JsonValue[];
}

export interface ReplyModel {
  readonly channel?: string;
  /** A runtime expression: where the address of the reply is found. */
  readonly addressLocation?: string;
  readonly messages: readonly MessageUse[];
}

export interface MessageModel extends Described {
  /** The key in `components.messages` or in its channel; of a 2.x message in place its `messageId`. Empty: it has none. */
  readonly key: string;
  readonly name?: string;
  /** The CloudEvents `type`: `x-cloudevents-type`, or the one value that headers or an envelope in the payload allow. */
  readonly type?: string;
  /** `x-sluice-subject`. */
  readonly subject?: string;
  /** Its own, else the document's default. */
  readonly contentType?: string;
  /** Absent: anything. */
  readonly payload?: SchemaUse;
  /** Where `payload` is a whole CloudEvent (structured mode): the schema of its `data`, which is what an event's contract is about. */
  readonly data?: SchemaUse;
  readonly headers?: SchemaUse;
  readonly correlationId?: { readonly location: string; readonly description?: string };
  readonly deprecated: boolean;
  readonly examples: readonly MessageExample[];
}

export interface MessageExample {
  readonly name?: string;
  readonly summary?: string;
  readonly payload?: JsonValue;
  readonly headers?: JsonValue;
}

/** A schema language, as `schemaFormat` names it. */
export type SchemaKind = 'asyncapi' | 'json-schema' | 'openapi' | 'unsupported';

export interface SchemaUse {
  /** Of the schema itself, mere references followed: one that several messages share has one pointer. */
  readonly pointer: string;
  /** As written, or the media type of AsyncAPI's own. */
  readonly schemaFormat: string;
  readonly kind: SchemaKind;
  /** As written; its references are pointers into the bundled document. Of `unsupported` kinds whatever stands there. */
  readonly schema: JsonValue;
}
