import { buildContracts, type Contract, type LeftOut } from '../../src/asyncapi/contracts.ts';
import type { MessageModel } from '../../src/asyncapi/model.ts';
import { placeAt } from '../../src/core/json/parse.ts';
import type { SourceFile } from '../io.ts';
import type { SchemaFile } from '../compare-files.ts';
import { documentsOf } from './check-contracts.ts';
import { invalid, type LoadedDocument } from './load-document.ts';

/** What of a message a schema is about. */
export type MessagePart = 'payload' | 'headers';

/** The schemas of the messages of a document, each with all that it refers to, and with places in what somebody wrote. */
export interface MessageSchemas {
  /** The document, as the user named it. */
  readonly label: string;
  /** Undefined: the message has no such schema, or one in a language that is not read. */
  readonly get: (message: MessageModel, part: MessagePart) => SchemaFile | undefined;
  /** Why a message has no schemas here. */
  readonly leftOut: (message: MessageModel) => LeftOut | undefined;
  /** Those of a document that others refer to, by the name that they do it by. */
  readonly shared: ReadonlyMap<string, SchemaFile>;
}

/**
 * Write the schemas of each message as documents of their own. Messages keep apart whatever they are called. Throws `asyncapi_invalid`
 * where two schemas that are shared come to one name.
 */
export function messageSchemas(document: LoadedDocument): MessageSchemas {
  const { source, resolver, model } = document;
  const messages = model.messages.map((message, index) => ({ ...message, subject: `message-${index}` }));
  const { contracts, leftOut, collisions } = buildContracts(resolver, { ...model, messages }, { envelope: true });
  const [collision] = collisions;
  if (collision !== undefined) {
    const message = `two different schemas are called ${JSON.stringify(collision.subject)}: give one a name of its own`;
    throw invalid(source, [{ code: 'subject_collision', message, place: source.locate(collision.pointers.at(-1) ?? '') }]);
  }
  const files = new Map(contracts.map((contract) => [contract.subject, fileOf(document, contract)]));
  const byName = new Map(contracts.flatMap(({ references }) => references.map(({ name, subject }) => [name, files.get(subject)] as const)));
  const schemas = new Map(contracts.map((contract) => [keyOf(contract), schemaFile(contract)]));
  const shared = new Map(
    contracts.flatMap((contract) =>
      contract.role === 'shared'
        ? [...byName].filter(([, file]) => file === files.get(contract.subject)).map(([name]) => [name, schemaFile(contract)] as const)
        : [],
    ),
  );

  function schemaFile(contract: Contract): SchemaFile {
    const documents = documentsOf(contract, contracts);
    const file = files.get(contract.subject) ?? { label: '', text: '' };
    const beside = Object.fromEntries(
      Object.keys(documents).flatMap((name) => (byName.has(name) ? [[name, byName.get(name) ?? file] as const] : [])),
    );
    return { file: { ...file, beside }, documents, dialect: contract.dialect };
  }

  return {
    label: source.file,
    get: ({ pointer }, part) => schemas.get(JSON.stringify([part, pointer])),
    leftOut: ({ pointer }) => leftOut.find(({ message }) => message.pointer === pointer),
    shared,
  };
}

function keyOf({ role, messages, subject }: Contract): string {
  return JSON.stringify([role, messages[0]?.pointer ?? subject]);
}

/** A schema as a file whose places are those of the document. */
function fileOf({ source }: LoadedDocument, { schema, pointer, trace }: Contract): SourceFile {
  const file = source.fileOf(pointer);
  return {
    label: file,
    text: JSON.stringify(schema),
    locate: (at) => {
      const { line, column, offset } = source.locate(trace(at));
      return line === undefined || column === undefined || offset === undefined ? placeAt('', 0) : { line, column, offset };
    },
  };
}
