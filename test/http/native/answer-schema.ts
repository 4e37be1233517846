import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/json/value.ts';
import { valueAtPointer, appendPointer } from '../../../src/core/json/pointer.ts';

/** Judges answers by an OpenAPI document, in which every object counts as closed: what is not described is a fault. */
export class AnswerSchemas {
  readonly #document: JsonObject;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(document: JsonObject) {
    this.#document = close(document) as JsonObject;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.#document, 'openapi');
  }

  /** What is wrong with an answer; nothing if it is as described. */
  faults(answer: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly type: string;
    readonly value: unknown;
  }): unknown[] {
    const pointer = ['paths', answer.route, answer.method.toLowerCase(), 'responses', String(answer.status), 'content', answer.type, 'schema'].reduce(
      appendPointer,
      '',
    );
    if (valueAtPointer<JsonValue>(this.#document, pointer) === undefined) return [`the document has nothing at ${pointer}`];
    const validate = this.#ajv.getSchema(`openapi#${encodeURI(pointer)}`) as ValidateFunction;
    return validate(answer.value) ? [] : (validate.errors ?? []);
  }
}

function close(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(close);
  if (!isJsonObject(value)) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, close(member)]));
  const isRecord = value['type'] === 'object' && isJsonObject(value['properties']) && !Object.hasOwn(value, 'additionalProperties');
  return isRecord ? { ...closed, additionalProperties: false } : closed;
}
