import { buildContracts, type ContractOptions, type Contracts } from '../../src/asyncapi/contracts.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import { readModel, type ReadOptions } from '../../src/asyncapi/read-model.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

/** A document of 3.0 with these members. */
export function v3(members: JsonObject): JsonObject {
  return { asyncapi: '3.0.0', info: { title: 'Shop', version: '1.0.0' }, ...members };
}

/** A document of 2.6 with these channels and components. */
export function v2(channels: JsonObject, components: JsonObject = {}): JsonObject {
  return { asyncapi: '2.6.0', info: { title: 'Shop', version: '1.0.0' }, channels, components };
}

export function modelOf(document: JsonObject, options: ReadOptions = {}): AsyncApiModel {
  return readModel(createResolver(document), document['asyncapi'] === '3.0.0' ? 3 : 2, options);
}

export function contractsOf(document: JsonObject, options: ContractOptions = {}): Contracts {
  return buildContracts(createResolver(document), modelOf(document), options);
}

/** A document with one message. */
export function withMessage(message: JsonObject, components: JsonObject = {}): JsonObject {
  return v3({ components: { messages: { M: message }, ...components } });
}

/** Schemas by subject, without what each says it is written in. */
export function schemasOf({ contracts }: Contracts): Record<string, JsonValue> {
  return Object.fromEntries(
    contracts.map(({ subject, schema }) => [
      subject,
      Object.fromEntries(Object.entries(schema as JsonObject).filter(([name]) => name !== '$schema')),
    ]),
  );
}
