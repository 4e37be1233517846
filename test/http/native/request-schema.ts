import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { appendPointer, valueAtPointer } from '../../../src/core/json/pointer.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';

interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: JsonObject;
}

/** Judges requests by an OpenAPI document: bodies, and query parameters as texts. */
export class RequestSchemas {
  readonly #document: JsonObject;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });

  constructor(document: JsonObject) {
    this.#document = document;
    this.#ajv.addSchema(document, 'openapi');
  }

  /** Undefined where the operation has no body. */
  isBody(route: string, method: string, body: unknown): boolean | undefined {
    const pointer = this.#pointer(route, method, 'requestBody', 'content', 'application/json', 'schema');
    return valueAtPointer<JsonValue>(this.#document, pointer) === undefined ? undefined : this.#holds(pointer, body);
  }

  queryParameters(route: string, method: string): string[] {
    return this.#parameters(route, method).map(({ name }) => name);
  }

  /** False for a name that is not described. */
  isQuery(route: string, method: string, name: string, text: string): boolean {
    const parameter = this.#parameters(route, method).find((described) => described.name === name);
    return parameter !== undefined && this.#ajv.validate(parameter.schema, coerce(text, parameter.schema['type']));
  }

  #parameters(route: string, method: string): readonly DescribedParameter[] {
    const described = valueAtPointer<JsonValue>(this.#document, this.#pointer(route, method, 'parameters')) ?? [];
    return (described as unknown as readonly DescribedParameter[]).filter((parameter) => parameter.in === 'query');
  }

  #pointer(route: string, method: string, ...steps: readonly string[]): string {
    return ['paths', route, method.toLowerCase(), ...steps].reduce(appendPointer, '');
  }

  #holds(pointer: string, value: unknown): boolean {
    const validate: ValidateFunction | undefined = this.#ajv.getSchema(`openapi#${encodeURI(pointer)}`);
    return validate?.(value) === true;
  }
}

function coerce(text: string, type: JsonValue | undefined): JsonValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'integer' && /^-?(0|[1-9]\d*)$/.test(text)) return Number(text);
  return text;
}
