import { identityOf, type ExportedMessage, type ExportedSchema } from '../../src/asyncapi/write-document.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { mockInstances } from '../../src/formats/json-schema/mock/mock.ts';
import { collectDocuments } from './collect-documents.ts';
import type { Exported } from './read-registry.ts';

const MAX_EXAMPLES = 3;

/** The messages with examples that are valid: those of their schemas, else one that is made, always the same. Costs milliseconds for each. */
export function withExamples({ messages, shared }: Exported): readonly ExportedMessage[] {
  const byIdentity = new Map(shared.map((schema) => [identityOf(schema), schema]));
  return messages.map((message) => withValidExamples(message, byIdentity));
}

function withValidExamples(message: ExportedMessage, shared: ReadonlyMap<string, ExportedSchema>): ExportedMessage {
  const { schema, dialect, references } = message;
  const documents = collectDocuments(references, (reference) => shared.get(identityOf(reference)));
  const parsed = jsonSchemaFormat.parse({ schema, dialect, documents });
  const validator = jsonSchemaFormat.compile(parsed, { formats: 'assert', isChecked: true });
  const isValid = (value: JsonValue): boolean => validator.validate(value).valid;
  const usages = new Map(
    [...message.usages].map(
      ([app, usage]) => [app, { ...usage, messages: usage.messages.map((said) => withoutBadExamples(said, isValid)) }] as const,
    ),
  );
  const own = isJsonObject(schema) && Array.isArray(schema['examples']) ? (schema['examples'] as readonly JsonValue[]) : [];
  const valid = own.filter(isValid).slice(0, MAX_EXAMPLES);
  if (valid.length > 0) return { ...message, usages, examples: valid };
  const mock = mockInstances(parsed, { count: 1, seed: 1 });
  return { ...message, usages, examples: mock.kind === 'made' ? mock.values : [] };
}

/** What a document showed may have become wrong with a later version. Of an envelope it is the data that counts. */
function withoutBadExamples(said: ExportedMessageSaid, isValid: (value: JsonValue) => boolean): ExportedMessageSaid {
  const { examples } = said;
  if (!Array.isArray(examples)) return said;
  const kept = (examples as readonly JsonValue[]).filter((example) => {
    if (!isJsonObject(example) || example['payload'] === undefined) return true;
    const { payload } = example;
    const data = said['isEnvelope'] === true && isJsonObject(payload) ? payload['data'] : payload;
    return data !== undefined && isValid(data);
  });
  return { ...said, examples: kept };
}

type ExportedMessageSaid = ExportedMessage['usages'] extends ReadonlyMap<string, { readonly messages: readonly (infer Said)[] }> ? Said : never;
